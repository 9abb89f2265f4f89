import { type Block, type MarkupCell, type MarkupTable, plainText } from './block.ts';

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML of ASCII characters only, so that it reads right whatever encoding a page declares. */
export function htmlText(text: string): string {
  return plainText(text)
    .replace(/[&<>"']/g, (c) => NAMED[c])
    .replace(/[^ -~]/gu, (c) => `&#x${(c.codePointAt(0) as number).toString(16)};`);
}

/**
 * Blocks as a fragment of HTML: tables with captions, headings of rows and columns marked as such, and their few styles
 * inline. Ends with a newline.
 */
export function toHtml(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'table') return tableHtml(block);
    if (block.kind === 'heading') return `<h3>${htmlText(block.text)}</h3>`;
    if (block.kind === 'list') {
      return `<ul>\n${block.items.map((item) => `<li>${htmlText(item)}</li>\n`).join('')}</ul>`;
    }
    return `<p>${htmlText(block.text)}</p>`;
  });
  return `${parts.join('\n')}\n`;
}

const RULE = '1px solid';
const PADDING = 'padding:2px 10px';

function tableHtml({ caption, head, align, sections, notes }: MarkupTable): string {
  const sides = ['left', ...align];
  const heads = head.map((text, c) => {
    const style = `${PADDING};text-align:${sides[c]};border-top:${RULE};border-bottom:${RULE}`;
    return text === ''
      ? `<td style="${style}"></td>`
      : `<th scope="col" style="${style}">${htmlText(text)}</th>`;
  });
  const bodies = sections.map(({ title, rows }) => {
    const heading =
      title === undefined
        ? ''
        : `<tr><th scope="rowgroup" colspan="${head.length}" style="${PADDING};padding-top:8px;text-align:left;font-style:italic;font-weight:normal">${htmlText(title)}</th></tr>\n`;
    const lines = rows.map(({ label, cells }) => {
      const row = `<th scope="row" style="${PADDING};text-align:left;font-weight:normal">${htmlText(label)}</th>`;
      return `<tr style="vertical-align:top">${row}${cells.map((cell, c) => cellHtml(cell, align[c])).join('')}</tr>\n`;
    });
    return `<tbody>\n${heading}${lines.join('')}</tbody>\n`;
  });
  const lines = notes.map(htmlText).join('<br>');
  // So long notes do not widen the table.
  const content = `<div style="width:0;min-width:100%">${lines}</div>`;
  const foot = `<tfoot>\n<tr><td colspan="${head.length}" style="${PADDING};border-top:${RULE};font-size:smaller;text-align:left;white-space:normal">${content}</td></tr>\n</tfoot>\n`;
  return [
    `<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">\n`,
    caption === undefined
      ? ''
      : `<caption style="padding:4px 10px;text-align:left;font-weight:bold;white-space:normal">${htmlText(caption)}</caption>\n`,
    `<thead>\n<tr>${heads.join('')}</tr>\n</thead>\n`,
    ...bodies,
    foot,
    '</table>',
  ].join('');
}

function cellHtml({ lines, mark }: MarkupCell, align: 'left' | 'right'): string {
  // A hyphen before a digit of a number is a minus.
  const texts = lines.map((text) =>
    align === 'left' ? htmlText(text) : htmlText(text.replace(/-(?=[\d.I])/g, '\u2212')),
  );
  const raised =
    mark === undefined || mark === '' ? '' : `<sup style="line-height:0">${htmlText(mark)}</sup>`;
  const content = [`${texts[0] ?? ''}${raised}`, ...texts.slice(1)].join('<br>');
  return `<td style="${PADDING};text-align:${align}">${content}</td>`;
}
