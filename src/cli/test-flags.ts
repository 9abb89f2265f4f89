import { BlupError } from '../errors/blup-error.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { checkAvailable } from './unavailable-options.ts';

/** Formats of tables of tests. */
export function checkFormat(format: string): void {
  checkAvailable('--format', format, ['text', 'json'], ['markdown', 'html', 'latex']);
}

/** What `--ddf` may say, for help texts. */
export const ddfHelp =
  'degrees of freedom: satterthwaite, kenward-roger, residual, none (default: satterthwaite)';

/** The method that `--ddf` names. */
export function ddfMethod(text: string): DdfMethod {
  checkDdf(text);
  return text;
}

const types: Readonly<Record<string, 1 | 2 | 3>> = { 1: 1, 2: 2, 3: 3, I: 1, II: 2, III: 3 };

/** The type of test that `--type` names, by number or Roman numeral. */
export function testType(text: string): 1 | 2 | 3 {
  checkAvailable('--type', text, Object.keys(types), []);
  return types[text];
}

/** A reader of the whole number from 0 that an option gives. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text)) return Number(text);
    throw new BlupError('option', `${option} must be a whole number from 0: "${text}"`, {
      value: text,
    });
  };
}
