import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';

// Nodes and weights of Gauss–Hermite rules of any order, without a table.

/** h̃ₙ and h̃ₙ₋₁, Hermite polynomials orthonormal for the standard normal density, after `evaluatePolynomial`. */
let polynomial: f64 = 0;
let earlier: f64 = 0;

function evaluatePolynomial(n: i32, t: f64): void {
  let before: f64 = 0;
  let value: f64 = 1;
  let root: f64 = 0;
  for (let j = 0; j < n; j++) {
    const next = Math.sqrt(<f64>(j + 1));
    const following = (t * value - root * before) / next;
    before = value;
    value = following;
    root = next;
  }
  polynomial = value;
  earlier = before;
}

/**
 * Nodes t, ascending, and logarithms of the weights of the n-point Gauss–Hermite rule for the standard normal density:
 * E f(t) ≈ Σ w f(t). Roots of h̃ⱼ are bracketed by those of h̃ⱼ₋₁ and found by Newton steps inside the bracket, for j = 2 … n; the
 * weight is 1/(n h̃ₙ₋₁²) (Golub & Welsch 1969 give both from an eigenproblem).
 */
export function hermiteRule(n: i32, nodes: usize, logWeights: usize): void {
  const before = mark();
  const last = alloc((<usize>(n + 1)) << 3);
  // Non-negative roots alone: the others mirror them.
  for (let j = 2; j <= n; j++) {
    const half = j >> 1;
    // Roots of successive orders interlace; an odd order has one at 0, so its positive ones are one place on.
    const shift = j & 1;
    const count = (j - 1) >> 1;
    const bound = Math.sqrt(<f64>(4 * j + 2));
    memory.copy(last, nodes, (<usize>n) << 3);
    for (let k = 0; k < half; k++) {
      const below = k - 1 + shift;
      const low = below < 0 ? 0.0 : getF(last, below);
      const high = below + 1 < count ? getF(last, below + 1) : bound;
      setF(nodes, k, rootBetween(j, low, high));
    }
  }
  const half = n >> 1;
  memory.copy(last, nodes, (<usize>n) << 3);
  for (let k = 0; k < half; k++) {
    const t = getF(last, k);
    const up = n - half + k;
    setF(nodes, up, t);
    setF(nodes, half - 1 - k, -t);
  }
  if ((n & 1) === 1) setF(nodes, half, 0);
  for (let k = 0; k < n; k++) {
    evaluatePolynomial(n, Math.abs(getF(nodes, k)));
    setF(logWeights, k, -Math.log(<f64>n) - 2.0 * Math.log(Math.abs(earlier)));
  }
  release(before);
}

/** The one root of h̃ₙ in (low, high): Newton steps, halving where they would leave. */
function rootBetween(n: i32, low: f64, high: f64): f64 {
  evaluatePolynomial(n, low);
  const rising = polynomial < 0;
  let t = 0.5 * (low + high);
  for (let step = 0; step < 100; step++) {
    evaluatePolynomial(n, t);
    if (polynomial === 0) return t;
    if (polynomial < 0 === rising) low = t;
    else high = t;
    // h̃ₙ′ = √n h̃ₙ₋₁
    let next = t - polynomial / (Math.sqrt(<f64>n) * earlier);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const change = Math.abs(next - t);
    t = next;
    if (change <= 2e-16 * t) return t;
  }
  return t;
}
