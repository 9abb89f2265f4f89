import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { SimulatedTerm } from '../inference/bootstrap/term-effects.ts';
import { knownLevels } from './known-levels.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** A random term of a model on some rows, with new effects, or with the predicted ones where `conditional`. */
export function simulatedTerm(
  model: AnyModel,
  rows: PredictionRows,
  t: number,
  conditional: boolean,
  allowNewLevels: boolean,
): SimulatedTerm {
  const { columns, group } = rows.terms[t];
  const part = model.random[t];
  if (group === undefined) throw new BlupError('input', `the groups of ${part.group} are unknown`);
  const term = {
    columns,
    codes: group.codes,
    levels: group.levels.length,
    // Covariances of generalised models are absolute.
    root: model.kind === 'glmm' ? part.template : part.template.map((x) => x * model.sigma),
  };
  if (!conditional) return term;
  const k = columns.length;
  const effects = new Float64Array(term.levels * k);
  const flags = new Uint8Array(term.levels);
  const codes = knownLevels(part, group, allowNewLevels);
  codes.forEach((code, i) => {
    if (code < 0) return;
    flags[group.codes[i]] = 1;
    for (let c = 0; c < k; c++) effects[group.codes[i] * k + c] = part.effects[code * k + c];
  });
  return { ...term, fixed: { effects, flags } };
}
