import { BlupError, overdispersion, zeroCheck } from 'blup';
import { fitOf } from './find.ts';
import type { SessionState } from './state.ts';

/** Something observed beside what the family of a generalised model lets expect. */
export interface VariationRow {
  readonly name: string;
  readonly observed: number;
  readonly expected: number;
  readonly ratio: number;
  readonly p?: number;
}

/** Pearson's statistic and the number of zeros, where the response of the model can have too much of them. */
export function variation(state: SessionState, id: number): readonly VariationRow[] {
  const { model } = fitOf(state, id);
  if (model.kind === 'lmm') return [];
  const pearson = ifMeant(() => overdispersion(model));
  const zeros = ifMeant(() => zeroCheck(model));
  return [
    ...(pearson === undefined
      ? []
      : [{ ...pearson, name: 'Pearson’s χ²', observed: pearson.statistic, expected: pearson.df }]),
    ...(zeros === undefined ? [] : [{ ...zeros, name: 'Zeros' }]),
  ];
}

/** Undefined where the question has no meaning for the response. */
function ifMeant<T>(question: () => T): T | undefined {
  try {
    return question();
  } catch (error) {
    if (error instanceof BlupError && error.code === 'input') return undefined;
    throw error;
  }
}
