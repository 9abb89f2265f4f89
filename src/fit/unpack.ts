import type { DesignLayout } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import {
  congruence,
  inverseDefinite,
  lowerTriangle,
  product,
  solveUpper,
  transpose,
} from '../engine/small-matrix.ts';
import type { Solution } from '../engine/solve.ts';
import { entriesOf, templatesOf } from '../engine/templates.ts';
import { inStretches } from '../number/stretches.ts';
import type { FixedPart, RandomPart, VarianceInformation } from './model.ts';

/** β̂ = R⁻¹(γ + s β̃) and vcov = σ² R⁻¹ C R⁻ᵀ, with the names of the columns that were kept. */
export function fixedPart(
  design: DesignLayout,
  products: CrossProducts,
  solution: Solution,
): FixedPart {
  const { kept, triangle, response, scale, columns } = products;
  const p = kept.length;
  const inner = solution.effects.slice(-p || solution.effects.length);
  const whole = Float64Array.from(response, (gamma, j) => gamma + scale * inner[j]);
  const variance = solution.sigma ** 2;
  const isKept = new Set(kept);
  const { names, assign, termLabels } = design.fixed;
  return {
    names: Array.from(kept, (j) => names[j]),
    estimates: solveUpper(triangle, whole, p, 1),
    vcov: symmetric(
      congruence(triangle, solution.fixedInverse, p).map((x) => x * variance),
      p,
    ),
    dropped: Array.from({ length: columns }, (_, j) => j)
      .filter((j) => !isKept.has(j))
      .map((j) => names[j]),
    assign: Array.from(kept, (j) => assign[j]),
    termLabels,
  };
}

/** The mean of a matrix and its transpose: rounding must not show as asymmetry. */
function symmetric(a: Float64Array, n: number): Float64Array {
  return a.map((x, at) => 0.5 * (x + a[(at % n) * n + Math.floor(at / n)]));
}

/** First entry of each factor's level-by-level results, for vectors (K a level) and blocks (K² a level). */
function factorStarts(products: CrossProducts): { vector: number; block: number }[] {
  let vector = 0;
  let block = 0;
  return products.factors.map(({ levels, size }) => {
    const start = { vector, block };
    vector += levels * size;
    block += levels * size * size;
    return start;
  });
}

/** Random terms in the user's columns: b = s R⁻¹T̃u, and the same transformation of all covariances. */
export function randomParts(
  design: DesignLayout,
  products: CrossProducts,
  solution: Solution,
): RandomPart[] {
  const starts = factorStarts(products);
  const variance = solution.sigma ** 2;
  return templatesOf(products.terms, solution.theta).map((inner, t) => {
    const { factor, offset, size, triangle } = products.terms[t];
    const { label, group, names, levels } = design.random[t];
    const whole = products.factors[factor].size;
    const root = solveUpper(triangle, inner, size, size);
    const template = lowerTriangle(root, size);
    const effects = new Float64Array(levels.length * size);
    const conditional = new Float64Array(levels.length * size * size);
    const prediction = new Float64Array(levels.length * size * size);
    const at = {
      vector: starts[factor].vector + offset,
      block: starts[factor].block + offset * (whole + 1),
    };
    levelEffects(solution.effects, at.vector, whole, root, size, products.scale, effects);
    levelBlocks(solution.conditional, at.block, whole, root, size, variance, conditional);
    levelBlocks(solution.prediction, at.block, whole, root, size, variance, prediction);
    const covariance = product(template, transpose(template, size, size), size, size, size).map(
      (x) => x * variance,
    );
    return { label, group, names, levels, template, covariance, effects, conditional, prediction };
  });
}

/** b = s M u for every level; u of a level starts at `start`, K apart from the next. */
function levelEffects(
  u: Float64Array,
  start: number,
  stride: number,
  m: Float64Array,
  k: number,
  scale: number,
  target: Float64Array,
): void {
  for (let at = 0, from = start; at < target.length; at += k, from += stride) {
    for (let r = 0; r < k; r++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += m[c * k + r] * u[from + c];
      target[at + r] = scale * sum;
    }
  }
}

/** σ² M C Mᵀ for every level; the k×k block C stands inside a K×K block of its level. */
function levelBlocks(
  source: Float64Array,
  start: number,
  whole: number,
  m: Float64Array,
  k: number,
  variance: number,
  target: Float64Array,
): void {
  const square = whole * whole;
  if (k === 1) {
    const factor = variance * m[0] * m[0];
    for (let at = 0, from = start; at < target.length; at++, from += square) {
      target[at] = factor * source[from];
    }
    return;
  }
  if (k === 2) {
    inStretches(target.length / 4, (from, to) => {
      twoByTwo(
        source,
        start + from * square,
        whole,
        m,
        variance,
        target.subarray(4 * from, 4 * to),
      );
    });
    return;
  }
  const half = new Float64Array(k * k);
  for (let at = 0, from = start; at < target.length; at += k * k, from += square) {
    for (let b = 0; b < k; b++) {
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let a = 0; a < k; a++) sum += m[a * k + i] * source[from + b * whole + a];
        half[b * k + i] = variance * sum;
      }
    }
    for (let j = 0; j < k; j++) {
      for (let i = 0; i <= j; i++) {
        let sum = 0;
        for (let b = 0; b < k; b++) sum += half[b * k + i] * m[b * k + j];
        target[at + j * k + i] = sum;
        target[at + i * k + j] = sum;
      }
    }
  }
}

/** `levelBlocks` of two coefficients, for the levels of `target`. */
function twoByTwo(
  source: Float64Array,
  start: number,
  whole: number,
  m: Float64Array,
  variance: number,
  target: Float64Array,
): void {
  const [m00, m10, m01, m11] = m;
  const square = whole * whole;
  for (let at = 0, from = start; at < target.length; at += 4, from += square) {
    const c00 = source[from];
    const c10 = source[from + 1];
    const c11 = source[from + whole + 1];
    const h00 = m00 * c00 + m01 * c10;
    const h01 = m00 * c10 + m01 * c11;
    const h10 = m10 * c00 + m11 * c10;
    const h11 = m10 * c10 + m11 * c11;
    const cross = variance * (h00 * m10 + h01 * m11);
    target[at] = variance * (h00 * m00 + h01 * m01);
    target[at + 1] = cross;
    target[at + 2] = cross;
    target[at + 3] = variance * (h10 * m10 + h11 * m11);
  }
}

/** θ in the user's columns: the lower triangles of the templates. */
export function thetaOf(random: readonly RandomPart[]): Float64Array {
  return Float64Array.from(
    random.flatMap(({ template, names }) => entriesOf(template, names.length)),
  );
}

/**
 * Covariance of (θ̂, log σ̂) and the derivatives of vcov(β̂), for Satterthwaite's degrees of freedom. With the profiled
 * Hessian H of the free entries of θ, the covariance of θ̂ is 2H⁻¹; log σ follows through ∂²D/∂θ∂log σ = −2 ∂r²/∂θ / σ²
 * and ∂²D/∂(log σ)² = 4d. Undefined when H is not positive definite.
 */
export function varianceInformation(
  products: CrossProducts,
  solution: Solution,
  fixed: FixedPart,
  d: number,
): VarianceInformation | undefined {
  const m = solution.theta.length;
  const p = fixed.names.length;
  const size = m + 1;
  const free = Array.from({ length: m }, (_, k) => k).filter((k) => solution.free[k]);
  const reduced = new Float64Array(free.length ** 2);
  free.forEach((k, i) => {
    free.forEach((l, j) => {
      reduced[j * free.length + i] = solution.hessian[l * m + k];
    });
  });
  const inverse = inverseDefinite(reduced, free.length);
  if (inverse === undefined) return undefined;
  const covariance = new Float64Array(size * size);
  // ∂²D/∂θ∂log σ over ∂²D/∂(log σ)²: with r² = d σ² the ratio is −½ ∂r²/∂θ / r².
  const slopes = free.map((k) => -0.5 * solution.residualSlopes[k]);
  let last = 2 / (4 * d);
  free.forEach((k, i) => {
    let cross = 0;
    free.forEach((l, j) => {
      const value = 2 * inverse[j * free.length + i];
      covariance[l * size + k] = value;
      cross -= value * slopes[j];
    });
    covariance[m * size + k] = cross;
    covariance[k * size + m] = cross;
    last -= cross * slopes[i];
  });
  covariance[m * size + m] = last;
  const variance = solution.sigma ** 2;
  const vcovGradient = Array.from({ length: m }, (_, k) => {
    const inner = solution.fixedSlopes.subarray(k * p * p, (k + 1) * p * p);
    return congruence(products.triangle, inner, p).map((x) => x * variance);
  });
  vcovGradient.push(fixed.vcov.map((x) => 2 * x));
  return { size, covariance, vcovGradient };
}
