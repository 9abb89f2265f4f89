import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import type { ContrastSpec } from './contrasts.ts';

/**
 * Contrasts of one factor: by name, treatment contrasts with a base level, a matrix with a row of numbers for each
 * level, or a full specification.
 */
export type ContrastOption =
  | ContrastSpec
  | { readonly base: string }
  | readonly (readonly number[])[];

/** Options of `modelFrame`. */
export interface FrameOptions {
  /** Column or numbers, positive: the residual variance of row i is σ²/w_i. Default all 1. */
  readonly precisionWeights?: string | ArrayLike<number>;
  /** Column or whole numbers: row i stands for w_i equal rows; rows with 0 are left out. Default all 1. */
  readonly frequencyWeights?: string | ArrayLike<number>;
  /** Column or numbers: a part of the linear predictor that is known. Default none. */
  readonly offset?: string | ArrayLike<number>;
  /** Contrasts by factor. Default treatment contrasts, polynomial ones for ordered factors, as in R. */
  readonly contrasts?: Readonly<Record<string, ContrastOption>>;
  /** Rows with missing cells: leave them out (default, with a notice), or fail. */
  readonly na?: 'omit' | 'fail';
}

/** Names of the options of `modelFrame`. */
export const frameOptionNames = [
  'precisionWeights',
  'frequencyWeights',
  'offset',
  'contrasts',
  'na',
] as const;

/** What users of R write, and what to write here. */
const optionsOfR: ReadonlyMap<string, string> = new Map([
  ['REML', "write method: 'ML' or 'REML'"],
  ['na.action', "write na: 'omit' or 'fail'"],
  ['subset', 'leave the other rows out of the data'],
  ['control', 'the optimiser has no settings'],
]);

/**
 * Refuses options that nothing reads: `option` with the nearest known name; `weights` with the four kinds of weights.
 *
 * Functions that take further options than `modelFrame` hand in their names as `known`.
 */
export function checkOptionNames(
  options: object,
  known: readonly string[] = frameOptionNames,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new BlupError('option', `options must be an object such as { na: 'omit' }`, {
      value: Array.isArray(options) ? 'an array' : options === null ? 'null' : typeof options,
    });
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    if (name.toLowerCase() === 'weights') {
      throw new BlupError(
        'option',
        'no option is called "weights": use precisionWeights (variance sigma²/w, what lmer calls weights), ' +
          'frequencyWeights (the row stands for w rows), samplingWeights (by level; not available yet) ' +
          'or trials (binomial denominators, what glmer calls weights)',
        {
          value: name,
          choices: ['precisionWeights', 'frequencyWeights', 'samplingWeights', 'trials'],
        },
      );
    }
    const suggestion = nearest(name, known);
    const hint = optionsOfR.get(name);
    throw new BlupError(
      'option',
      `unknown option "${name}"${(hint && `: ${hint}`) || didYouMean(name, known) || ` (known: ${known.join(', ')})`}`,
      suggestion === undefined ? { value: name } : { value: name, suggestion },
    );
  }
}
