import { varCorrOfTerm } from '../../effects/var-corr.ts';
import type { AnyModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import type { RandomPart } from '../../fit/model.ts';
import { formatNumber } from '../format-number.ts';
import type { TidyRow } from '../tidy.ts';
import { listed, sentence } from './phrases.ts';
import { deviationText } from './response-words.ts';
import type { Sentence } from './sentence.ts';

/** Sentences about the standard deviations and correlations of a model, and about its residual. */
export function randomSentences(
  model: AnyModel,
  rows: readonly TidyRow[],
  level: number,
): readonly Sentence[] {
  const limits = (group: string, term: string): string => {
    const row = rows.find((one) => one.group === group && one.term === term);
    if (row?.['conf.low'] === undefined || row['conf.high'] === undefined) return '';
    const [low, high] = [row['conf.low'], row['conf.high']].map((x) => formatNumber(x, 4));
    return `${Number((100 * level).toPrecision(12))} % interval ${low} to ${high}; `;
  };
  const varying = model.random.flatMap((part) => [
    ...deviations(part, model, limits),
    ...correlations(part, model, limits),
  ]);
  if (model.kind === 'glmm') return [...varying, ...dispersionSentences(model)];
  const weighted =
    model.design?.precisionWeights !== undefined ||
    model.optionColumns?.precisionWeights !== undefined;
  const residual = `the residual standard deviation${weighted ? ', of an observation with precision weight 1,' : ''} is ${numberText(model.sigma)} (${limits('Residual', 'sd__Observation')}variance ${numberText(model.sigma ** 2)})`;
  return [...varying, { about: 'residual', text: sentence(residual) }];
}

function dispersionSentences({ dispersion }: GeneralisedModel): Sentence[] {
  if (dispersion === undefined) return [];
  const [name, meaning] = dispersion.text.split(', ');
  const added = meaning === undefined ? '' : `, for a ${meaning}`;
  const text = sentence(`the ${name} is ${numberText(dispersion.estimate)}${added}`);
  return [{ about: 'residual', text }];
}

/** Correlations smaller than this are told without a direction. */
const WEAK = 0.1;

type Limits = (group: string, term: string) => string;

function numberText(x: number): string {
  return formatNumber(x, 4);
}

/** What varies: the intercept, the slope of a column that is a fixed effect or plain name, or a coefficient. */
function effectName(name: string, model: AnyModel): string {
  if (name === '(Intercept)') return 'the intercept';
  const kind = model.schema?.variables.find((variable) => variable.name === name)?.kind;
  return kind === 'numeric' ? `the slope of ${name}` : `the coefficient of ${name}`;
}

function deviations(part: RandomPart, model: AnyModel, limits: Limits): Sentence[] {
  const { group } = part;
  return varCorrOfTerm(part).map(({ name, sd, variance }): Sentence => {
    const slopes = model.random
      .filter((other) => other.group === group)
      .flatMap(({ names }) => names)
      .filter((other) => other !== '(Intercept)');
    const at =
      name === '(Intercept)' && slopes.length > 0
        ? ` (where ${listed([...new Set(slopes)])} ${slopes.length === 1 ? 'is' : 'are'} 0)`
        : '';
    const what = `${effectName(name, model)}${at}`;
    const text =
      sd === 0
        ? `over the levels of ${group} ${what} does not vary: its standard deviation is estimated 0, the least it can be`
        : `over the levels of ${group} ${what} varies with a standard deviation of ${numberText(sd)} (${limits(group, `sd__${name}`)}variance ${numberText(variance)})${name === '(Intercept)' ? deviationText(model, sd) : ''}`;
    return { about: 'random', group, name, text: sentence(text) };
  });
}

function correlations(part: RandomPart, model: AnyModel, limits: Limits): Sentence[] {
  const { group, names } = part;
  return varCorrOfTerm(part).flatMap(({ name, corr }) =>
    corr.flatMap((r, j): Sentence[] => {
      if (Number.isNaN(r)) return [];
      const [a, b] = [names[j], name].map((x) => effectName(x, model));
      const tendency =
        Math.abs(r) < WEAK
          ? ''
          : `: where ${a} is higher, ${b} tends to be ${r > 0 ? 'higher' : 'lower'}`;
      const around = limits(group, `cor__${names[j]}.${name}`).replace(/^(.*); $/, ' ($1)');
      const text = `over the levels of ${group} ${a} and ${b} have a correlation of ${numberText(r)}${around}${tendency}`;
      return [{ about: 'correlation', group, name: `${names[j]}.${name}`, text: sentence(text) }];
    }),
  );
}
