import type { AnyModel } from '../../fit/generalised-model.ts';
import type { TidyRow } from '../tidy.ts';
import type { FixedWords, Part } from './coefficient-parts.ts';
import { decimalsFor, listed, pText, sentence } from './phrases.ts';
import { backText, type ResponseWords, responseWords } from './response-words.ts';

/** What sentences about fixed effects need to know. */
interface FixedContext {
  readonly model: AnyModel;
  readonly words: FixedWords | undefined;
  readonly level: number;
}

/** A sentence about a threshold of an ordinal model. */
export function thresholdSentence(row: TidyRow, { model, level }: FixedContext): string {
  const number = decimalsFor(row['std.error'] ?? NaN, 3);
  const [below, above] = row.term.split('|');
  return sentence(
    `the threshold between ${model.responseName} ${below} and ${above} is ${number(row.estimate)} ${aroundText({ ...row, 'p.value': undefined }, number, level)}`,
  );
}

/** A sentence about one fixed effect: what goes up or down by how much, and where the other predictors stand meanwhile. */
export function fixedSentence(row: TidyRow, context: FixedContext): string {
  const { words, model } = context;
  const parts = words?.parts.get(row.term);
  const number = decimalsFor(row['std.error'] ?? NaN, 3);
  const plain = aroundText(row, number, context.level);
  const estimate = number(row.estimate);
  const coefficient = `the coefficient of ${row.term} is ${estimate} ${plain}`;
  if (words === undefined || parts === undefined) return sentence(coefficient);
  const related = [...new Set(parts.flatMap(({ variable }) => words.related.get(variable) ?? []))];
  const left = aliasedWith(row.term, model);
  if (related.length + left.length > 0) {
    const reasons = [
      ...(related.length === 0
        ? []
        : [`${listed(related)} ${related.length === 1 ? 'changes' : 'change'} with it`]),
      ...(left.length === 0 ? [] : [`${listed(left)}, left out, depends on it`]),
    ];
    return sentence(`${coefficient}; it cannot be read alone, for ${listed(reasons)}`);
  }
  const isLevel = isExpectation(parts, words);
  if (!isLevel && parts.every(({ kind }) => kind === 'own')) {
    return sentence(`${coefficient}; it is to be read with the others of its term`);
  }
  const where = conditions(
    parts,
    isLevel,
    words,
    model.optionColumns?.offset !== undefined || model.schema?.offset !== undefined,
  );
  const back = backText(
    model,
    row,
    context.level,
    isLevel,
    parts.filter(({ kind }) => kind !== 'own').length > 1,
  );
  const around = back === undefined ? plain : `(${back})`;
  const size = number(Math.abs(row.estimate));
  const body = statement(parts, {
    response: responseWords(model),
    coefficient: row.term,
    estimate,
    change: `${size} ${row.estimate < 0 ? 'lower' : 'higher'}`,
    groups: model.random.map(({ group }) => group),
    slopes: model.random.flatMap(({ names }) => names),
  });
  const rest = !isLevel && hasOthers(parts, words) ? ', other predictors being equal' : '';
  return sentence(`${where}${body} ${around}${rest}`);
}

/** Coefficients left out whose columns depend on that of this coefficient. */
function aliasedWith(name: string, { fixed }: AnyModel): string[] {
  const at = fixed.names.indexOf(name);
  return fixed.dropped.filter((_, d) => {
    const weights = fixed.aliases?.[d];
    if (weights === undefined) return true;
    const largest = weights.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return Math.abs(weights[at]) > 1e-8 * largest;
  });
}

/** Whether a coefficient is an expected value: the intercept, or without intercept a level of the factor coded in full. */
function isExpectation(parts: readonly Part[], { parts: all, terms }: FixedWords): boolean {
  if (parts.length === 0) return true;
  if (all.has('(Intercept)') || parts.some(({ kind }) => kind !== 'own')) return false;
  const own = parts.map(({ variable }) => variable).join();
  const first = [...all.values()].find((others) => others.some(({ kind }) => kind === 'own'));
  return terms.length > 0 && first?.map(({ variable }) => variable).join() === own;
}

function aroundText(
  row: Partial<Record<'std.error' | 'conf.low' | 'conf.high' | 'p.value', number | undefined>>,
  number: (x: number) => string,
  level: number,
): string {
  const { 'conf.low': low, 'conf.high': high, 'p.value': p } = row;
  if (row['std.error'] === undefined) return '(without standard error: the fit is not certified)';
  const limits =
    low === undefined || high === undefined
      ? `standard error ${number(row['std.error'])}`
      : `${Number((100 * level).toPrecision(12))} % interval ${number(low)} to ${number(high)}`;
  return `(${limits}${p === undefined ? '' : `, ${pText(p)}`})`;
}

interface Facts {
  readonly response: ResponseWords;
  readonly coefficient: string;
  readonly estimate: string;
  /** `2.19 higher`. */
  readonly change: string;
  readonly groups: readonly string[];
  /** Names of the random coefficients. */
  readonly slopes: readonly string[];
}

function statement(parts: readonly Part[], facts: Facts): string {
  const { response, coefficient, estimate, change, groups, slopes } = facts;
  if (parts.length === 0) {
    const average = listed([...new Set(groups)].map((group) => `an average ${group}`));
    return `${response.noun} ${response.verb} ${estimate} for ${average}`;
  }
  if (parts.some(({ kind }) => kind === 'column')) {
    const what = parts.length === 1 ? `a column of ${parts[0].variable}` : 'an interaction';
    return `the coefficient of ${coefficient}, ${what}, to be read with the others of its term, is ${estimate}`;
  }
  const owns = parts.filter((part) => part.kind === 'own');
  const others = parts.filter((part) => part.kind !== 'own');
  const place = owns.map(({ variable, level }) => `${variable} ${level}`);
  if (others.length === 0) {
    return `${response.noun} ${response.verb} ${estimate} for ${listed(place)}`;
  }
  const forOwn = place.length === 0 ? '' : `for ${listed(place)} `;
  const [first, second] = others;
  if (others.length === 1) return forOwn + mainEffect(first, response, change);
  if (others.length === 2) return forOwn + interaction(first, second, change, slopes);
  const variables = listed(others.map(({ variable }) => variable));
  return `${forOwn}the coefficient of ${coefficient}, an interaction of ${variables}, is ${estimate}`;
}

function mainEffect(part: Part, response: ResponseWords, change: string): string {
  if (part.kind === 'number') {
    return `one unit more of ${part.variable} goes with ${response.bare} ${change}`;
  }
  return `${response.noun} ${response.verb} ${change} ${comparison(part)}`;
}

/** `for sex Male than for sex Female, the reference level`. */
function comparison(part: Part): string {
  const { variable } = part;
  if (part.kind === 'level') {
    return `for ${variable} ${part.level} than for ${variable} ${part.reference}, the reference level`;
  }
  const level = 'level' in part ? part.level : '';
  return `for ${variable} ${level} than on average over the levels of ${variable}, each counting alike`;
}

function interaction(a: Part, b: Part, change: string, slopes: readonly string[]): string {
  if (a.kind === 'number' && b.kind === 'number') {
    // The slope that varies between groups is the one that something explains.
    const swap = slopes.includes(a.variable) && !slopes.includes(b.variable);
    const [by, base] = swap ? [b, a] : [a, b];
    return `with each unit more of ${by.variable} the slope of ${base.variable} is ${change}`;
  }
  const [base, by] = b.kind === 'number' ? [b, a] : [a, b];
  return `${effectName(base)} is ${change} ${comparison(by)}`;
}

function effectName(part: Part): string {
  if (part.kind === 'number') return `the slope of ${part.variable}`;
  if (part.kind === 'level') {
    return `the difference of ${part.variable} ${part.level} from ${part.variable} ${part.reference}`;
  }
  return `the deviation of ${part.variable} ${'level' in part ? part.level : ''} from the mean of the levels`;
}

/** Where the variables stand that a coefficient interacts with; for an expected value all others. Ends with a comma. */
function conditions(
  parts: readonly Part[],
  isLevel: boolean,
  { terms, baselines }: FixedWords,
  hasOffset: boolean,
): string {
  const own = parts.map(({ variable }) => variable);
  const larger = terms.filter(
    (term) =>
      isLevel || (term.length > own.length && own.every((variable) => term.includes(variable))),
  );
  const variables = [...new Set(larger.flat())].filter((variable) => !own.includes(variable));
  const at = (wanted: string) => variables.filter((v) => baselines.get(v) === wanted);
  const zero = [...at('zero'), ...(isLevel && hasOffset ? ['the offset'] : [])];
  const levels = variables.flatMap((variable) => {
    const baseline = baselines.get(variable);
    return typeof baseline === 'object' ? [`${variable} is ${baseline.level}`] : [];
  });
  const where = listed([
    ...(zero.length === 0 ? [] : [`${listed(zero)} ${zero.length === 1 ? 'is' : 'are'} 0`]),
    ...levels,
    ...at('columns').map((variable) => `the columns of ${variable} are 0`),
  ]);
  const means = listed(at('mean').map((variable) => `the levels of ${variable}`));
  return [
    ...(where === '' ? [] : [`where ${where}, `]),
    ...(means === '' ? [] : [`averaged over ${means}, each counting alike, `]),
  ].join('');
}

/** Whether there are predictors that neither belong to the coefficient nor interact with it. */
function hasOthers(parts: readonly Part[], { terms }: FixedWords): boolean {
  const own = parts.map(({ variable }) => variable);
  const inLarger = terms.filter((term) => own.every((variable) => term.includes(variable))).flat();
  return terms.flat().some((variable) => !inLarger.includes(variable));
}
