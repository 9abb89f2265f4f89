import { inverseDefinite } from '../../engine/small-matrix.ts';
import type { Model } from '../../fit/model.ts';
import { dot } from '../../number/dot.ts';
import { bilinear, sandwich } from '../terms/hypothesis.ts';
import { type KenwardRoger, kenwardRoger } from './kenward-roger.ts';

/** The F statistic of a hypothesis by Kenward and Roger's method. */
interface KenwardRogerTest {
  readonly f: number;
  readonly df: number;
  /** Their factor λ, already in `f`. */
  readonly scaling: number;
  /** Estimate of the first row, and its adjusted variance. */
  readonly estimate: number;
  readonly variance: number;
}

/**
 * F-test of Lβ = 0 for rows that are linearly independent.
 *
 * Kenward & Roger (1997), Biometrics 53, section 3; Halekoh & Højsgaard (2014), J. Stat. Softw. 59(9), eqs 7–14: λF has
 * expectation and variance of an F variable with q and `df` degrees of freedom, to the order of the approximation, and exactly
 * in balanced cases. Where `df` is 2, F has no expectation and λ is 1, as in pbkrtest.
 */
export function kenwardRogerTest(
  model: Model,
  rows: readonly ArrayLike<number>[],
): KenwardRogerTest {
  return testWith(kenwardRoger(model), rows);
}

/** The same from quantities at hand. */
function testWith(
  { root, adjustment, slopes, gammaCovariance, estimates }: KenwardRoger,
  rows: readonly ArrayLike<number>[],
): KenwardRogerTest {
  const p = estimates.length;
  const q = rows.length;
  // ℓᵀB: rows whose covariance matrix is the identity's before the adjustment, then orthonormal ones of the same span.
  const scaled = rows.map((l) =>
    Float64Array.from({ length: p }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < p; i++) sum += l[i] * root[j * p + i];
      return sum;
    }),
  );
  const { basis, values } = orthonormal(
    scaled,
    rows.map((l) => dot(l, estimates)),
  );
  const parts = slopes.map((slope) => sandwich(basis, slope, p));
  const traces = parts.map((part) => basis.reduce((sum, _, i) => sum + part[i * q + i], 0));
  const r = slopes.length;
  let a1 = 0;
  let a2 = 0;
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) {
      const w = gammaCovariance[i * r + j];
      a1 += w * traces[i] * traces[j];
      a2 += w * dot(parts[i], parts[j]);
    }
  }
  const { df, scaling } = approximation(a1, a2, q);
  const inverse = inverseDefinite(sandwich(basis, adjustment, p), q) ?? new Float64Array(q * q);
  return {
    f: (scaling / q) * bilinear(inverse, values, values, q),
    df,
    scaling,
    estimate: dot(rows[0], estimates),
    variance: bilinear(adjustment, scaled[0], scaled[0], p),
  };
}

/** Degrees of freedom and factor from A₁ and A₂; both are 0 when the variance parameters do not touch the hypothesis. */
function approximation(a1: number, a2: number, q: number): { df: number; scaling: number } {
  if (a2 === 0) return { df: Infinity, scaling: 1 };
  // A₁ = A₂ for one row: all that follows comes to this.
  if (q === 1) return { df: 2 / a2, scaling: 1 };
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const d = 3 * q + 2 * (1 - g);
  const top = 1 + (g / d) * b;
  const middle = 1 - ((q - g) / d) * b;
  const last = 1 - ((q + 2 - g) / d) * b;
  const expectation = 1 - a2 / q;
  const both = Math.abs(expectation) < 1e-14 && Math.abs(middle) < 1e-14;
  const ratio = both ? 1 : expectation / middle;
  const rho = (ratio ** 2 * (Math.abs(top) < 1e-10 ? 0 : top)) / (q * last);
  const df = 4 + (q + 2) / (q * rho - 1);
  const scaling = Math.abs(df - 2) < 1e-2 ? 1 : (df * expectation) / (df - 2);
  return { df, scaling };
}

/** An orthonormal basis of the rows' span by Gram and Schmidt, with the rows' values carried along. */
function orthonormal(rows: readonly Float64Array[], estimates: readonly number[]) {
  const basis: Float64Array[] = [];
  const values: number[] = [];
  rows.forEach((row, at) => {
    const rest = row.slice();
    let value = estimates[at];
    for (let pass = 0; pass < 2; pass++) {
      basis.forEach((unit, i) => {
        const share = dot(unit, rest);
        for (let c = 0; c < rest.length; c++) rest[c] -= share * unit[c];
        value -= share * values[i];
      });
    }
    const length = Math.hypot(...rest);
    basis.push(rest.map((x) => x / length));
    values.push(value / length);
  });
  return { basis, values };
}
