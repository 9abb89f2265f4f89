import type { RefitPoint } from '../engine/refit-from.ts';
import type { FittedModel } from '../fit/model.ts';
import type { FixedPoint } from './deletion-effect.ts';
import { cholesky } from './held-sets.ts';
import { forRows } from './leverage.ts';

/** A row that leaves less than this of itself to the others determines a coefficient alone. */
const WHOLE = 1e-9;

/**
 * The fixed effects without each row in turn, θ̂ held, in one pass: with v = (Λᵀz̃, x̃) and c the fixed part of Cv, the joint
 * solution moves by −Cv·we/(1 − h), and C^ββ grows by w ccᵀ/(1 − h) (Sherman–Morrison).
 *
 * @param use gets undefined for a row without which the fixed effects are not determined
 */
export function forHeldRows(
  model: FittedModel,
  whole: RefitPoint,
  use: (row: number, point: FixedPoint | undefined) => void,
): void {
  const { crossProducts, residuals, design, method } = model;
  const { scale } = crossProducts;
  const p = whole.fixed.length;
  const lost = method === 'REML' ? p : 0;
  const r2 = (whole.sigma / scale) ** 2 * (crossProducts.n - lost);
  const precision = new Float64Array(p * p);
  for (let b = 0; b < p; b++) {
    for (let a = 0; a < p; a++) {
      for (let c = 0; c <= Math.min(a, b); c++) {
        precision[b * p + a] += whole.root[c * p + a] * whole.root[c * p + b];
      }
    }
  }
  const c = new Float64Array(p);
  const g = new Float64Array(p);
  forRows(model, (row, form, reader, scaled, { fixed, fixedRows }) => {
    const { x, levels } = reader;
    const w = reader.weight();
    const rest = 1 - w * form;
    if (rest < WHOLE) {
      use(row, undefined);
      return;
    }
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let i = 0; i < p; i++) sum += fixed[j * p + i] * x[i];
      for (let f = 0; f < scaled.length; f++) {
        const k = scaled[f].length;
        const at = levels[f] * k * p + j * k;
        for (let r = 0; r < k; r++) sum += fixedRows[f][at + r] * scaled[f][r];
      }
      c[j] = sum;
    }
    let q = 0;
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let i = 0; i < p; i++) sum += precision[j * p + i] * c[i];
      g[j] = sum;
      q += sum * c[j];
    }
    const by = w / (rest + w * q);
    const root = cholesky(
      precision.map((value, at) => value - by * g[at % p] * g[Math.floor(at / p)]),
      p,
    );
    const e = residuals[row] / scale;
    const step = (w * e) / rest;
    const d = crossProducts.n - (design.frequencyWeights?.[row] ?? 1) - lost;
    const left = r2 - step * e;
    if (root === undefined || !(d > 0) || !(left > 0)) {
      use(row, undefined);
      return;
    }
    use(row, {
      fixed: whole.fixed.map((value, j) => value - step * c[j]),
      sigma: scale * Math.sqrt(left / d),
      root,
    });
  });
}
