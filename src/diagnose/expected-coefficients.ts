import type { CrossProducts, FactorProducts } from '../engine/cross-products.ts';
import type { Model } from '../fit/model.ts';
import { placement } from './placement.ts';

/** A sum of squares below this share of its terms is rounding: the column is zero in the level. */
const ZERO = 1e-12;

/** The user's columns of the random coefficients of a factor in its own basis: K numbers each, in the order of `ranef`. */
function basisColumns({ terms, factors }: CrossProducts, factor: number): Float64Array[] {
  return terms
    .filter((term) => term.factor === factor)
    .flatMap(({ offset, size, triangle }) =>
      Array.from({ length: size }, (_, c) => {
        const column = new Float64Array(factors[factor].size);
        column.set(triangle.subarray(c * size, (c + 1) * size), offset);
        return column;
      }),
    );
}

/** zᵀWz of one level; 0 where it is nothing but rounding. */
function squareIn({ size, diagonal }: FactorProducts, level: number, z: Float64Array): number {
  let sum = 0;
  let largest = 0;
  for (let c = 0; c < size; c++) {
    for (let r = 0; r < size; r++) {
      const term = z[r] * diagonal[(level * size + c) * size + r] * z[c];
      sum += term;
      largest = Math.max(largest, Math.abs(term));
    }
  }
  return sum > ZERO * largest ? sum : 0;
}

/** zᵀWx of one level, x in the basis of the fixed effects. */
function productIn(
  { size, tail }: FactorProducts,
  level: number,
  z: Float64Array,
  x: Float64Array,
): number {
  const width = x.length + 1;
  let sum = 0;
  for (let j = 0; j < x.length; j++) {
    for (let r = 0; r < size; r++) sum += z[r] * tail[(level * width + j) * size + r] * x[j];
  }
  return sum;
}

/**
 * What the fixed effects give each random coefficient of each level: γ₀₀ + γ₀₁ W_j for the intercepts of a model with the level-2
 * predictor W, and likewise for slopes with cross-level interactions (Raudenbush & Bryk 2002, eq. 4.2). A fixed column counts
 * towards the coefficient that `placement` finds, times the multiple m_j = z_jᵀWx_j / z_jᵀWz_j; other columns, slopes without
 * random counterpart, count towards none. Levels × names, row-major, as `ranef`; NaN where z is zero throughout the level.
 */
export function expectedCoefficients(model: Model, group: string): Float64Array {
  const { fixed, crossProducts: products, random } = model;
  const { factor } = products.terms[random.findIndex((part) => part.group === group)];
  const own = products.factors[factor];
  const columns = basisColumns(products, factor);
  const names = random.filter((part) => part.group === group).flatMap((part) => part.names);
  const places = placement(model, group);
  const p = fixed.names.length;
  const expected = new Float64Array(own.levels * names.length);
  fixed.names.forEach((name, j) => {
    const place = places[j];
    if (place < 0) return;
    const z = columns[place];
    const x = products.triangle.subarray(j * p, (j + 1) * p);
    const multiple = (l: number): number => {
      if (names[place] === name) return 1;
      const square = squareIn(own, l, z);
      return square > 0 ? productIn(own, l, z, x) / square : Number.NaN;
    };
    for (let l = 0; l < own.levels; l++) {
      expected[l * names.length + place] += multiple(l) * fixed.estimates[j];
    }
  });
  return expected;
}
