import type { Design, RandomTerm } from '../../design/design.ts';
import type { CrossProducts } from '../../engine/cross-products.ts';
import { refitOnce } from '../../engine/refits.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { checkLinear, withRows } from '../../fit/kept.ts';
import type { FittedModel, Model } from '../../fit/model.ts';
import { logarithm } from '../../number/elementary.ts';
import { estimateOf, sourceOf } from './bootstrap-draws.ts';
import { isDetermined } from './is-determined.ts';
import { everyParameter, readyStatistic, type Statistic } from './statistic.ts';

/** For each level of `inner` the one level of `outer` in which it occurs, or undefined when some occurs in two. */
function parents(inner: RandomTerm, outer: RandomTerm): Int32Array | undefined {
  const parent = new Int32Array(inner.levels.length).fill(-1);
  for (let i = 0; i < inner.codes.length; i++) {
    const level = inner.codes[i];
    if (parent[level] >= 0 && parent[level] !== outer.codes[i]) return undefined;
    parent[level] = outer.codes[i];
  }
  return parent;
}

/** The factor within whose levels all others are nested, and for every factor the top level of each of its levels. */
function topFactor({ design, crossProducts }: FittedModel): { top: number; parents: Int32Array[] } {
  const { factors, terms } = crossProducts;
  const ofFactor = factors.map(
    (_, f) => design.random[terms.findIndex(({ factor }) => factor === f)],
  );
  for (let top = 0; top < factors.length; top++) {
    const found = ofFactor.map((inner) => parents(inner, ofFactor[top]));
    if (found.every((levels) => levels !== undefined)) return { top, parents: found };
  }
  throw new BlupError(
    'option',
    'no grouping factor contains all others, so the data do not fall into independent groups to leave out; use another type of interval',
    { value: factors.map(({ name }) => name) },
  );
}

/** What one group adds to the fixed part of the cross-products. */
interface GroupPart {
  /** [X̃ ỹ]ᵀW[X̃ ỹ]. */
  readonly fixed: Float64Array;
  observations: number;
  logWeights: number;
}

/** The part of each group, by one pass over the rows. */
function groupProducts(
  design: Design,
  products: CrossProducts,
  codes: Int32Array,
  groups: number,
): GroupPart[] {
  const { kept, triangle, response, scale } = products;
  const p = kept.length;
  const t = p + 1;
  const columns = Array.from(kept, (j) => design.fixed.columns[j]);
  const parts = Array.from(
    { length: groups },
    (): GroupPart => ({ fixed: new Float64Array(t * t), observations: 0, logWeights: 0 }),
  );
  const x = new Float64Array(t);
  const { precisionWeights, frequencyWeights, offset, y } = design;
  for (let i = 0; i < design.n; i++) {
    const frequency = frequencyWeights?.[i] ?? 1;
    const precision = precisionWeights?.[i] ?? 1;
    const weight = precision * frequency;
    let rest = y[i] - (offset?.[i] ?? 0);
    for (let j = 0; j < p; j++) {
      let value = columns[j][i];
      for (let l = 0; l < j; l++) value -= x[l] * triangle[j * p + l];
      x[j] = value / triangle[j * p + j];
      rest -= x[j] * response[j];
    }
    x[p] = rest / scale;
    const part = parts[codes[i]];
    const own = part.fixed;
    for (let b = 0; b < t; b++) for (let a = 0; a < t; a++) own[b * t + a] += weight * x[a] * x[b];
    part.observations += frequency;
    part.logWeights += frequency * logarithm(precision);
  }
  return parts;
}

/** The cross-products without one group: its levels are emptied, its part of the fixed effects is taken off. */
function without(
  products: CrossProducts,
  group: number,
  parentOf: readonly Int32Array[],
  part: GroupPart,
): CrossProducts {
  const t = products.kept.length + 1;
  const empty = (values: Float64Array, at: number, length: number): void => {
    values.fill(0, at * length, (at + 1) * length);
  };
  const factors = products.factors.map((factor, f) => {
    const { size } = factor;
    const diagonal = factor.diagonal.slice();
    const tail = factor.tail.slice();
    parentOf[f].forEach((parent, level) => {
      if (parent !== group) return;
      empty(diagonal, level, size * size);
      empty(tail, level, size * t);
    });
    return { ...factor, diagonal, tail };
  });
  const pairs = products.pairs.map((pair) => {
    const blocks = pair.blocks.slice();
    const length = products.factors[pair.first].size * products.factors[pair.second].size;
    parentOf[pair.first].forEach((parent, level) => {
      if (parent === group) {
        blocks.fill(0, pair.pointers[level] * length, pair.pointers[level + 1] * length);
      }
    });
    return { ...pair, blocks };
  });
  return {
    ...products,
    n: products.n - part.observations,
    logWeights: products.logWeights - part.logWeights,
    fixed: products.fixed.map((value, at) => value - part.fixed[at]),
    factors,
    pairs,
  };
}

/**
 * Acceleration of each statistic for BCa intervals, by leaving out one group after the other: a = Σd³ / (6 (Σd²)^{3/2}), d the
 * mean of the estimates without a group minus each (Efron & Tibshirani 1993, An Introduction to the Bootstrap, eq. 14.15).
 *
 * Groups are the levels of the grouping factor that contains all others. The rows are read once; a group is left out by
 * taking its cross-products off the whole. Groups without which the model cannot be fitted are passed over; with fewer than
 * two left the acceleration is 0.
 *
 * @throws `option` when the grouping factors cross, `no-rows-kept` for a loaded model
 */
export function jackknifeAcceleration(
  model: Model,
  statistic?: Statistic,
  method: 'REML' | 'ML' = model.method,
): Float64Array {
  checkLinear(model, 'jackknifeAcceleration()');
  const whole = withRows(model, 'accelerations by leaving out groups');
  const { design, crossProducts } = whole;
  const { top, parents: parentOf } = topFactor(whole);
  const source = sourceOf(model, method);
  const { names, numbers } = readyStatistic(
    statistic,
    () => everyParameter(source.space),
    source.estimate,
  );
  const { levels } = crossProducts.factors[top];
  const { codes } = design.random[crossProducts.terms.findIndex(({ factor }) => factor === top)];
  const parts = groupProducts(design, crossProducts, codes, levels);
  const rows: (readonly number[])[] = [];
  for (let group = 0; group < levels; group++) {
    const rest = without(crossProducts, group, parentOf, parts[group]);
    if (!isDetermined(rest)) continue;
    const { theta, sigma, objective, fixed } = refitOnce(rest, source.reml, source.from.theta);
    if (Number.isNaN(sigma[0])) continue;
    rows.push(numbers(estimateOf(source.space, theta, sigma[0], fixed, objective[0])));
  }
  return Float64Array.from(names, (_, j) => {
    const values = rows.map((row) => row[j]).filter(Number.isFinite);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    let squares = 0;
    let cubes = 0;
    for (const x of values) {
      squares += (mean - x) ** 2;
      cubes += (mean - x) ** 3;
    }
    return values.length > 1 && squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  });
}
