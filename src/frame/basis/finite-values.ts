import { BlupError } from '../../errors/blup-error.ts';

/**
 * Throws `not-finite` unless every value is finite, and `formula-meaning` when there is none: constants of a basis are
 * taken from complete rows only.
 */
export function checkFinite(x: Float64Array, what: string): void {
  if (x.length === 0) {
    throw new BlupError('formula-meaning', `${what} needs values, there are none`, { value: [] });
  }
  const i = x.findIndex((v) => !Number.isFinite(v));
  if (i < 0) return;
  throw new BlupError(
    'not-finite',
    `${what} needs finite values, value ${i + 1} is ${x[i]}; remove or mend that row`,
    { value: x[i], row: i + 1 },
  );
}

/** Throws `formula-meaning` unless `value` is a whole number of at least `least`. */
export function checkWhole(value: number, least: number, what: string): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new BlupError(
    'formula-meaning',
    `${what} must be a whole number of at least ${least}, not ${value}`,
    { value },
  );
}
