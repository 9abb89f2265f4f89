import { palette } from '../plot/colours.ts';

const [blue, , , , , sky] = palette;

/** The style sheet of an element. Custom properties and parts are what a page sets. */
export const style = `
:host { display: block; color: var(--blup-color, inherit); background: var(--blup-background, transparent);
  font-family: var(--blup-font, inherit); }
:host([hidden]) { display: none; }
[part=body] { display: grid; gap: var(--blup-gap, 1rem); align-content: start; min-width: 0; transition: opacity .15s; }
[part=body].again { opacity: .55; }
[part=scroll] { overflow-x: auto; min-width: 0; }
[part=scroll]:focus-visible { outline: 2px solid var(--blup-accent, ${blue}); outline-offset: 2px; }
pre { margin: 0; font-family: var(--blup-mono, ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace);
  font-size: var(--blup-text-size, .8125rem); line-height: 1.4; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding-block-end: .25rem; }
th, td { white-space: nowrap; padding: .2rem .75rem; text-align: end; border-block-end: 1px solid var(--blup-border, color-mix(in srgb, currentColor 25%, transparent)); }
th { font-weight: 500; }
tbody th, thead td { text-align: start; padding-inline-start: 0; }
figure { margin: 0; }
[part=figure] svg { min-width: 32rem; }
ul { margin: 0; padding-inline-start: 1.25rem; line-height: 1.5; }
[part=error] { border-inline-start: 4px solid var(--blup-error, #c0392b); padding: .5rem 1rem; }
[part=error] p { margin: 0 0 .5rem; overflow-wrap: anywhere; }
[part=place] { overflow-x: auto; }
[part=status] { margin: 0; opacity: .8; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dark [fill="${blue}"] { fill: ${sky}; } .dark [stroke="${blue}"] { stroke: ${sky}; }
.dark [fill="${sky}"] { fill: ${blue}; } .dark [stroke="${sky}"] { stroke: ${blue}; }
`;

/** Whether text of this computed colour is light, so that the ground is dark. */
export function isLight(colour: string): boolean {
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? ['0', '0', '0']).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b > 140;
}
