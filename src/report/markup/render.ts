import { BlupError } from '../../errors/blup-error.ts';
import type { Block, MarkupFormat } from './block.ts';
import { toHtml } from './to-html.ts';
import { toLatex } from './to-latex.ts';
import { toMarkdown } from './to-markdown.ts';
import { toText } from './to-text.ts';
import { toWord } from './to-word.ts';

/** Blocks in a format. Throws `BlupError('option')` when there is no such format. */
export function render(blocks: readonly Block[], format: MarkupFormat, title: string): string {
  switch (format) {
    case 'text':
      return toText(blocks);
    case 'markdown':
      return toMarkdown(blocks);
    case 'html':
      return toHtml(blocks);
    case 'latex':
      return toLatex(blocks);
    case 'word':
      return toWord(blocks, title);
  }
  throw new BlupError(
    'option',
    `format "${String(format)}" is unknown; use "text", "markdown", "html", "latex" or "word"`,
    { value: format },
  );
}
