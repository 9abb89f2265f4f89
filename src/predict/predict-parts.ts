import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { knownLevels, MISSING_LEVEL, NEW_LEVEL } from './known-levels.ts';
import type { PredictionTarget } from './predict.ts';
import type { PredictionRows } from './prediction-rows.ts';
import type { TermPart } from './prediction-vectors.ts';

/** Throws `option` for a value that is none of the choices. */
export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(', ');
  throw new BlupError('option', `${what} is "${value}"; use ${list}`, { value });
}

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

/** How each random term enters the prediction of a target: only those of groups, known or new, have a part in it. */
export function termParts(
  model: AnyModel,
  rows: PredictionRows,
  selected: readonly boolean[],
  target: PredictionTarget,
  allowNewLevels: boolean,
): TermPart[] {
  return rows.terms.map(({ group }, t): TermPart => {
    if ((target !== 'group' && target !== 'newGroup') || !selected[t]) return { role: 'out' };
    if (target === 'newGroup' || group === undefined) return { role: 'new' };
    return { role: 'known', codes: knownLevels(model.random[t], group, allowNewLevels) };
  });
}
