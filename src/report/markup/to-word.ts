import { type Block, type MarkupCell, type MarkupTable, plainText } from './block.ts';

/** A text in Rich Text Format: ASCII, other characters as UTF-16 units. */
function rtfText(text: string): string {
  return plainText(text)
    .replace(/[\\{}]/g, (c) => `\\${c}`)
    .replace(/[^ -~]/gu, (c) =>
      Array.from({ length: c.length }, (_, i) => `\\u${(c.charCodeAt(i) << 16) >> 16}?`).join(''),
    );
}

/** Sizes in twentieths of a point: between the margins of a page, of a character at 11 points, of the padding of a cell. */
const PAGE = 9000;
const CHARACTER = 112;
const PADDING = 90;
const RULE = '\\brdrs\\brdrw10';

const numberText = (text: string): string => text.replace(/-(?=[\d.I])/g, '\u2212');

function cellText({ lines, mark = '' }: MarkupCell, align: string): string {
  const texts = lines.map((text) => rtfText(align === 'right' ? numberText(text) : text));
  const raised = mark === '' ? '' : `{\\super ${rtfText(mark)}}`;
  return [`${texts[0] ?? ''}${raised}`, ...texts.slice(1)].join('\\line ');
}

/** Right edges of the columns: as wide as their texts, the first giving way when the page is too narrow. */
function columnEdges({ head, sections }: MarkupTable): number[] {
  const lengths = head.map((text, c) => {
    const texts = sections.flatMap(({ rows }) =>
      rows.flatMap(({ label, cells }) =>
        c === 0
          ? [label]
          : (cells[c - 1]?.lines ?? []).map((line) => `${line}${cells[c - 1]?.mark ?? ''}`),
      ),
    );
    return Math.max(...[text, ...texts].map((one) => one.length));
  });
  const widths = lengths.map((length) => length * CHARACTER + 4 * PADDING);
  const [first, ...others] = widths;
  const rest = others.reduce((sum, width) => sum + width, 0);
  const label = Math.max(Math.min(first, PAGE - rest), Math.min(first, PAGE / 4));
  const shrink = Math.min(1, (PAGE - label) / Math.max(rest, 1));
  let edge = 0;
  return [label, ...others.map((width) => width * shrink)].map((width) => {
    edge += width;
    return Math.round(edge);
  });
}

function row(edges: readonly number[], cells: readonly string[], rules: string, more = ''): string {
  const definition = edges.map((edge) => `${rules}\\clvertalt\\cellx${edge}`).join('');
  return `\\trowd\\trgaph${PADDING}\\trleft0\\trkeep${more}${definition}\n${cells.join('\n')}\\row\n`;
}

function tableRtf(table: MarkupTable): string {
  const { caption, head, align, sections, notes } = table;
  const edges = columnEdges(table);
  const sides = ['left', ...align];
  const cell = (c: number, content: string, style = ''): string =>
    `\\pard\\intbl\\${sides[c] === 'right' ? 'qr' : 'ql'}${style} {${content}}\\cell`;
  const top = `\\clbrdrt${RULE}`;
  const bottom = `\\clbrdrb${RULE}`;
  const heads = head.map((text, c) => cell(c, `\\b ${rtfText(text)}`));
  const last = sections.findLastIndex(({ rows }) => rows.length > 0);
  const bodies = sections.map(({ title, rows }, s) => {
    const heading =
      title === undefined
        ? ''
        : row(edges.slice(-1), [cell(0, `\\i ${rtfText(title)}`, '\\sb60\\keepn')], '');
    const lines = rows.map(({ label, cells }, r) => {
      const texts = [
        cell(0, rtfText(label)),
        ...head.slice(1).map((_, c) => {
          const own = cells[c];
          return cell(c + 1, own === undefined ? '' : cellText(own, align[c]));
        }),
      ];
      return row(edges, texts, s === last && r === rows.length - 1 ? bottom : '');
    });
    return heading + lines.join('');
  });
  return [
    caption === undefined ? '' : `\\pard\\keepn\\sb120\\sa60 {\\b ${rtfText(caption)}}\\par\n`,
    row(edges, heads, top + bottom, '\\trhdr'),
    ...bodies,
    ...notes.map((note) => `\\pard\\ql {\\fs18 ${rtfText(note)}}\\par\n`),
    '\\pard\\par\n',
  ].join('');
}

/**
 * Blocks as a document in Rich Text Format, tables as tables, to be saved as `.rtf`: Word, LibreOffice Writer, Pages and Google Docs
 * open it without questions (Rich Text Format Specification 1.9.1, Microsoft 2008).
 */
export function toWord(blocks: readonly Block[], title: string): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'table') return tableRtf(block);
    if (block.kind === 'heading') {
      return `\\pard\\keepn\\sb200\\sa80 {\\b\\fs24 ${rtfText(block.text)}}\\par\n`;
    }
    if (block.kind === 'list') {
      return block.items
        .map((item) => `\\pard\\fi-280\\li280\\sa40 \\u8226?\\tab ${rtfText(item)}\\par\n`)
        .join('');
    }
    return `\\pard\\sa80 ${rtfText(block.text)}\\par\n`;
  });
  return `{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\froman Times New Roman;}}
{\\info{\\title ${rtfText(title)}}}
\\paperw11906\\paperh16838\\margl1440\\margr1440\\margt1440\\margb1440\\f0\\fs22
${parts.join('')}}
`;
}
