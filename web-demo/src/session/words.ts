import { icc, r2, sentences } from 'blup';
import { fitOf } from './find.ts';
import type { SessionState } from './state.ts';

/** A model in words, and shares of variance. */
export interface WordsView {
  readonly sentences: readonly string[];
  readonly icc: number;
  readonly designEffects: readonly { readonly group: string; readonly value: number }[];
  readonly marginal: number;
  readonly conditional: number;
}

export function words(state: SessionState, id: number): WordsView {
  const { model, ddf } = fitOf(state, id);
  const { adjusted, groups } = icc(model);
  const { marginal, conditional } = r2(model);
  return {
    sentences: sentences(model, { ddf }).map(({ text }) => text),
    icc: adjusted,
    designEffects: groups.map(({ group, designEffect }) => ({ group, value: designEffect })),
    marginal,
    conditional,
  };
}
