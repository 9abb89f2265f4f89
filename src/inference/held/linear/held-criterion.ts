import type { CriterionParts, OpenCriterion } from '../../../engine/open-criterion.ts';
import { exponential, logarithm } from '../../../number/elementary.ts';

/** What is asked of the fixed effects: nothing, one linear combination cᵀβ̃ = value, or all of them. */
export type FixedRule =
  | { readonly kind: 'free' }
  | { readonly kind: 'contrast'; readonly c: Float64Array; value: number }
  | { readonly kind: 'held'; beta: Float64Array };

/** Derivatives of the criterion. */
interface HeldSlopes {
  /** With respect to every entry of every template. */
  readonly templates: readonly Float64Array[];
  /** With respect to log σ at fixed templates; 0 when σ was free. */
  readonly logSigma: number;
  /** With respect to the value of the contrast, or to β̃ when that is held; empty when β is free. */
  readonly fixed: Float64Array;
}

/**
 * The criterion at given templates and σ (or at the best σ) with the best fixed effects that the rule allows.
 *
 * By the factor L of the reduced cross-products, β̂ = L⁻ᵀl and C = L⁻ᵀL⁻¹, so
 * r²(β) = r² + ‖Lᵀβ − l‖² and, under cᵀβ = δ with w = L⁻¹c, r² + (δ − wᵀl)²/wᵀw at β̂ + L⁻ᵀw (δ − wᵀl)/wᵀw.
 */
interface HeldCriterion {
  value(templates: readonly Float64Array[], logSigma?: number): number | undefined;
  /** At the point of the last value. */
  slopes(): HeldSlopes;
  /** β̃ and log σ̃ of the last value. */
  readonly beta: () => Float64Array;
  readonly logSigma: () => number;
}

export function heldCriterion(open: OpenCriterion, rule: FixedRule): HeldCriterion {
  const { d, constant, fixed: p } = open;
  let parts: CriterionParts | undefined;
  let best: BestFixed = { beta: new Float64Array(p), residual: 0, slopes: new Float64Array(0) };
  let variance = 0;
  let free = true;
  return {
    value(templates, logSigma) {
      parts = open.parts(templates);
      if (parts === undefined) return undefined;
      best = bestFixed(parts, p, rule);
      free = logSigma === undefined;
      variance = logSigma === undefined ? best.residual / d : exponential(2 * logSigma);
      const value = parts.logs + d * logarithm(variance) + best.residual / variance + constant;
      return Number.isFinite(value) ? value : undefined;
    },
    slopes: () => ({
      templates: open.slopes(best.beta, variance),
      logSigma: free ? 0 : 2 * d - (2 * best.residual) / variance,
      fixed: best.slopes.map((x) => x / variance),
    }),
    beta: () => best.beta,
    logSigma: () => 0.5 * logarithm(variance),
  };
}

interface BestFixed {
  readonly beta: Float64Array;
  readonly residual: number;
  /** ∂r² as `HeldSlopes.fixed` asks. */
  readonly slopes: Float64Array;
}

const none = new Float64Array(0);

function bestFixed({ residual, tail }: CriterionParts, p: number, rule: FixedRule): BestFixed {
  const t = p + 1;
  const l = Float64Array.from({ length: p }, (_, j) => tail[j * t + p]);
  if (rule.kind === 'free') return { beta: solveTransposed(tail, l, p), residual, slopes: none };
  if (rule.kind === 'held') {
    const { beta } = rule;
    const gap = l.map((own, j) => {
      let sum = -own;
      for (let i = j; i < p; i++) sum += tail[j * t + i] * beta[i];
      return sum;
    });
    const slopes = new Float64Array(p);
    let more = 0;
    for (let j = 0; j < p; j++) {
      more += gap[j] ** 2;
      for (let i = j; i < p; i++) slopes[i] += 2 * tail[j * t + i] * gap[j];
    }
    return { beta, residual: residual + more, slopes };
  }
  const w = rule.c.slice();
  let length = 0;
  let free = 0;
  for (let j = 0; j < p; j++) {
    w[j] /= tail[j * t + j];
    for (let i = j + 1; i < p; i++) w[i] -= tail[j * t + i] * w[j];
    length += w[j] ** 2;
    free += w[j] * l[j];
  }
  const gap = rule.value - free;
  const along = l.map((x, j) => x + (w[j] * gap) / length);
  return {
    beta: solveTransposed(tail, along, p),
    residual: residual + gap ** 2 / length,
    slopes: Float64Array.of((2 * gap) / length),
  };
}

/** L⁻ᵀx. */
function solveTransposed(tail: Float64Array, x: Float64Array, p: number): Float64Array {
  const t = p + 1;
  const beta = x.slice();
  for (let j = p - 1; j >= 0; j--) {
    for (let i = j + 1; i < p; i++) beta[j] -= tail[j * t + i] * beta[i];
    beta[j] /= tail[j * t + j];
  }
  return beta;
}
