import { textWidth } from '../text-table.ts';
import { type Block, type MarkupTable, plainText, rowHeight } from './block.ts';

/** Blocks as plain text, tables with aligned columns. Ends with a newline. */
export function toText(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'table') return tableText(block);
    if (block.kind === 'list') return block.items.flatMap(itemLines).join('\n');
    return wrap(plainText(block.text), WIDTH).join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

const WIDTH = 80;

function itemLines(item: string): string[] {
  return wrap(plainText(item), WIDTH - 2).map((line, l) => (l === 0 ? `- ${line}` : `  ${line}`));
}

/** Lines of at most `width` characters, broken at blanks only. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

interface Line {
  readonly label: string;
  /** Text and mark of each cell; absent in the title of a section. */
  readonly cells?: readonly (readonly [text: string, mark: string])[];
}

function linesOf({ sections }: MarkupTable): Line[] {
  return sections.flatMap(({ title, rows }) => [
    ...(title === undefined ? [] : [{ label: plainText(title) }]),
    ...rows.flatMap((row) =>
      Array.from({ length: rowHeight(row) }, (_, l) => ({
        label: l === 0 ? plainText(row.label) : '',
        cells: row.cells.map(
          ({ lines, mark = '' }) => [plainText(lines[l] ?? ''), l === 0 ? mark : ''] as const,
        ),
      })),
    ),
  ]);
}

function tableText(table: MarkupTable): string {
  const lines = linesOf(table);
  const head = table.head.map(plainText);
  const columns = table.align.map((align, c) => {
    const cells = lines.map((line) => line.cells?.[c] ?? ['', '']);
    const hangs = cells.some(([text]) => /[)\]]$/.test(text));
    // Closing brackets hang over, so that digits stand below digits.
    const texts = cells.map(([text]) => (hangs && !/[)\]]$/.test(text) ? `${text} ` : text));
    const width = widest(texts);
    const marks = widest(cells.map(([, mark]) => mark));
    const bodies = texts.map(
      (text, l) => pad(text, width, align) + pad(cells[l][1], marks, 'left'),
    );
    const name = hangs ? `${head[c + 1]} ` : head[c + 1];
    const whole = Math.max(width + marks, textWidth(name));
    return [
      align === 'left' ? pad(name, whole, 'left') : pad(pad(name, width, 'right'), whole, 'left'),
      ...bodies.map((body) => pad(body, whole, align)),
    ];
  });
  const labels = [head[0], ...lines.map(({ label }) => label)];
  const titles = new Set(lines.flatMap(({ cells }, l) => (cells === undefined ? [l + 1] : [])));
  const labelWidth = widest(labels.filter((_, l) => !titles.has(l)));
  const printed = labels.map((label, l) => {
    const cells = titles.has(l) ? [] : columns.map((column) => column[l]);
    return [pad(label, labelWidth, 'left'), ...cells].join('  ').trimEnd();
  });
  const rule = '-'.repeat(widest(printed));
  return [
    ...(table.caption === undefined ? [] : [plainText(table.caption)]),
    rule,
    printed[0],
    rule,
    ...printed.slice(1),
    rule,
    ...table.notes.flatMap((note) => wrap(plainText(note), Math.max(WIDTH, textWidth(rule)))),
  ].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}
