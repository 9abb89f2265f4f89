import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { tTwoSided } from '../distributions/student-t.ts';
import type { ClusterScores, RobustType } from './cluster-scores.ts';
import { type RobustOptions, type RobustParts, robustParts, vcovOf } from './robust-vcov.ts';
import { contrastInBasis, workingMoments } from './working-moments.ts';

/**
 * Degrees of freedom of robust tests: Satterthwaite's for the robust variance, the number of clusters less one, or none
 * (a z-test).
 */
export type RobustDdf = 'satterthwaite' | 'clusters' | 'none';

/** How robust tests are made. */
export interface RobustTestOptions extends RobustOptions {
  /** Default `'satterthwaite'`, for every type. */
  readonly ddf?: RobustDdf;
}

/** A fixed effect, or a contrast, with its robust test; estimate alone where one cluster determines it. */
export interface RobustTest {
  readonly name: string;
  readonly estimate: number;
  readonly se?: number;
  /** Infinity with `ddf: 'none'`. */
  readonly df?: number;
  /** t: estimate / se. */
  readonly statistic?: number;
  /** Two-sided. */
  readonly p?: number;
}

/** All fixed effects with cluster-robust standard errors. */
export interface RobustTests {
  readonly kind: 'robust-tests';
  readonly type: RobustType;
  readonly ddf: RobustDdf;
  readonly cluster: string;
  readonly clusters: number;
  readonly coefficients: readonly RobustTest[];
  /** Robust covariance matrix, p×p, column-major. */
  readonly vcov: Float64Array;
  readonly notices: readonly Notice[];
}

/** A contrast with more than this share in what single clusters determine has no robust variance. */
const SHARE = 1e-6;

/** Whether single clusters determine part of a contrast, which is given in the basis of the scores. */
export function isDetermined({ determined }: ClusterScores, c: Float64Array): boolean {
  const limit = SHARE * Math.hypot(...c);
  return determined.some((v) => Math.abs(v.reduce((sum, x, i) => sum + x * c[i], 0)) > limit);
}

function checkDdf(ddf: string): asserts ddf is RobustDdf {
  if (['satterthwaite', 'clusters', 'none'].includes(ddf)) return;
  throw new BlupError('option', `ddf is "${ddf}"; use "satterthwaite", "clusters" or "none"`, {
    value: ddf,
  });
}

/**
 * t-tests of all fixed effects with cluster-robust standard errors.
 *
 * Satterthwaite's degrees of freedom are those of the robust variance as a quadratic form of normal data with the fitted
 * covariance: df = 2 E²/Var (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). They fall far below the number of
 * clusters where few of them carry the information, as for the predictor of a few schools.
 *
 * A coefficient that one cluster alone determines, if only in part, has no robust standard error; a notice says so.
 *
 * @throws as `robustVcov`; `option` for an unknown `ddf`
 */
export function robustTests(model: Model, options: RobustTestOptions = {}): RobustTests {
  checkLinear(model, 'robustTests()');
  const { ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  const parts = robustParts(model, options);
  const { names, estimates } = model.fixed;
  const coefficients = names.map((name, i) => {
    const unit = names.map((_, j) => Number(i === j));
    return { name, estimate: estimates[i], ...testOf(parts, unit, estimates[i], ddf) };
  });
  const lost = coefficients.filter(({ se }) => se === undefined).map(({ name }) => name);
  const { type, clusters } = parts;
  return {
    kind: 'robust-tests',
    type,
    ddf,
    cluster: clusters.name,
    clusters: clusters.count,
    coefficients,
    vcov: vcovOf(model, parts).data,
    notices: [...lostNotice(lost, clusters.name), ...fewNotice(clusters.count, names.length)],
  };
}

/**
 * t-test of ℓᵀβ = 0 with a cluster-robust standard error.
 *
 * @param l one number for each estimated fixed effect, in the order of `fixef(model)`
 * @throws as `robustTests`; `input` for a contrast of the wrong length or with numbers that are not finite
 */
export function robustContrast(
  model: Model,
  l: ArrayLike<number>,
  options: RobustTestOptions = {},
): RobustTest {
  checkLinear(model, 'robustContrast()');
  const { ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  checkContrast(model, l);
  const estimate = model.fixed.estimates.reduce((sum, beta, i) => sum + l[i] * beta, 0);
  return { name: 'contrast', estimate, ...testOf(robustParts(model, options), l, estimate, ddf) };
}

/** Throws unless there is one finite number for each fixed effect. */
export function checkContrast(model: Model, l: ArrayLike<number>): void {
  const { names } = model.fixed;
  if (l.length !== names.length) {
    throw new BlupError(
      'input',
      `the contrast has ${l.length} numbers, the model ${names.length} fixed effects: ${names.join(', ')}`,
      { value: Array.from(l) },
    );
  }
  names.forEach((name, i) => {
    if (Number.isFinite(l[i])) return;
    throw new BlupError('input', `the contrast's number for ${name} is ${l[i]}`, { value: l[i] });
  });
}

function testOf(
  parts: RobustParts,
  l: ArrayLike<number>,
  estimate: number,
  ddf: RobustDdf,
): Omit<RobustTest, 'name' | 'estimate'> {
  const c = contrastInBasis(parts.triangle, l);
  if (isDetermined(parts, c)) return {};
  const { mean, variance } = workingMoments(parts, [c]);
  let square = 0;
  for (const { score } of parts.scores) {
    square += score.reduce((sum, s, i) => sum + s * c[i], 0) ** 2;
  }
  const se = Math.sqrt(square);
  const df = {
    satterthwaite: (2 * mean[0] ** 2) / variance[0],
    clusters: parts.clusters.count - 1,
    none: Infinity,
  }[ddf];
  const statistic = estimate / se;
  return { se, df, statistic, p: tTwoSided(statistic, df) };
}

function lostNotice(names: readonly string[], cluster: string): Notice[] {
  if (names.length === 0) return [];
  const what = names.length > 1 ? 'have no robust standard errors' : 'has no robust standard error';
  return [
    {
      code: 'robust-undetermined',
      text: `${names.join(', ')} ${what}: single clusters (${cluster}) determine part of the estimate`,
      detail: { names, cluster },
    },
  ];
}

function fewNotice(clusters: number, coefficients: number): Notice[] {
  if (clusters > coefficients) return [];
  return [
    {
      code: 'robust-few-clusters',
      text: `${clusters} clusters are no more than the ${coefficients} coefficients: the robust covariance matrix is singular, and joint tests of many coefficients are not possible`,
      detail: { clusters, coefficients },
    },
  ];
}
