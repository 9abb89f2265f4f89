import { keptFacts } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** A ratio of columns counts as constant within a level up to this share. */
const ROUNDING = 1e-9;

/** Whether x is a multiple of z within every level. */
function isMultiple(x: Float64Array, z: Float64Array, codes: Int32Array, levels: number): boolean {
  const ratio = new Float64Array(levels).fill(Number.NaN);
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    largest = Math.max(largest, Math.abs(x[i]));
    if (z[i] !== 0 && Number.isNaN(ratio[codes[i]])) ratio[codes[i]] = x[i] / z[i];
  }
  for (let i = 0; i < x.length; i++) {
    const value = z[i] === 0 ? 0 : ratio[codes[i]] * z[i];
    if (!(Math.abs(x[i] - value) <= ROUNDING * largest)) return false;
  }
  return true;
}

/**
 * Which random coefficient of a grouping factor each estimated fixed column belongs to: the one of its name, or else the first whose
 * column it is a multiple of within every level; −1 for none. Positions as in `ranef`.
 */
export function placement(model: Model, group: string): Int32Array {
  const { random, fixed, crossProducts } = model;
  const own = random.flatMap((part, t) =>
    part.group === group ? part.names.map((name, c) => ({ name, t, c })) : [],
  );
  if (model.saved !== undefined) {
    const { factor } = crossProducts.terms[own[0].t];
    return keptFacts(model, 'expected coefficients').placement[factor];
  }
  const { design } = model;
  const { codes, levels } = design.random[own[0].t];
  return Int32Array.from(fixed.names, (name, j) => {
    const named = own.findIndex((other) => other.name === name);
    if (named >= 0) return named;
    const x = design.fixed.columns[crossProducts.kept[j]];
    return own.findIndex(({ t, c }) =>
      isMultiple(x, design.random[t].columns[c], codes, levels.length),
    );
  });
}
