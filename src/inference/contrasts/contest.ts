import { symmetricEigen } from '../../engine/symmetric-eigen.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { fTail } from '../distributions/f-distribution.ts';
import { checkCertified, estimateOf, independentRows, sandwich } from '../terms/hypothesis.ts';
import { checkDdf, type DdfMethod } from './ddf-method.ts';
import { kenwardRogerTest } from './kenward-roger-test.ts';
import { satterthwaiteDf } from './satterthwaite.ts';

/** F-test of several linear combinations of the fixed effects at once; of a generalised model Wald's χ² test. */
export interface Contest {
  readonly kind: 'contest';
  readonly f: number;
  /** Rank of the hypothesis. */
  readonly numDf: number;
  /** Infinity with `ddf: 'none'`: a χ² test of numDf · F. */
  readonly denDf: number;
  readonly p: number;
  /** Wald's statistic, numDf · F, where `denDf` is Infinity. */
  readonly chisq?: number;
  /** Kenward and Roger's factor, already in `f`; absent for other methods. */
  readonly scaling?: number;
}

/**
 * F-test of Lβ = 0, by default with Satterthwaite's degrees of freedom.
 *
 * Satterthwaite: L V Lᵀ = P diag(d) Pᵀ makes F the mean of independent squared t-statistics, whose degrees of freedom are
 * combined so that F has the expectation of an F variable (Fai & Cornelius 1996, J. Stat. Comput. Simul. 54; as in
 * lmerTest: 2 when any of them is 2 or less). Kenward–Roger: `kenwardRoger`. Residual: n − p, whatever the grouping. None:
 * the limit of many degrees of freedom, which is the test of generalised models whatever `ddf` says.
 *
 * @param rows the rows of L: one number for each estimated fixed effect, in the order of `fixef(model)`. Rows that depend
 * on others add nothing.
 * @throws `input` when a row does not fit the model or all are zero; `option` on an unknown `ddf`; `not-fitted` when the
 * optimum is not certified; `memory` when Kenward–Roger needs more than can be addressed
 */
export function contest(
  model: AnyModel,
  rows: readonly ArrayLike<number>[],
  options: { readonly ddf?: DdfMethod } = {},
): Contest {
  const { ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  checkCertified(model);
  const independent = independentRows(model, rows);
  const numDf = independent.length;
  if (model.kind === 'lmm' && ddf === 'kenward-roger') {
    const { f, df, scaling } = kenwardRogerTest(model, independent);
    return { kind: 'contest', f, numDf, denDf: df, p: fTail(f, numDf, df), scaling };
  }
  // All rows, not the independent ones: the directions P, and with them Satterthwaite's answer, depend on the rows given.
  const directions = uncorrelated(model, rows, numDf);
  const f = directions.reduce(
    (sum, { l, variance }) => sum + estimateOf(model, l) ** 2 / variance,
    0,
  );
  const denDf =
    model.kind === 'lmm' && ddf === 'satterthwaite'
      ? combinedDf(directions.map(({ l, variance }) => satterthwaiteDf(model, l, variance)))
      : plainDf(model, ddf);
  const p = fTail(f / numDf, numDf, denDf);
  return {
    kind: 'contest',
    f: f / numDf,
    numDf,
    denDf,
    p,
    ...(denDf === Infinity && { chisq: f }),
  };
}

/** n − p, or Infinity for no degrees of freedom at all, as generalised models have. */
export function plainDf({ kind, nobs, fixed }: AnyModel, ddf: DdfMethod): number {
  return kind === 'lmm' && ddf === 'residual' ? nobs - fixed.names.length : Infinity;
}

/** Combinations of the rows whose estimates are uncorrelated: those with the largest variances, `rank` of them. */
function uncorrelated(model: AnyModel, rows: readonly ArrayLike<number>[], rank: number) {
  const p = model.fixed.names.length;
  const k = rows.length;
  const { values, vectors } = symmetricEigen(sandwich(rows, model.fixed.vcov, p), k);
  return Array.from({ length: rank }, (_, m) => ({
    variance: values[m],
    l: Float64Array.from({ length: p }, (_, j) =>
      rows.reduce((sum, row, i) => sum + vectors[m * k + i] * row[j], 0),
    ),
  }));
}

/** Degrees of freedom of the mean of squares of t variables: E = Σ ν/(ν − 2) is q times the expectation of F. */
function combinedDf(dfs: readonly number[]): number {
  const [first] = dfs;
  if (dfs.every((df) => Math.abs(df - first) < 1e-8)) return first;
  if (dfs.some((df) => df <= 2)) return 2;
  // ν/(ν − 2) = 1 + 2/(ν − 2), and 2E/(E − q) without the difference.
  const excess = dfs.reduce((sum, df) => sum + 1 / (df - 2), 0);
  return (dfs.length + 2 * excess) / excess;
}
