import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { FamilyName, LinkName } from '../family/family.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { glmer } from '../fit/glmer.ts';
import { lmer } from '../fit/lmer.ts';
import { readFormula } from '../formula/level-equations/read-formula.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { ratios } from '../inference/contrasts/ratios.ts';
import type { Figure } from '../plot/figure.ts';
import { modelPlot, plotKinds } from '../plot/kinds.ts';
import { type CoefficientRow, coefficientTable } from '../report/coefficient-table.ts';
import { formatEquations } from '../report/format-equations.ts';
import { formatCommon } from '../report/format-number.ts';
import { formatPValues } from '../report/format-p-value.ts';
import { formatRatios } from '../report/format-ratios.ts';
import { formatSummary } from '../report/format-summary.ts';
import { levelEquations } from '../report/level-equations/level-equations.ts';
import { sentences } from '../report/sentences.ts';
import { summary } from '../report/summary.ts';
import type { Sentence } from '../report/words/sentence.ts';
import type { Table } from '../table/table.ts';

/** What is shown as text of one width. */
export type TextWord = 'summary' | 'ratios' | 'equations';

/** One thing that an element shows, as plain data. */
export type Shown =
  | { readonly kind: 'text'; readonly what: TextWord; readonly text: string }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'sentences'; readonly sentences: readonly Sentence[] }
  | { readonly kind: 'figure'; readonly figure: Figure };

/** What is fitted and shown. */
export interface Request {
  readonly formula: string;
  /** Of linear models; absent where the element does not say. */
  readonly method?: string;
  readonly ddf: string;
  /** Family of the response; with another one than `gaussian`, or with a link, the model is a generalised one. */
  readonly family: string;
  readonly link?: string;
  /** Column of binomial denominators. */
  readonly trials?: string;
  /** Points of quadrature: a number or `auto`. */
  readonly nagq?: string;
  readonly show: readonly string[];
  readonly dataName?: string;
}

/** The fitted model with what an element shows of it. */
export interface Fitted {
  readonly model: AnyModel;
  readonly shown: readonly Shown[];
}

const words = ['summary', 'coefficients', 'ratios', 'equations', 'sentences'];

function checkShow(show: readonly string[]): void {
  const all = [...words, ...plotKinds];
  const unknown = show.find((what) => !all.includes(what));
  if (unknown === undefined) return;
  throw new BlupError(
    'option',
    `show="${unknown}" is unknown${didYouMean(unknown, all)}; there are ${all.join(', ')}`,
    { value: unknown },
  );
}

/** The table of coefficients as texts; columns that the model does not have are left out. */
function coefficientTexts(rows: readonly CoefficientRow[]) {
  const test = rows.some(({ df }) => df !== undefined) ? 't' : 'z';
  const columns: [string, keyof CoefficientRow, (values: number[]) => string[]][] = [
    ['Estimate', 'estimate', (x) => formatCommon(x, 4)],
    ['Std. Error', 'se', (x) => formatCommon(x, 4)],
    ['df', 'df', (x) => formatCommon(x, 4)],
    [test, 'statistic', (x) => formatCommon(x, 3)],
    ['p', 'p', (x) => formatPValues(x, 3)],
  ];
  const present = columns.filter(([, key]) => rows[0]?.[key] !== undefined);
  const texts = present.map(([, key, text]) => text(rows.map((row) => Number(row[key]))));
  return {
    header: ['', ...present.map(([title]) => title)],
    rows: rows.map(({ name }, i) => [name, ...texts.map((column) => column[i].trim())]),
  };
}

function shownOf(model: AnyModel, what: string, ddf: DdfMethod, data: Table): Shown {
  if (what === 'summary') {
    return { kind: 'text', what, text: formatSummary(summary(model, { ddf })) };
  }
  if (what === 'ratios') return { kind: 'text', what, text: formatRatios(ratios(model)) };
  if (what === 'equations') {
    const text = formatEquations(levelEquations(model), { estimates: true });
    return { kind: 'text', what, text };
  }
  if (what === 'coefficients') {
    return { kind: 'table', ...coefficientTexts(coefficientTable(model, ddf)) };
  }
  if (what === 'sentences') return { kind: 'sentences', sentences: sentences(model, { ddf }) };
  return { kind: 'figure', figure: modelPlot(model, what, { data }) };
}

function checkUnused(request: Request, names: readonly ('method' | 'nagq' | 'trials')[]): void {
  const name = names.find((one) => request[one] !== undefined);
  if (name === undefined) return;
  const other = name === 'method' ? 'linear models; leave it out' : 'generalised models';
  const way = name === 'method' ? '' : '; give family="binomial" or another one, or leave it out';
  throw new BlupError('option', `${name}="${request[name]}" is for ${other}${way}`, {
    value: request[name],
  });
}

/** Fits what is asked for. What is no method, family or link gets its error from `lmer` or `glmer`. */
function fitted(data: Table, request: Request): AnyModel {
  const { formula, method = 'REML', family, link, trials, nagq, dataName } = request;
  const common = dataName === undefined ? {} : { dataName };
  if (family === 'gaussian' && (link === undefined || link === 'identity')) {
    checkUnused(request, ['nagq', 'trials']);
    return lmer(readFormula(formula), data, { method: method as 'REML' | 'ML', ...common });
  }
  checkUnused(request, ['method']);
  return glmer(readFormula(formula), data, {
    family: family as FamilyName,
    ...(link !== undefined && { link: link as LinkName }),
    ...(trials !== undefined && { trials }),
    ...(nagq !== undefined && { nAGQ: nagq === 'auto' ? nagq : Number(nagq) }),
    ...common,
  });
}

/** Fits a model and makes all that an element shows of it. Throws what `lmer` and `glmer` throw, and `option` for a word in `show`. */
export function fitAndShow(data: Table, request: Request): Fitted {
  const { ddf, show } = request;
  checkShow(show);
  const model = fitted(data, request);
  const shown = show.map((what) => shownOf(model, what, ddf as DdfMethod, data));
  return { model, shown };
}
