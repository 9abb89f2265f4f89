import { type AnyModel, BlupError, type DdfMethod, icc, latentVariance, r2, sentences } from 'blup';
import { fitOf } from './find.ts';
import type { SessionState } from './state.ts';

/** Shares of variance; of the latent response where the model is a generalised one. */
export interface SharesView {
  readonly icc: number;
  readonly marginal: number;
  readonly conditional: number;
}

/** A model in words, and shares of variance. */
export interface WordsView {
  readonly sentences: readonly string[];
  /** Why there are no sentences. */
  readonly reason?: string;
  /** Absent where the model has no such shares. */
  readonly shares?: SharesView;
}

export function words(state: SessionState, id: number): WordsView {
  const { model, ddf } = fitOf(state, id);
  const shares = sharesOf(model);
  return { ...inWords(model, ddf), ...(shares && { shares }) };
}

function inWords(model: AnyModel, ddf: DdfMethod): Pick<WordsView, 'sentences' | 'reason'> {
  try {
    return { sentences: sentences(model, { ddf }).map(({ text }) => text) };
  } catch (error) {
    if (!(error instanceof BlupError)) throw error;
    return { sentences: [], reason: error.message };
  }
}

function sharesOf(model: AnyModel): SharesView | undefined {
  if (model.kind === 'lmm') {
    const { marginal, conditional } = r2(model);
    return { icc: icc(model).adjusted, marginal, conditional };
  }
  try {
    const { icc: groups, r2Marginal, r2Conditional } = latentVariance(model);
    const all = groups.reduce((sum, one) => sum + one.icc, 0);
    return { icc: all, marginal: r2Marginal, conditional: r2Conditional };
  } catch (error) {
    // Counts and other responses have no latent variable.
    if (error instanceof BlupError) return undefined;
    throw error;
  }
}
