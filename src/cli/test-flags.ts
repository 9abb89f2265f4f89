import type { DdfMethod } from '../inference/ddf-method.ts';
import { checkAvailable } from './unavailable-options.ts';

/** Formats of tables of tests. */
export function checkFormat(format: string): void {
  checkAvailable('--format', format, ['text', 'json'], ['markdown', 'html', 'latex']);
}

const ddfMethods = ['satterthwaite', 'kenward-roger', 'residual', 'none'];

/** What `--ddf` may say, for help texts. */
export const ddfHelp = `degrees of freedom: ${ddfMethods.join(', ')} (default: satterthwaite)`;

/** The method that `--ddf` names. */
export function ddfMethod(text: string): DdfMethod {
  checkAvailable('--ddf', text, ddfMethods, []);
  return text as DdfMethod;
}

const types: Readonly<Record<string, 1 | 2 | 3>> = { 1: 1, 2: 2, 3: 3, I: 1, II: 2, III: 3 };

/** The type of test that `--type` names, by number or Roman numeral. */
export function testType(text: string): 1 | 2 | 3 {
  checkAvailable('--type', text, ['1', '2', '3', 'I', 'II', 'III'], []);
  return types[text];
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
