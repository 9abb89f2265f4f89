import { BlupError } from '../../errors/blup-error.ts';
import { checkFinite } from './finite-values.ts';

/** Constants of `scale(x)`: the column is `(x − center) / scale`. */
export interface ScaleBasis {
  readonly kind: 'scale';
  readonly center: number;
  readonly scale: number;
}

/** As R's arguments: true takes the constant from the values, false takes none, a number is used as it is. */
interface ScaleOptions {
  readonly center?: boolean | number;
  readonly scale?: boolean | number;
}

/**
 * The constants of R's `scale(x, center, scale)`.
 *
 * The scale is the root of the sum of squares of the centred values over n − 1: the standard deviation when the centre
 * is the mean, the root mean square when `center` is false. Throws `not-finite`, and `formula-meaning` when the scale
 * would be zero.
 */
export function fitScale(x: Float64Array, options: ScaleOptions = {}): ScaleBasis {
  checkFinite(x, 'scale()');
  const center = fitCenter(x, options.center ?? true);
  const scale = fitSpread(x, center, options.scale ?? true);
  if (scale === 0 || !Number.isFinite(scale) || !Number.isFinite(center)) {
    throw new BlupError(
      'formula-meaning',
      `scale() cannot divide by ${scale}: the values do not vary; use scale = FALSE or leave the term out`,
      { value: scale },
    );
  }
  return { kind: 'scale', center, scale };
}

/** The scaled values. NaN stays NaN. */
export function evaluateScale(basis: ScaleBasis, x: Float64Array): Float64Array[] {
  return [x.map((v) => (v - basis.center) / basis.scale)];
}

function fitCenter(x: Float64Array, center: boolean | number): number {
  if (typeof center === 'number') return center;
  if (!center) return 0;
  let sum = 0;
  for (const v of x) sum += v - x[0];
  const mean = x[0] + sum / x.length;
  let rest = 0;
  for (const v of x) rest += v - mean;
  return mean + rest / x.length;
}

function fitSpread(x: Float64Array, center: number, scale: boolean | number): number {
  if (typeof scale === 'number') return scale;
  if (!scale) return 1;
  let squares = 0;
  for (const v of x) squares += (v - center) ** 2;
  // One value has no spread; R divides by at least one degree of freedom.
  return Math.sqrt(squares / Math.max(1, x.length - 1));
}
