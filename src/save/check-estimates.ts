import type { FixedPart } from '../fit/model.ts';
import { damaged } from './codec.ts';
import type { StoredColumns, StoredEstimates, StoredRandomPart } from './estimate-codec.ts';

/** Throws `saved-model` about an entry of the model unless something holds. */
export function demand(holds: boolean, entry: string, problem: string): void {
  if (!holds) throw damaged(entry, problem);
}

/**
 * The columns of X, their names, and what was estimated of them.
 *
 * @param kept places of the estimated columns among all
 * @param known whether the estimates have a covariance matrix
 */
export function checkFixed(
  { names, estimates, vcov, dropped, aliases = [], assign, termLabels }: FixedPart,
  all: StoredColumns,
  kept: ArrayLike<number>,
  known: boolean,
): void {
  const p = names.length;
  demand(kept.length === p, 'fixed.names', 'has another length than the columns kept');
  demand(estimates.length === p, 'fixed.estimates', 'has another length than the names');
  demand(vcov.length === (known ? p * p : 0), 'fixed.vcov', 'has another size than the names');
  demand(
    all.assign.length === all.names.length,
    'saved.columns',
    'has another length than the columns',
  );
  const places = Array.from(kept);
  const own = places.every((j, i) => all.names[j] === names[i] && all.assign[j] === assign[i]);
  demand(own && assign.length === p, 'fixed', 'has other coefficients than the columns kept');
  const isKept = new Set(places);
  const rest = all.names.filter((_, j) => !isKept.has(j));
  demand(rest.join('\n') === dropped.join('\n'), 'fixed.dropped', 'is not what was not kept');
  const inTerms = all.assign.every((term) => term < Math.max(termLabels.length, 1));
  demand(inTerms, 'saved.columns', 'names terms that are not there');
  const whole = aliases.length === dropped.length && aliases.every(({ length }) => length === p);
  demand(whole, 'fixed.aliases', 'has another size than the columns left out');
}

/** What a random term of a file should have. */
interface TermSize {
  /** Its number of coefficients. */
  readonly size: number;
  /** Its grouping factor, a place in `levels`. */
  readonly factor: number;
}

function checkTerm(part: StoredRandomPart, k: number, levels: number, t: number): void {
  const { names, template, covariance, effects, conditional, prediction } = part;
  const square = k * k;
  const sizes = [
    [names.length, k],
    [template.length, square],
    [covariance.length, square],
    [effects.length, levels * k],
    [conditional.length, levels * square],
    [prediction.length, levels * square],
  ];
  const whole = sizes.every(([found, wanted]) => found === wanted);
  demand(whole, `random[${t}]`, 'has parts of other sizes than its term');
}

/**
 * The random terms, and the levels of their factors.
 *
 * @param counts levels of each factor, 0 without the groups
 */
export function checkRandom(
  { random, levels, theta }: StoredEstimates,
  terms: readonly TermSize[],
  counts: readonly number[],
): void {
  demand(random.length === terms.length, 'random', 'has another length than the terms');
  const length = terms.reduce((sum, { size }) => sum + (size * (size + 1)) / 2, 0);
  demand(theta.length === length, 'theta', 'has another length than the templates');
  demand(levels.length === counts.length, 'levels', 'has another length than the factors');
  levels.forEach((names, f) => {
    demand(names.length === counts[f], 'levels', 'has another length than a factor');
  });
  random.forEach((part, t) => {
    const { size, factor } = terms[t];
    checkTerm(part, size, levels[factor].length, t);
  });
}

/** What a file of either kind says of rows and of directions without variance. */
export function checkRows(
  { singular, singularDirections }: StoredEstimates,
  saved: { readonly rowCount: number; readonly scaledResiduals?: readonly number[] },
): void {
  demand(saved.rowCount > 0, 'saved.rowCount', 'must be positive');
  const numbers = saved.scaledResiduals?.length ?? 5;
  demand(numbers === 5, 'saved.scaledResiduals', 'must be five numbers');
  const isSingular = singularDirections.length > 0;
  demand(singular === isSingular, 'singular', 'contradicts the directions without variance');
}
