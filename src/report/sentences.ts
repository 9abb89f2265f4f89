import { icc } from '../diagnose/icc.ts';
import { hasLatentScale } from '../diagnose/latent-distribution.ts';
import { r2 } from '../diagnose/r2.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { fixedText } from './decimal-text.ts';
import { type NamedIntervals, tidy } from './tidy.ts';
import { fixedWords } from './words/coefficient-parts.ts';
import { fixedSentence, thresholdSentence } from './words/fixed-sentences.ts';
import { listed, percent, sentence } from './words/phrases.ts';
import { randomSentences } from './words/random-sentences.ts';
import type { Sentence } from './words/sentence.ts';

/** How estimates are described. */
export interface SentencesOptions {
  /** Degrees of freedom of intervals and p-values; default `'satterthwaite'`. */
  readonly ddf?: DdfMethod;
  /** Confidence level of the intervals; default 0.95. */
  readonly level?: number;
  /** The result of `confint(model)`, in place of Wald intervals; its limits of variance parameters are told too. */
  readonly confInt?: NamedIntervals;
}

/**
 * A model in plain English, one sentence for each estimate: fixed effects, variances, correlations, residual, ICC, R², then the
 * state of the optimum and the notices. The same model gives the same text.
 *
 * Effects of generalised models are told on the scale of the link, with odds ratios, ratios of means or hazard ratios beside them; the intercept
 * with the chance or mean that it stands for.
 *
 * A coefficient that interacts with other variables is told for where those are 0, at their reference level, or, with contrasts
 * that add up to 0, at the mean of their levels; a level of a factor against what its contrast compares it with. Sentences say
 * what goes with what, not what causes what. Throws `BlupError('option')` for an unknown `ddf` or level.
 */
export function sentences(model: AnyModel, options: SentencesOptions = {}): Sentence[] {
  const { ddf = 'satterthwaite', level = 0.95, confInt } = options;
  const words = fixedWords(model);
  const fixed = tidy(model, { effects: ['fixed'], ddf, level, confInt: confInt ?? true });
  const random = tidy(model, { effects: ['ran_pars'], confInt: confInt ?? false });
  return [
    ...fixed.map((row): Sentence => {
      const write = model.fixed.names.includes(row.term) ? fixedSentence : thresholdSentence;
      const text = write(row, { model, words, level });
      return { about: 'fixed', name: row.term, text };
    }),
    ...randomSentences(model, random, level),
    // A model loaded from a file has no rows to take shares of variance over.
    ...(model.saved === undefined && hasLatentScale(model) ? shareSentences(model) : []),
    ...optimumSentences(model),
  ];
}

function shareSentences(model: AnyModel): Sentence[] {
  return [
    { about: 'icc', text: iccSentence(model) },
    { about: 'r2', text: r2Sentence(model) },
  ];
}

function onLatentScale({ kind }: AnyModel): string {
  return kind === 'glmm' ? 'on the latent scale, ' : '';
}

function iccSentence(model: AnyModel): string {
  const { adjusted, groups } = icc(model);
  const hasSlopes = model.random.some(({ names }) => names.some((name) => name !== '(Intercept)'));
  const names = listed(groups.map(({ group }) => group));
  const each = groups.map(({ group, value }) => `${group} ${percent(value)}`);
  const parts = groups.length > 1 ? `: ${listed(each)}` : '';
  const average = hasSlopes ? ', on average over the observations' : '';
  return sentence(
    `${onLatentScale(model)}of the variance that the fixed effects leave, ${percent(adjusted)} lies between the levels of ${names}${average} (ICC ${fixedText(adjusted, 3)})${parts}`,
  );
}

function r2Sentence(model: AnyModel): string {
  const { marginal, conditional } = r2(model);
  return sentence(
    `${onLatentScale(model)}the fixed effects account for ${percent(marginal)} of the variance, fixed and random effects together for ${percent(conditional)} (marginal and conditional R² of Nakagawa and Schielzeth)`,
  );
}

/** Notices that the sentences before them tell already. */
const TOLD = ['singular', 'not-certified'];

function optimumSentences({ certificate, singularDirections, notices }: AnyModel): Sentence[] {
  const { certified, missing = 'no reason known' } = certificate;
  const state = certified
    ? 'the optimum is certified: the criterion is level there and rises in every direction, as far as variances can go'
    : `the optimum is not certified (${missing}), so standard errors and tests are withheld`;
  return [
    { about: 'optimum', text: sentence(state) },
    ...singularDirections.map(({ text, group }): Sentence => {
      return { about: 'notice', group, text: sentence(`the fit is singular: ${text}`) };
    }),
    ...notices
      .filter(({ code }) => !TOLD.includes(code))
      .map(({ text }): Sentence => ({ about: 'notice', text: sentence(text) })),
  ];
}
