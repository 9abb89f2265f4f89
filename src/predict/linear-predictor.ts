import type { AnyModel } from '../fit/generalised-model.ts';
import { MISSING_LEVEL, NEW_LEVEL } from './known-levels.ts';
import type { PredictionRows } from './prediction-rows.ts';
import type { TermPart } from './prediction-vectors.ts';

/** Xβ̂ + Zb̂ + offset of the terms that are known. */
export function linearPredictor(
  model: AnyModel,
  rows: PredictionRows,
  parts: readonly TermPart[],
): Float64Array {
  const fit = rows.offset?.slice() ?? new Float64Array(rows.n);
  rows.fixed.forEach((column, j) => {
    const beta = model.fixed.estimates[j];
    for (let i = 0; i < fit.length; i++) fit[i] += beta * column[i];
  });
  parts.forEach(({ role, codes }, t) => {
    const { columns } = rows.terms[t];
    const { effects } = model.random[t];
    const k = columns.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < fit.length; i++) {
        const code = codes === undefined ? NEW_LEVEL : codes[i];
        if (code === MISSING_LEVEL) fit[i] = Number.NaN;
        else if (code >= 0) fit[i] += column[i] * effects[code * k + c];
        // A cell that the variance would need is missing all the same.
        else if (role !== 'out' && Number.isNaN(column[i])) fit[i] = Number.NaN;
      }
    });
  });
  return fit;
}
