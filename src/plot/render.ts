import {
  areaY,
  arrow,
  dot,
  line,
  type Markish,
  plot,
  ruleX,
  ruleY,
  type ScaleOptions,
  text,
} from '@observablehq/plot';
import { horizontalRoom, leftMargin } from './axis-margin.ts';
import { palette } from './colours.ts';
import type { Axis, Figure, Layer, LegendEntry, MarkName, Panel } from './figure.ts';
import { serialise, svgDocument } from './svg-document.ts';
import { fontSize, shortened, textWidth } from './text-size.ts';

/** How a figure is coloured where it is not data. */
export interface RenderOptions {
  /**
   * `'auto'`: dark on white, or light on nearly black where the reader prefers dark; `'light'`; `'dark'`; `'inherit'`: text and
   * axes take the text colour of the page, on no background. Default: `'auto'` for `plotSvg`, `'inherit'` for `plotElement`.
   */
  readonly theme?: 'auto' | 'light' | 'dark' | 'inherit';
}

const namespace = 'http://www.w3.org/2000/svg';
const gap = 16;
const legendHeight = 28;
const titleHeight = 24;
const light = { ink: '#1a1a1a', paper: '#ffffff' };
const dark = { ink: '#e8e8e8', paper: '#161616' };

/**
 * A figure as the text of an SVG file, without a page or a browser. The same figure gives the same bytes.
 *
 *     writeFileSync('schools.svg', plotSvg(caterpillarPlot(model)))
 */
export function plotSvg(figure: Figure, options: RenderOptions = {}): string {
  const own = svgDocument();
  // Observable Plot uses only what this document has; see SvgDocument.
  const root = draw(figure, own as unknown as Document, options.theme ?? 'auto');
  return `${serialise(root as unknown as Parameters<typeof serialise>[0])}\n`;
}

/**
 * A figure as an SVG element of a page: `document.body.append(plotElement(caterpillarPlot(model), document))`. It shrinks with the
 * page, and text and axes take the page's text colour.
 */
export function plotElement(
  figure: Figure,
  document: Document,
  options: RenderOptions = {},
): SVGSVGElement {
  return draw(figure, document, options.theme ?? 'inherit');
}

function draw(
  figure: Figure,
  document: Document,
  theme: NonNullable<RenderOptions['theme']>,
): SVGSVGElement {
  const make = maker(document);
  const { panels, columns, legend = [] } = figure;
  const top = (legend.length > 0 ? legendHeight : 0) + 8;
  const places = arranged(panels, columns, top);
  const left = leftMargin(panels[0]);
  const width = Math.ceil(
    Math.max(legendWidth(legend, left), ...places.map(({ x, panel }) => x + panel.width)),
  );
  const height = Math.max(...places.map(({ y, panel }) => y + panel.height)) + 4;
  const root = make('svg', {
    xmlns: namespace,
    class: `blup-figure blup-figure-${theme}`,
    role: 'img',
    'aria-label': figure.title,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': fontSize,
    style: 'max-width: 100%; height: auto',
  });
  root.appendChild(make('title', {}, figure.title));
  root.appendChild(make('desc', {}, figure.description));
  if (theme !== 'inherit') {
    root.appendChild(make('style', {}, themeRules(theme)));
    root.appendChild(make('rect', { class: 'blup-paper', width, height }));
  }
  if (legend.length > 0) root.appendChild(drawLegend(make, legend, left));
  for (const { panel, x, y } of places) {
    const group = make('g', { transform: `translate(${x},${y})` });
    const title = panel.title;
    if (title !== undefined) {
      const left = leftMargin(panel);
      const attributes = { x: left, y: 16, fill: 'currentColor', 'font-weight': 600 };
      group.appendChild(make('text', attributes, shortened(title, panel.width - left)));
    }
    group.appendChild(drawPanel(make, panel, document));
    root.appendChild(group);
  }
  return root as SVGSVGElement;
}

type Maker = (name: string, attributes: Record<string, string | number>, text?: string) => Element;

function maker(document: Document): Maker {
  return (name, attributes, text) => {
    const element = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key !== 'xmlns') element.setAttribute(key, String(value));
      else element.setAttributeNS('http://www.w3.org/2000/xmlns/', key, String(value));
    }
    if (text !== undefined) element.textContent = text;
    return element;
  };
}

/** Panels in rows; a row is as high as its highest panel. */
function arranged(panels: readonly Panel[], columns: number, top: number) {
  const places: { panel: Panel; x: number; y: number }[] = [];
  let y = top;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    let x = 0;
    for (const panel of row) {
      places.push({ panel, x, y });
      x += panel.width + gap;
    }
    y += Math.max(...row.map(({ height }) => height)) + (columns === 1 ? 8 : 4);
  }
  return places;
}

function themeRules(theme: 'auto' | 'light' | 'dark'): string {
  const own = `.blup-figure-${theme}`;
  const rules = ({ ink, paper }: typeof light) =>
    `${own}{color:${ink}}${own} .blup-paper{fill:${paper}}`;
  // Blue is too dark on a dark ground: it changes places with its lighter sister.
  const swapped = ([blue, sky]: readonly string[]) =>
    `${own} [fill='${blue}']{fill:${sky}}${own} [stroke='${blue}']{stroke:${sky}}`;
  const night = rules(dark) + swapped([palette[0], palette[5]]) + swapped([palette[5], palette[0]]);
  if (theme === 'light') return rules(light);
  if (theme === 'dark') return night;
  return `${rules(light)}@media (prefers-color-scheme: dark){${night}}`;
}

function legendText(label: string): string {
  return shortened(label, 220);
}

function entryWidth(label: string): number {
  return 22 + textWidth(legendText(label)) + 20;
}

function legendWidth(legend: readonly LegendEntry[], left: number): number {
  return legend.reduce((sum, { label }) => sum + entryWidth(label), left);
}

function drawLegend(make: Maker, legend: readonly LegendEntry[], left: number): Element {
  const group = make('g', { class: 'blup-legend', fill: 'currentColor' });
  let x = left;
  for (const { label, colour, symbol } of legend) {
    const words = legendText(label);
    const paint =
      symbol === 'dot'
        ? { fill: colour }
        : { fill: 'none', stroke: colour, 'stroke-width': symbol === 'line' ? 2.5 : 1.5 };
    const mark =
      symbol === 'line'
        ? make('path', { d: `M${x},20h16`, ...paint })
        : make('circle', { cx: x + 8, cy: 20, r: 4, ...paint });
    group.appendChild(mark);
    group.appendChild(make('text', { x: x + 22, y: 24 }, words));
    x += entryWidth(label);
  }
  return group;
}

function drawPanel(make: Maker, panel: Panel, document: Document): Element {
  const marginLeft = leftMargin(panel);
  const { marginRight, ticks } = horizontalRoom(panel);
  const { marginBottom = 44, width, height } = panel;
  const svg = plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: panel.marginTop ?? (panel.title === undefined ? 8 : titleHeight + 4),
    marginBottom,
    x: scale({ ticks, ...panel.x }, marginBottom - 8),
    y: scale(panel.y, marginLeft - 9),
    marks: panel.layers.map(mark),
  }) as Element;
  // A group instead of an inner <svg>, whose style sheet would resize it.
  const group = make('g', { fill: 'currentColor', 'text-anchor': 'middle' });
  for (const child of Array.from(svg.childNodes)) {
    if (child.nodeName === 'style') continue;
    unlabelled(child as Element);
    group.appendChild(child);
  }
  return group;
}

/** The figure as a whole is labelled; labels of groups without a role, as Plot writes them, are no valid ARIA. */
function unlabelled(element: Element): void {
  if (element.nodeName === 'g') element.removeAttribute('aria-label');
  for (const child of Array.from(element.childNodes ?? [])) unlabelled(child as Element);
}

/** The label stands as far from the outer edge as the text is high. */
function scale(axis: Axis, labelOffset: number): ScaleOptions {
  return {
    ...(axis.type === 'log' ? logarithmic(axis) : axis),
    labelOffset,
    labelAnchor: 'center',
    labelArrow: 'none',
  } as ScaleOptions;
}

/** A linear axis of logarithms, since the logarithmic one leaves out tick labels by rules of its own. */
function logarithmic({ labels = [], domain = [], ticks = 0, ...axis }: Axis): object {
  const logs = (values: readonly unknown[]) => values.map((value) => Math.log10(Number(value)));
  return {
    ...axis,
    type: 'linear',
    transform: Math.log10,
    domain: logs(domain),
    ticks: typeof ticks === 'number' ? ticks : logs(ticks),
    tickFormat: (_: unknown, i: number) => labels[i],
  };
}

const marks: Readonly<Record<MarkName, (data: Layer['data'], options: object) => Markish>> = {
  areaY,
  arrow,
  dot,
  line,
  ruleX,
  ruleY,
  text,
};

function mark({ mark: name, data, options }: Layer): Markish {
  return marks[name](data, options);
}
