import type { Notice } from '../errors/notice.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { NEW_LEVEL } from './known-levels.ts';
import type { PredictionRows } from './prediction-rows.ts';
import type { TermPart } from './prediction-vectors.ts';

/** Rows without a prediction, and what is to be said about them. */
export function leftOut(
  fit: Float64Array,
  rows: PredictionRows,
): { skip: Uint8Array; notices: Notice[] } {
  const skip = new Uint8Array(rows.n);
  let missing = 0;
  let inestimable = 0;
  for (let i = 0; i < rows.n; i++) {
    if (rows.inestimable?.[i] === 1) {
      fit[i] = Number.NaN;
      inestimable++;
    } else if (!Number.isFinite(fit[i])) {
      fit[i] = Number.NaN;
      missing++;
    } else continue;
    skip[i] = 1;
  }
  const notices: Notice[] = [];
  const lines = (count: number) => (count === 1 ? '1 row is' : `${count} rows are`);
  if (missing > 0) {
    notices.push({
      code: 'rows-missing',
      text: `${lines(missing)} without prediction: cells are missing, or not finite`,
      detail: { count: missing },
    });
  }
  if (inestimable > 0) {
    notices.push({
      code: 'not-estimable',
      text: `${lines(inestimable)} without prediction: they combine predictors in a way that the fit, which left out columns, does not determine`,
      detail: { count: inestimable },
    });
  }
  return { skip, notices };
}

/** Rows with levels that the fit did not have. */
export function newLevelRows(
  model: AnyModel,
  parts: readonly TermPart[],
  n: number,
): { flags: Uint8Array | undefined; notices: Notice[] } {
  const flags = new Uint8Array(n);
  const groups = new Set<string>();
  parts.forEach(({ codes }, t) => {
    if (codes === undefined) return;
    for (let i = 0; i < n; i++) {
      if (codes[i] !== NEW_LEVEL) continue;
      flags[i] = 1;
      groups.add(model.random[t].group);
    }
  });
  const count = flags.reduce((sum, flag) => sum + flag, 0);
  if (count === 0) return { flags: undefined, notices: [] };
  return {
    flags,
    notices: [
      {
        code: 'new-levels',
        text: `${count === 1 ? '1 row has levels' : `${count} rows have levels`} of ${[...groups].join(', ')} that the fit did not have; their effects are predicted as 0, with the variance of a new group`,
        detail: { count, groups: [...groups] },
      },
    ],
  };
}
