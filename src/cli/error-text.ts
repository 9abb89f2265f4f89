import { CommanderError } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { pointAt } from '../formula/point-at.ts';

/** What the library calls by other names than the command. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\ballowNewLevels\b/g, '--allow-new-levels'],
  [/\bprecisionWeights\b/g, '--precision-weights'],
  [/\bfrequencyWeights\b/g, '--frequency-weights'],
  [/\blm\(formula, data\)/g, 'blup lm'],
  [/\blmList\b/g, 'blup lm-list'],
];

function asCommand(message: string): string {
  return names.reduce((text, [own, command]) => text.replace(own, command), message);
}

/**
 * What the command says about an error: one line `blup: …`, for errors in a formula followed by the formula with
 * carets below the place. Ends with a newline.
 */
export function errorText(error: unknown): string {
  if (error instanceof CommanderError) return `blup: ${callText(error)}; see blup --help\n`;
  const message = error instanceof Error ? error.message : String(error);
  const said = error instanceof BlupError ? asCommand(message) : message;
  const line = `blup: ${said.replace(/\s*\n\s*/g, ' ')}\n`;
  if (!(error instanceof BlupError)) return line;
  const { span, formula } = error.detail;
  if (span === undefined || typeof formula !== 'string') return line;
  const picture = pointAt(formula, span)
    .split('\n')
    .map((text) => `  ${text}\n`);
  return line + picture.join('');
}

function callText({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'a command is missing';
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
}
