import type { AnyModel } from '../fit/generalised-model.ts';
import type { RandomPart } from '../fit/model.ts';

/** Variance of one random coefficient, or of the residual. */
export interface VarCorrRow {
  /** Name of the grouping factor, or `Residual`. */
  readonly group: string;
  /** Name of the random coefficient; empty for the residual. */
  readonly name: string;
  readonly variance: number;
  readonly sd: number;
  /**
   * Correlations with the earlier coefficients of the same term; empty at the first, so an empty one begins a term.
   * NaN where a variance is 0.
   */
  readonly corr: readonly number[];
}

/** Variances, standard deviations and correlations of one random term, in the user's columns. */
export function varCorrOfTerm(part: RandomPart): readonly VarCorrRow[] {
  const k = part.names.length;
  const sd = part.names.map((_, i) => Math.sqrt(Math.max(0, part.covariance[i * k + i])));
  return part.names.map((name, i) => ({
    group: part.group,
    name,
    variance: part.covariance[i * k + i],
    sd: sd[i],
    corr: Array.from({ length: i }, (_, j) =>
      correlation(part.covariance[j * k + i], sd[i], sd[j]),
    ),
  }));
}

/**
 * Variance components: one row for each random coefficient, terms in formula order, then the residual of a linear model.
 * Those of a generalised model are on the scale of its link; a dispersion is in `model.dispersion`.
 */
export function varCorr(model: AnyModel): readonly VarCorrRow[] {
  const terms = model.random.flatMap(varCorrOfTerm);
  if (model.kind === 'glmm') return terms;
  const residual: VarCorrRow = {
    group: 'Residual',
    name: '',
    variance: model.sigma ** 2,
    sd: model.sigma,
    corr: [],
  };
  return [...terms, residual];
}

function correlation(covariance: number, sdA: number, sdB: number): number {
  const r = covariance / (sdA * sdB);
  return Math.abs(r) > 1 ? Math.sign(r) : r;
}
