import type { CrossProducts } from '../engine/cross-products.ts';
import { thetaLength } from '../engine/load-problem.ts';
import { groupEigenvalues, type Multiple, projectedEigenvalues } from './projected-eigenvalues.ts';
import { type RandomStream, randomStream } from './random.ts';

/** Largest dense eigenvalue problem: some seconds. */
const MOST = 1500;

/** Values λ tried first, and the share of a step that the Newton steps after them may go. */
const GRID = 120;

/** What the simulation of the null distribution takes. */
export interface ExactOptions {
  readonly nsim: number;
  readonly seed: number;
}

/** The null distribution of a likelihood ratio for one variance, up to random numbers. */
interface Spectrum {
  /** Eigenvalues of Z̃ᵀWP₀Z̃. */
  readonly projected: readonly Multiple[];
  /** Those of the determinant's part: the same for REML, of Z̃ᵀWZ̃ for ML. */
  readonly determinant: readonly Multiple[];
  /** Degrees of freedom of what the random effects do not touch. */
  readonly rest: number;
  /** n − p for REML, n for ML. */
  readonly denominator: number;
}

/** Whether the only variance component of the model is that of one coefficient. */
export function hasSingleVariance({ terms }: CrossProducts): boolean {
  return thetaLength(terms) === 1;
}

function spectrum(products: CrossProducts, reml: boolean): Spectrum | undefined {
  const projected = projectedEigenvalues(products, MOST);
  if (projected === undefined) return undefined;
  const n = products.n;
  const p = products.kept.length;
  const largest = projected.at(-1)?.value ?? 0;
  const positive = projected.filter(({ value }) => value > 1e-10 * largest);
  const count = positive.reduce((sum, { times }) => sum + times, 0);
  return {
    projected: positive,
    determinant: reml ? positive : groupEigenvalues(products),
    rest: n - p - count,
    denominator: reml ? n - p : n,
  };
}

/** Σ times · log(1 + λμ) */
function logDeterminant(values: readonly Multiple[], lambda: number): number {
  return values.reduce((sum, { value, times }) => sum + times * Math.log1p(lambda * value), 0);
}

/** sup over λ ≥ 0 of d·log(1 + N(λ)/D(λ)) − Σ log(1 + λμ), for given χ² numbers of the eigenvalues. */
function supremum(
  { projected, determinant, denominator }: Spectrum,
  squares: Float64Array,
  total: number,
  grid: readonly { readonly lambda: number; readonly penalty: number }[],
): number {
  const fit = (lambda: number): number => {
    let left = total;
    for (let k = 0; k < projected.length; k++) {
      const scaled = lambda * projected[k].value;
      left -= (squares[k] * scaled) / (1 + scaled);
    }
    return -denominator * Math.log(left / total);
  };
  let best = 0;
  let at = -1;
  grid.forEach(({ lambda, penalty }, g) => {
    const value = fit(lambda) - penalty;
    if (value > best) {
      best = value;
      at = g;
    }
  });
  if (at < 0) return 0;
  // The criterion has one maximum between the neighbours of the best point: golden section in log λ.
  const ratio = (Math.sqrt(5) - 1) / 2;
  const value = (t: number): number => {
    const lambda = Math.exp(t);
    return fit(lambda) - logDeterminant(determinant, lambda);
  };
  let low = Math.log(grid[Math.max(0, at - 1)].lambda);
  let high = Math.log(grid[Math.min(grid.length - 1, at + 1)].lambda);
  let a = high - ratio * (high - low);
  let b = low + ratio * (high - low);
  let fa = value(a);
  let fb = value(b);
  for (let step = 0; step < 16; step++) {
    if (fa > fb) {
      high = b;
      b = a;
      fb = fa;
      a = high - ratio * (high - low);
      fa = value(a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + ratio * (high - low);
      fb = value(b);
    }
  }
  return Math.max(best, fa, fb);
}

/** One draw of the χ² numbers that belong to the eigenvalues, and the sum of all squares. */
function draw({ projected, rest }: Spectrum, stream: RandomStream, squares: Float64Array): number {
  let total = rest > 0 ? stream.chiSquared(rest) : 0;
  for (let k = 0; k < projected.length; k++) {
    const { times } = projected[k];
    squares[k] = times === 1 ? stream.normal() ** 2 : stream.chiSquared(times);
    total += squares[k];
  }
  return total;
}

/**
 * Finite-sample null distribution of the (restricted) likelihood ratio for the only variance component of a model, drawn
 * from its spectral representation: Crainiceanu & Ruppert (2004), J. R. Stat. Soc. B 66, 165–185, eqs 8 and 9.
 *
 *     sup_λ  d log(1 + N(λ)/D(λ)) − Σ log(1 + λμ_k),   N = Σ λμ_k w_k² / (1 + λμ_k),   D = Σ w_k² / (1 + λμ_k) + χ²_rest
 *
 * with μ the eigenvalues of Z̃ᵀWP₀Z̃ from the cross-products (the scale of Z̃ only scales λ). It holds for any number of groups,
 * where ½χ²₀ + ½χ²₁ needs many. Replicate r uses random stream r, so that the draws do not depend on how many there are.
 *
 * @returns the draws, or undefined when the eigenvalue problem would be too large (some 1,500 groups of different sizes)
 */
export function exactNullDistribution(
  products: CrossProducts,
  reml: boolean,
  { nsim, seed }: ExactOptions,
): Float64Array | undefined {
  const own = spectrum(products, reml);
  if (own === undefined) return undefined;
  const largest = own.projected.at(-1)?.value ?? 1;
  // λμ from where a variance cannot be told from 0 to where the ratio no longer rises.
  const grid = Array.from({ length: GRID }, (_, g) => {
    const lambda = 10 ** (-6 + (14 * g) / (GRID - 1)) / largest;
    return { lambda, penalty: logDeterminant(own.determinant, lambda) };
  });
  const squares = new Float64Array(own.projected.length);
  return Float64Array.from({ length: nsim }, (_, r) => {
    const total = draw(own, randomStream(seed, r), squares);
    return supremum(own, squares, total, grid);
  });
}
