import type { CrossProducts } from '../../engine/cross-products.ts';
import { factorTemplates } from '../../engine/evaluate.ts';
import { inverseDefinite, product, solveUpper, transpose } from '../../engine/small-matrix.ts';
import { symmetricEigen } from '../../engine/symmetric-eigen.ts';
import {
  type VarianceDerivatives,
  varianceDerivatives,
} from '../../engine/variance-derivatives.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { refitREML } from '../../fit/refit.ts';
import { checkCertified } from '../terms/hypothesis.ts';

/** Kenward and Roger's small-sample quantities of a model. Matrices are p×p, column-major. */
export interface KenwardRoger {
  readonly kind: 'kenward-roger';
  /** The REML estimates: of the model itself, or of its refit when it was fitted by ML. */
  readonly estimates: Float64Array;
  /** Adjusted covariance matrix Φ_A of the estimates. */
  readonly vcov: Float64Array;
  /** Some B with B Bᵀ the covariance matrix Φ before the adjustment. */
  readonly root: Float64Array;
  /** B⁻¹ Φ_A B⁻ᵀ. */
  readonly adjustment: Float64Array;
  /** B⁻¹ (∂Φ/∂γᵢ) B⁻ᵀ up to sign, for each variance and covariance γᵢ, the residual variance last. */
  readonly slopes: readonly Float64Array[];
  /** W, the asymptotic covariance matrix of the γ̂, from the expected information; (m + 1)², γ relative to σ². */
  readonly gammaCovariance: Float64Array;
}

/** Below this share of the largest an eigenvalue of the information about γ is none: γ is not determined. */
const UNDETERMINED = 1e-10;

const known = new WeakMap<Model, KenwardRoger>();

/**
 * Kenward and Roger's adjusted covariance matrix of the fixed effects, with what their tests need (`contest`,
 * `contrastTest` with `ddf: 'kenward-roger'`).
 *
 * Kenward & Roger (1997), Biometrics 53, eqs 3–5; Halekoh & Højsgaard (2014), J. Stat. Softw. 59(9), section 4: covariance
 * Σ = Σᵢ γᵢGᵢ linear in variances and covariances; W from the expected information, as in pbkrtest. Nothing of size n×n or
 * q×q is formed: `varianceDerivatives`. A model fitted by ML is refitted by REML from its cross-products, as the method
 * requires. On the boundary all γ stay in, those estimated zero too, as in pbkrtest: Σ is linear in them all the same. Where
 * the information about γ is singular, directions without information add nothing.
 *
 * Precision weights: G of the residual variance is W⁻¹ (pbkrtest 0.5 leaves weights out there). Frequency weights: as for the
 * repeated rows. The answer is remembered for each model object.
 *
 * @throws `not-fitted` when the optimum is not certified; `memory` when random effects that are all crossed with each other
 * are too many (about 9,000 besides the largest factor)
 */
export function kenwardRoger(model: Model): KenwardRoger {
  checkLinear(model, 'kenwardRoger()');
  const before = known.get(model);
  if (before !== undefined) return before;
  const fitted = refitREML(model);
  checkCertified(fitted);
  const { crossProducts, theta, sigma, fixed } = fitted;
  const found: KenwardRoger = {
    kind: 'kenward-roger',
    estimates: fixed.estimates,
    ...kenwardRogerAt(crossProducts, theta, sigma),
  };
  known.set(model, found);
  return found;
}

/** The same at any θ and σ, θ in the user's columns. */
export function kenwardRogerAt(
  products: CrossProducts,
  theta: ArrayLike<number>,
  sigma: number,
): Omit<KenwardRoger, 'kind' | 'estimates'> {
  const p = products.kept.length;
  const derivatives = varianceDerivatives(products, factorTemplates(products, theta));
  const { p1, p2, traces } = withResidual(derivatives, p, products.n);
  // C with C Cᵀ = (XᵀV⁻¹X)⁻¹ turns Φ into the identity.
  const c = inverseRoot(derivatives.information, p);
  const turned = (a: Float64Array): Float64Array =>
    product(transpose(c, p, p), product(a, c, p, p, p), p, p, p);
  const slopes = p1.map(turned);
  const r = slopes.length;
  const products2 = slopes.map((a, i) =>
    slopes.map((b, j) => {
      const both = turned(p2[i][j]);
      const crossed = product(a, b, p, p, p);
      return { both, crossed };
    }),
  );
  const information = new Float64Array(r * r);
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) {
      const { both, crossed } = products2[i][j];
      information[i * r + j] = traces[i][j] - 2 * trace(both, p) + trace(crossed, p);
    }
  }
  const gammaCovariance = pseudoInverse(
    information,
    r,
    traces.map((row, i) => row[i]),
  ).map((x) => 2 * x);
  const adjustment = new Float64Array(p * p);
  for (let at = 0; at < p * p; at++) {
    let sum = 0;
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < r; j++) {
        const { both, crossed } = products2[i][j];
        sum += gammaCovariance[i * r + j] * (both[at] - crossed[at]);
      }
    }
    adjustment[at] = 2 * sum + (at % (p + 1) === 0 ? 1 : 0);
  }
  const root = solveUpper(products.triangle, c, p, p).map((x) => sigma * x);
  const vcov = product(root, product(adjustment, transpose(root, p, p), p, p, p), p, p, p);
  return { vcov: symmetric(vcov, p), root, adjustment, slopes, gammaCovariance };
}

/**
 * All of −Pᵢ, Qᵢⱼ and tr V⁻¹GᵢV⁻¹Gⱼ, those of the residual variance (last) from Σ γᵢGᵢ = V: each sum over i of γᵢ times
 * one of them takes a V⁻¹ away.
 */
function withResidual(d: VarianceDerivatives, p: number, n: number) {
  const m = d.gamma.length;
  const rest = (whole: Float64Array, parts: readonly Float64Array[]): Float64Array =>
    whole.map((x, at) => parts.reduce((sum, part, i) => sum - d.gamma[i] * part[at], x));
  const p1 = [...d.first, rest(d.information, d.first)];
  const p2 = d.gamma.length === 0 ? [[]] : squareOf(m, (i, j) => pair(d.second, i, j, m, p));
  for (let j = 0; j < m; j++) {
    p2[m] ??= [];
    p2[m][j] = rest(
      p1[j],
      Array.from({ length: m }, (_, i) => p2[i][j]),
    );
    p2[j][m] = transpose(p2[m][j], p, p);
  }
  p2[m] ??= [];
  p2[m][m] = rest(
    p1[m],
    Array.from({ length: m }, (_, i) => p2[i][m]),
  );
  const traces = squareOf(m, (i, j) => d.squares[Math.min(i, j) * m + Math.max(i, j)]);
  traces.push([]);
  let left = n;
  for (let j = 0; j < m; j++) {
    let own = d.traces[j];
    for (let i = 0; i < m; i++) own -= d.gamma[i] * traces[i][j];
    traces[m][j] = own;
    traces[j][m] = own;
    left -= d.gamma[j] * (d.traces[j] + own);
  }
  traces[m][m] = left;
  return { p1, p2, traces };
}

function squareOf<T>(m: number, entry: (i: number, j: number) => T): T[][] {
  return Array.from({ length: m }, (_, i) => Array.from({ length: m }, (_, j) => entry(i, j)));
}

function pair(second: readonly Float64Array[], i: number, j: number, m: number, p: number) {
  return i <= j ? second[i * m + j] : transpose(second[j * m + i], p, p);
}

function trace(a: Float64Array, p: number): number {
  let sum = 0;
  for (let i = 0; i < p; i++) sum += a[i * p + i];
  return sum;
}

function symmetric(a: Float64Array, p: number): Float64Array {
  const turned = transpose(a, p, p);
  return a.map((x, i) => (x + turned[i]) / 2);
}

/** C with C Cᵀ = A⁻¹. */
function inverseRoot(a: Float64Array, p: number): Float64Array {
  const inverse = inverseDefinite(a, p);
  if (inverse === undefined) {
    throw new BlupError('not-fitted', 'the fixed effects are numerically dependent');
  }
  const { values, vectors } = symmetricEigen(inverse, p);
  return vectors.map((x, at) => x * Math.sqrt(values[Math.floor(at / p)]));
}

/** Inverse of a symmetric matrix on the directions in which it has any size beside `scale`, its diagonal but for X. */
function pseudoInverse(a: Float64Array, r: number, scale: readonly number[]): Float64Array {
  const by = scale.map((x) => (x > 0 ? 1 / Math.sqrt(x) : 0));
  const { values, vectors } = symmetricEigen(
    a.map((x, at) => x * by[at % r] * by[Math.floor(at / r)]),
    r,
  );
  const inverse = new Float64Array(r * r);
  values.forEach((value, e) => {
    if (!(value > UNDETERMINED * values[0])) return;
    for (let j = 0; j < r; j++) {
      for (let i = 0; i < r; i++) {
        inverse[j * r + i] += (vectors[e * r + i] * by[i] * vectors[e * r + j] * by[j]) / value;
      }
    }
  });
  return inverse;
}
