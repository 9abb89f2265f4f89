import type { CrossProducts } from '../../engine/cross-products.ts';
import { thetaLength } from '../../engine/templates.ts';
import { dot } from '../../number/dot.ts';
import { type RandomStream, randomStream } from '../distributions/random.ts';
import {
  gather,
  groupEigenvalues,
  type Multiple,
  projectedEigenvalues,
} from './projected-eigenvalues.ts';

/** Largest dense eigenvalue problem: a second or two. */
const MOST = 1000;

/** With more eigenvalues than this, those within a hundredth of each other are drawn as one, at their mean. */
const MANY = 64;
const NEAR = 0.01;

/** Values of λ tried first, over this many powers of ten from the smallest. */
const GRID = 48;
const DECADES = 12;
const SMALLEST = -5;

/** What the simulation of the null distribution takes. */
interface ExactOptions {
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
    projected: positive.length > MANY ? gather(positive, NEAR) : positive,
    determinant: reml ? positive : groupEigenvalues(products),
    rest: n - p - count,
    denominator: reml ? n - p : n,
  };
}

/** Σ times · log(1 + λμ) */
function logDeterminant(values: readonly Multiple[], lambda: number): number {
  return values.reduce((sum, { value, times }) => sum + times * Math.log1p(lambda * value), 0);
}

/** Values of λ with all that does not depend on the draw. */
interface Grid {
  readonly logs: Float64Array;
  /** λμ_k / (1 + λμ_k): one row of eigenvalues for each λ. */
  readonly shares: readonly Float64Array[];
  readonly penalties: Float64Array;
}

/** From where a variance cannot be told from 0 to where the ratio no longer rises. */
function makeGrid({ projected, determinant }: Spectrum): Grid {
  const largest = projected.at(-1)?.value ?? 1;
  const lambdas = Array.from(
    { length: GRID },
    (_, g) => 10 ** (SMALLEST + (DECADES * g) / (GRID - 1)) / largest,
  );
  return {
    logs: Float64Array.from(lambdas, Math.log),
    shares: lambdas.map((lambda) =>
      Float64Array.from(projected, ({ value }) => (lambda * value) / (1 + lambda * value)),
    ),
    penalties: Float64Array.from(lambdas, (lambda) => logDeterminant(determinant, lambda)),
  };
}

/**
 * Whether sup over λ ≥ 0 of d·log(1 + N(λ)/D(λ)) − Σ log(1 + λμ) reaches the observed ratio, for given χ² numbers of
 * the eigenvalues. Where the grid does not decide, by golden section between the neighbours of its best point.
 */
function reaches(
  observed: number,
  spectrum: Spectrum,
  grid: Grid,
  squares: Float64Array,
  total: number,
  values: Float64Array,
): boolean {
  const { denominator, projected, determinant } = spectrum;
  let at = 0;
  for (let g = 0; g < GRID; g++) {
    const explained = dot(squares, grid.shares[g]) / total;
    values[g] = -denominator * Math.log1p(-explained) - grid.penalties[g];
    if (values[g] > values[at]) at = g;
  }
  if (values[at] >= observed) return true;
  const before = Math.max(0, at - 1);
  const after = Math.min(GRID - 1, at + 1);
  const bend = 2 * values[at] - values[before] - values[after];
  // A parabola through three points says how much may be missed; thrice that is on the safe side.
  const gain = bend > 0 ? (values[after] - values[before]) ** 2 / (8 * bend) : 0;
  if (values[at] + 3 * gain + 0.1 < observed) return false;
  const value = (log: number): number => {
    const lambda = Math.exp(log);
    let explained = 0;
    for (let k = 0; k < projected.length; k++) {
      const scaled = lambda * projected[k].value;
      explained += (squares[k] * scaled) / (1 + scaled);
    }
    return -denominator * Math.log1p(-explained / total) - logDeterminant(determinant, lambda);
  };
  return goldenMaximum(value, grid.logs[before], grid.logs[after]) >= observed;
}

/** The largest value of a function with one maximum in [low, high], to 1e-3 of the interval. */
function goldenMaximum(value: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let left = low;
  let right = high;
  let a = right - ratio * (right - left);
  let b = left + ratio * (right - left);
  let atA = value(a);
  let atB = value(b);
  for (let step = 0; step < 15; step++) {
    if (atA > atB) {
      right = b;
      b = a;
      atB = atA;
      a = right - ratio * (right - left);
      atA = value(a);
    } else {
      left = a;
      a = b;
      atA = atB;
      b = left + ratio * (right - left);
      atB = value(b);
    }
  }
  return Math.max(atA, atB);
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
 * P-value of the (restricted) likelihood ratio for the only variance component of a model in its finite-sample null
 * distribution, drawn from the spectral representation: Crainiceanu & Ruppert (2004), J. R. Stat. Soc. B 66, 165–185,
 * eqs 8 and 9.
 *
 *     sup_λ  d log(1 + N(λ)/D(λ)) − Σ log(1 + λμ_k),   N = Σ λμ_k w_k² / (1 + λμ_k),   D = Σ w_k² / (1 + λμ_k) + χ²_rest
 *
 * with μ the eigenvalues of Z̃ᵀWP₀Z̃ from the cross-products (the scale of Z̃ only scales λ). It holds for any number of groups,
 * where ½χ²₀ + ½χ²₁ needs many. Where very many eigenvalues are grouped (see `NEAR`), the variance of N changes by 1e-5 of itself. Replicate r uses random stream r, so that the draws do not depend on how many there are.
 *
 * @returns (c + 1)/(nsim + 1) with c the number of draws that reach `observed` (Davison & Hinkley 1997, §4.2), which has a
 *   Monte-Carlo error of √(p(1 − p)/nsim); undefined when the eigenvalue problem would be too large (some 1,000 groups of
 *   different sizes)
 */
export function exactPValue(
  products: CrossProducts,
  reml: boolean,
  observed: number,
  { nsim, seed }: ExactOptions,
): number | undefined {
  if (!(observed > 0)) return 1;
  const own = spectrum(products, reml);
  if (own === undefined) return undefined;
  const grid = makeGrid(own);
  const squares = new Float64Array(own.projected.length);
  const values = new Float64Array(GRID);
  let count = 0;
  for (let r = 0; r < nsim; r++) {
    const total = draw(own, randomStream(seed, r), squares);
    if (reaches(observed, own, grid, squares, total, values)) count++;
  }
  return (count + 1) / (nsim + 1);
}
