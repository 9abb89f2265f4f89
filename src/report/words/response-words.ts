import { inverseLink } from '../../family/link.ts';
import type { AnyModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import { ratioMeaning } from '../../inference/contrasts/ratios.ts';
import { tQuantile } from '../../inference/distributions/student-t.ts';
import { formatNumber } from '../format-number.ts';
import { successesOf } from '../level-equations/response-distribution.ts';
import type { TidyRow } from '../tidy.ts';
import { pText } from './phrases.ts';

/** What a linear predictor is called. */
export interface ResponseWords {
  /** `the expected mathach`, `the log odds of use Y`. */
  readonly noun: string;
  readonly verb: 'is' | 'are';
  /** Behind "goes with": `an expected mathach`, `log odds of use Y`. */
  readonly bare: string;
  /** What coefficients are multiplied by: `log odds`, or the name of the link. */
  readonly scale?: string;
}

/** `use Y` of a response with categories, `incidence` of `cbind(incidence, …)`. */
function successOf({ responseName, categories }: GeneralisedModel): string {
  if (categories?.length === 2) return `${responseName} ${categories[1]}`;
  return successesOf(responseName);
}

/** The words for the linear predictor of a model. */
export function responseWords(model: AnyModel): ResponseWords {
  const { responseName: name } = model;
  const expected = {
    noun: `the expected ${name}`,
    verb: 'is',
    bare: `an expected ${name}`,
  } as const;
  if (model.kind === 'lmm' || model.link === 'identity') return expected;
  const { family, link } = model;
  if (family === 'ordinal') {
    if (link !== 'logit') {
      const bare = `latent value behind ${name}`;
      return { noun: `the ${bare}`, verb: 'is', bare: `a ${bare}`, scale: 'the latent value' };
    }
    const bare = `log odds of a higher ${name}`;
    return { noun: `the ${bare}`, verb: 'are', bare, scale: 'log odds' };
  }
  const success = successOf(model);
  const isChance = family === 'binomial';
  const mean = isChance ? `chance of ${success}` : `expected ${name}`;
  if (link === 'logit') {
    const bare = `log odds of ${isChance ? success : `an ${mean}`}`;
    return { noun: `the ${bare}`, verb: 'are', bare, scale: 'log odds' };
  }
  const functions = {
    log: 'logarithm',
    probit: 'probit',
    cloglog: 'complementary log-log',
    cauchit: 'cauchit',
    inverse: 'inverse',
    'inverse-square': 'inverse square',
    sqrt: 'square root',
  } as const;
  const bare = `${functions[link]} of the ${mean}`;
  const article = /^[aeiou]/.test(bare) ? 'an' : 'a';
  return {
    noun: `the ${bare}`,
    verb: 'is',
    bare: `${article} ${bare}`,
    scale: `the ${functions[link]}`,
  };
}

const short = (x: number): string => formatNumber(x, 3);

/**
 * What an effect multiplies, or of an expected value the mean, with its interval and p-value: `odds ratio 2.26, 95 % interval 1.62 to 3.15,
 * p < 0.001`. Undefined for linear models and for links under which nothing multiplies.
 */
export function backText(
  model: AnyModel,
  row: TidyRow,
  level: number,
  isLevel: boolean,
  isInteraction: boolean,
): string | undefined {
  if (model.kind === 'lmm' || row['std.error'] === undefined) return undefined;
  const meaning = ratioMeaning(model);
  if (!isLevel && meaning === undefined) return undefined;
  if (isLevel && model.family === 'ordinal') return undefined;
  const inverse = isLevel ? (x: number) => inverseLink(model.link, x) : Math.exp;
  const half = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY) * row['std.error'];
  const { 'conf.low': low = row.estimate - half, 'conf.high': high = row.estimate + half } = row;
  const [from, to] = [inverse(low), inverse(high)].sort((a, b) => a - b);
  const mean = model.family === 'binomial' ? 'a chance' : 'a mean';
  // Of an interaction it is a ratio of ratios.
  const what = isLevel ? `${mean} of` : isInteraction ? `a factor for the ${meaning} of` : meaning;
  const percent = Number((100 * level).toPrecision(12));
  const p = isLevel || row['p.value'] === undefined ? '' : `, ${pText(row['p.value'])}`;
  return `${what} ${short(inverse(row.estimate))}, ${percent} % interval ${short(from)} to ${short(to)}${p}`;
}

/** What one standard deviation between groups multiplies: `multiplies the odds by 1.85`. */
export function deviationText(model: AnyModel, sd: number): string {
  const meaning = ratioMeaning(model);
  if (meaning === undefined) return '';
  const what = { 'odds ratio': 'odds', 'ratio of means': 'mean', 'hazard ratio': 'hazard' }[
    meaning
  ];
  return `; one standard deviation more multiplies the ${what} by ${short(Math.exp(sd))}`;
}
