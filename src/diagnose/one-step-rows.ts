import { solveUpper } from '../engine/small-matrix.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { forRows } from './leverage.ts';
import { workingModel } from './working-model.ts';

/** Fixed effects with and without some rows. */
export interface FixedFit {
  readonly estimates: Float64Array;
  /** p×p. */
  readonly vcov: Float64Array;
}

/** A row that leaves less than this of itself to the others determines a coefficient alone. */
const WHOLE = 1e-9;

/**
 * The fixed effects without each row in turn after one step of iteratively reweighted least squares from the estimates, variances and
 * dispersion held: with v the row of [ZΛ X], c the fixed part of Cv, e the working residual and h = w v'Cv, β̂ moves by −c·we/(1 − h) and its
 * covariance matrix by w cc'/(1 − h) (Pregibon 1981, Ann. Stat. 9).
 *
 * @param use gets undefined for a row without which the fixed effects are not determined
 */
export function forStepRows(
  model: FittedGeneralisedModel,
  use: (row: number, rest: FixedFit | undefined) => void,
): void {
  const working = workingModel(model);
  const { triangle } = working.crossProducts;
  const { estimates, vcov } = model.fixed;
  const p = estimates.length;
  forRows(working, (row, form, { x, levels, weight }, scaled, { fixed, fixedRows }) => {
    const w = weight();
    const rest = 1 - w * form;
    if (rest < WHOLE) {
      use(row, undefined);
      return;
    }
    const inner = Float64Array.from({ length: p }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < p; i++) sum += fixed[j * p + i] * x[i];
      for (let f = 0; f < scaled.length; f++) {
        const k = scaled[f].length;
        const at = levels[f] * k * p + j * k;
        for (let r = 0; r < k; r++) sum += fixedRows[f][at + r] * scaled[f][r];
      }
      return sum;
    });
    const c = solveUpper(triangle, inner, p, 1);
    const step = (w * working.residuals[row]) / rest;
    use(row, {
      estimates: estimates.map((value, j) => value - step * c[j]),
      vcov: vcov.map((value, at) => value + (w / rest) * c[at % p] * c[Math.floor(at / p)]),
    });
  });
}
