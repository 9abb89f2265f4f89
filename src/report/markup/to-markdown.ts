import { textWidth } from '../text-table.ts';
import { type Block, type MarkupTable, plainText, rowHeight } from './block.ts';

/** A text as Markdown that shows just this text, in a table cell too. */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(/[\\`*_{}[\]#|~^$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Blocks as Markdown with pipe tables (GitHub's, Pandoc's), padded so that the source reads well too. Ends with a newline. */
export function toMarkdown(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'table') return tableMarkdown(block);
    if (block.kind === 'heading') return `### ${markdownText(block.text)}`;
    if (block.kind === 'list') return block.items.map((item) => `- ${lineText(item)}`).join('\n');
    return lineText(block.text);
  });
  return `${parts.join('\n\n')}\n`;
}

/** A text at the start of a line, where it could begin a list or a heading rule. */
function lineText(text: string): string {
  return markdownText(text)
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^[-+=]/, '\\$&');
}

function tableMarkdown({ caption, head, align, sections, notes }: MarkupTable): string {
  const rows = sections.flatMap(({ title, rows }) => [
    ...(title === undefined ? [] : [[`**${markdownText(title)}**`, ...align.map(() => '')]]),
    ...rows.flatMap((row) =>
      Array.from({ length: rowHeight(row) }, (_, l) => [
        l === 0 ? markdownText(row.label) : '',
        ...row.cells.map(({ lines, mark = '' }) =>
          markdownText((lines[l] ?? '') + (l === 0 ? mark : '')),
        ),
      ]),
    ),
  ]);
  const all = [head.map(markdownText), ...rows];
  const widths = head.map((_, c) => Math.max(3, ...all.map((row) => textWidth(row[c]))));
  const sides = ['left' as const, ...align];
  const line = (row: readonly string[]) => {
    const cells = row.map((text, c) => {
      const blanks = ' '.repeat(Math.max(0, widths[c] - textWidth(text)));
      return sides[c] === 'left' ? text + blanks : blanks + text;
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, c) =>
    sides[c] === 'left' ? `:${'-'.repeat(width - 1)}` : `${'-'.repeat(width - 1)}:`,
  );
  const table = [line(all[0]), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
  return [
    ...(caption === undefined ? [] : [`**${markdownText(caption)}**`]),
    table,
    ...notes.map(lineText),
  ].join('\n\n');
}
