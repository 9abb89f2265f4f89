import { BlupError } from '../errors/blup-error.ts';

/** A response as the engine takes it. */
export interface FamilyResponse {
  /** Successes, counts, numbers, or the category counted from 0. */
  readonly values: Float64Array;
  /** Binomial: trials of each row; absent when all are 1. */
  readonly trials?: Float64Array;
  /** Levels of a factor: failure and success, or the categories in order. */
  readonly categories?: readonly string[];
}

/** What a response may not hold: code `response` with the row of the table, counted from 1. */
export function refuse(name: string, what: string, value: unknown, row?: number): BlupError {
  return new BlupError('response', `the response ${name} ${what}`, {
    value,
    ...(row !== undefined && { row }),
  });
}
