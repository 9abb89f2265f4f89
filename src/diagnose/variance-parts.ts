import type {
  AnyModel,
  FittedGeneralisedModel,
  GeneralisedModel,
} from '../fit/generalised-model.ts';
import { keptFacts, withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import type { ColumnRoots } from '../fit/row-facts.ts';
import { rootSquares } from './column-roots.ts';
import { latentDistribution } from './latent-distribution.ts';

/** The variance of the response as a mixed model divides it. */
export interface VarianceParts {
  /** Sample variance of Xβ̂ over the rows, offsets left out. */
  readonly fixed: number;
  /** Of each random term, in formula order: the mean over the rows of the variance that the term gives to a row. */
  readonly random: readonly number[];
  /** σ̂²; of binomial and ordinal models the variance of the latent distribution. */
  readonly residual: number;
}

/**
 * Fixed, random and residual variance as Nakagawa & Schielzeth (2013, Methods Ecol. Evol. 4, 133–142) define them; for random slopes
 * the mean random-effect variance of Johnson (2014, Methods Ecol. Evol. 5, 944–946, eq. 11), the mean of the diagonal of
 * ZΣZᵀ, which for a random intercept is its variance.
 *
 * With frequency weights a row counts as often as it stands for. Precision weights do not enter: the residual variance
 * is that of a row of weight 1.
 *
 * Of binomial and ordinal models the variances are on the latent scale, with π²/3 (logit), 1 (probit) or π²/6 (cloglog) as the residual
 * variance.
 *
 * @throws `input` for families and links without a latent variable of finite variance
 */
export function varianceParts(given: AnyModel): VarianceParts {
  if (given.kind === 'glmm') return latentParts(given);
  const model = given;
  const residual = model.sigma ** 2;
  if (model.saved === undefined) {
    const random = model.random.map((_, t) => randomVariance(model, t));
    return { fixed: fixedVariance(model), random, residual };
  }
  const facts = keptFacts(model, 'shares of variance');
  const { fixed, random, nobs } = model;
  const p = fixed.names.length;
  return {
    fixed: squaresOf(facts.fixed, fixed.estimates, p) / (nobs - 1),
    random: random.map(
      ({ template, names }, t) =>
        (residual * squaresOf(facts.random[t], template, names.length)) / nobs,
    ),
    residual,
  };
}

function latentParts(model: GeneralisedModel): VarianceParts {
  return { ...predictorVariances(model), residual: latentDistribution(model) };
}

/** Variance of the linear predictor of a generalised model over its rows: fixed part, and each random term. */
export function predictorVariances(model: GeneralisedModel): Omit<VarianceParts, 'residual'> {
  if (model.saved === undefined) {
    const random = model.random.map((_, t) => randomVariance(model, t));
    return { fixed: fixedVariance(model), random };
  }
  const { fixedVariance: fixed, randomVariances } = model.saved.facts;
  return { fixed, random: Array.from(randomVariances) };
}

function squaresOf({ within, between }: ColumnRoots, combinations: Float64Array, k: number) {
  return (
    rootSquares(within, combinations, k) + (between ? rootSquares(between, combinations, k) : 0)
  );
}

/** Sum of the values, each counted as often as its row stands for, by the number of observations. */
function mean(values: Float64Array, counts: Float64Array | undefined, nobs: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += counts ? counts[i] * values[i] : values[i];
  return sum / nobs;
}

function fixedVariance({ design, fixed, nobs }: FittedModel | FittedGeneralisedModel): number {
  const { n, frequencyWeights } = design;
  const values = new Float64Array(n);
  fixed.names.forEach((name, j) => {
    const column = design.fixed.columns[design.fixed.names.indexOf(name)];
    for (let i = 0; i < n; i++) values[i] += column[i] * fixed.estimates[j];
  });
  const centre = mean(values, frequencyWeights, nobs);
  const squares = values.map((x) => (x - centre) ** 2);
  return (mean(squares, frequencyWeights, nobs) * nobs) / (nobs - 1);
}

/** Mean over the rows of zᵀΣz = σ² ‖Tᵀz‖², a sum without cancellation; templates of generalised models are absolute. */
function randomVariance(
  { kind, design, random, sigma, nobs }: FittedModel | FittedGeneralisedModel,
  term: number,
): number {
  const { columns } = design.random[term];
  const { template, names } = random[term];
  const k = names.length;
  const squares = new Float64Array(design.n);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < squares.length; i++) {
      let sum = 0;
      for (let r = c; r < k; r++) sum += template[c * k + r] * columns[r][i];
      squares[i] += sum * sum;
    }
  }
  const scale = kind === 'lmm' ? sigma ** 2 : 1;
  return scale * mean(squares, design.frequencyWeights, nobs);
}

/** Means over the rows of z zᵀ for the columns of a random term, k×k, column-major: tr(ΣM) is the variance that it gives a row. */
export function randomMoments(model: AnyModel, term: number): Float64Array {
  const { nobs } = model;
  const k = model.random[term].names.length;
  const moments = new Float64Array(k * k);
  if (model.kind === 'glmm' && model.saved !== undefined) {
    // A file has the variances that these make; of one coefficient they are its variance times the moment.
    if (k > 1) withRows(model, 'intervals of shares of variance of random slopes');
    const variance = model.random[term].covariance[0];
    return moments.fill(variance > 0 ? model.saved.facts.randomVariances[term] / variance : 1);
  }
  if (model.kind === 'lmm' && model.saved !== undefined) {
    const { within, between } = keptFacts(model, 'shares of variance').random[term];
    for (const root of between ? [within, between] : [within]) {
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < k; i++) {
          for (let r = 0; r < k; r++) {
            moments[j * k + i] += (root[i * k + r] * root[j * k + r]) / nobs;
          }
        }
      }
    }
    return moments;
  }
  const { design } = withRows(model, 'shares of variance');
  const { columns } = design.random[term];
  const { frequencyWeights } = design;
  columns.forEach((a, i) => {
    columns.forEach((b, j) => {
      moments[j * k + i] = mean(
        a.map((x, row) => x * b[row]),
        frequencyWeights,
        nobs,
      );
    });
  });
  return moments;
}
