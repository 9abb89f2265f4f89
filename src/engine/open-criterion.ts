import { logarithm } from '../number/elementary.ts';
import { type Core, withCore } from './core.ts';
import type { CrossProducts } from './cross-products.ts';
import { criterionConstant, denominator, loadProblem } from './load-problem.ts';

/** What the criterion is made of at some templates, in the engine's scale (y of residual size 1). */
export interface CriterionParts {
  /** log|M|, with log|R_X|² for REML. */
  readonly logs: number;
  /** r² at the best fixed effects. */
  readonly residual: number;
  /** Lower triangle of the factor of what the random effects leave of [X̃ ỹ]ᵀW[X̃ ỹ]: (p + 1)², column-major. */
  readonly tail: Float64Array;
}

/**
 * A problem that stays loaded over many evaluations. With σ² and β given, the criterion (REML criterion or
 * −2 log-likelihood, in the user's units) is
 *
 *     logs + d log σ² + r²(T, β)/σ² + constant
 */
export interface OpenCriterion {
  /** Number of fixed effects p. */
  readonly fixed: number;
  /** n for ML, n − p for REML. */
  readonly d: number;
  readonly constant: number;
  /** At the templates of the terms (k×k each, any square matrices); undefined where it cannot be factored. */
  parts(templates: readonly Float64Array[]): CriterionParts | undefined;
  /**
   * Derivatives of `logs + r²(T, β)/σ²` with respect to all entries of the templates of the last `parts`, β and σ² held; once.
   */
  slopes(beta: Float64Array, variance: number): Float64Array[];
}

/** Runs `use` with the cross-products loaded into the core. */
export function withCriterion<T>(
  products: CrossProducts,
  reml: boolean,
  use: (criterion: OpenCriterion) => T,
): T {
  return withCore((core) => {
    loadProblem(core, products, reml);
    return use(openCriterion(core, products, reml));
  });
}

function openCriterion(core: Core, products: CrossProducts, reml: boolean): OpenCriterion {
  const { exports } = core;
  const { terms, factors, kept } = products;
  const p = kept.length;
  const d = denominator(products, reml);
  const held = core.writeF64(new Float64Array(p));
  const templateAt = factors.map((_, f) => exports.templateOf(f) >>> 0);
  const gradientAt = factors.map((_, f) => exports.gradientOf(f) >>> 0);
  let view = new Float64Array(exports.memory.buffer);
  const memory = (): Float64Array => {
    if (view.buffer !== exports.memory.buffer) view = new Float64Array(exports.memory.buffer);
    return view;
  };
  return {
    fixed: p,
    d,
    constant: criterionConstant(products, reml) - d + d * logarithm(d),
    parts(templates) {
      const target = memory();
      terms.forEach(({ factor, offset, size }, t) => {
        const whole = factors[factor].size;
        const from = templateAt[factor] / 8 + offset * (whole + 1);
        for (let c = 0; c < size; c++) {
          for (let r = 0; r < size; r++) target[from + c * whole + r] = templates[t][c * size + r];
        }
      });
      const value = exports.evaluateTemplates(0);
      if (!Number.isFinite(value)) return undefined;
      const residual = core.number('residual');
      const address = exports.tailFactor() >>> 0;
      return {
        logs: value - d * logarithm(residual),
        residual,
        tail: memory().slice(address / 8, address / 8 + (p + 1) ** 2),
      };
    },
    slopes(beta, variance) {
      memory().set(beta, held / 8);
      exports.differentiateAt(held, variance);
      const source = memory();
      return terms.map(({ factor, offset, size }) => {
        const whole = factors[factor].size;
        const from = gradientAt[factor] / 8 + offset * (whole + 1);
        const own = new Float64Array(size * size);
        for (let c = 0; c < size; c++) {
          for (let r = 0; r < size; r++) own[c * size + r] = source[from + c * whole + r];
        }
        return own;
      });
    },
  };
}
