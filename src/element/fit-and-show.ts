import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { type LmerOptions, lmer } from '../fit/lmer.ts';
import type { Model } from '../fit/model.ts';
import { readFormula } from '../formula/level-equations/read-formula.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { Figure } from '../plot/figure.ts';
import { modelPlot, plotKinds } from '../plot/kinds.ts';
import { type CoefficientRow, coefficientTable } from '../report/coefficient-table.ts';
import { formatEquations } from '../report/format-equations.ts';
import { formatCommon } from '../report/format-number.ts';
import { formatPValues } from '../report/format-p-value.ts';
import { formatSummary } from '../report/format-summary.ts';
import { levelEquations } from '../report/level-equations/level-equations.ts';
import { type Sentence, sentences } from '../report/sentences.ts';
import { summary } from '../report/summary.ts';
import type { Table } from '../table/table.ts';

/** One thing that an element shows, as plain data. */
export type Shown =
  | { readonly kind: 'text'; readonly what: 'summary' | 'equations'; readonly text: string }
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
  readonly method: string;
  readonly ddf: string;
  /** Family of the response; only `gaussian` until generalised models exist. */
  readonly family: string;
  readonly show: readonly string[];
  readonly dataName?: string;
}

/** The fitted model with what an element shows of it. */
export interface Fitted {
  readonly model: Model;
  readonly shown: readonly Shown[];
}

const words = ['summary', 'coefficients', 'equations', 'sentences'];

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
  const columns: [string, keyof CoefficientRow, (values: number[]) => string[]][] = [
    ['Estimate', 'estimate', (x) => formatCommon(x, 4)],
    ['Std. Error', 'se', (x) => formatCommon(x, 4)],
    ['df', 'df', (x) => formatCommon(x, 4)],
    ['t', 'statistic', (x) => formatCommon(x, 3)],
    ['p', 'p', (x) => formatPValues(x, 3)],
  ];
  const present = columns.filter(([, key]) => rows[0]?.[key] !== undefined);
  const texts = present.map(([, key, text]) => text(rows.map((row) => Number(row[key]))));
  return {
    header: ['', ...present.map(([title]) => title)],
    rows: rows.map(({ name }, i) => [name, ...texts.map((column) => column[i].trim())]),
  };
}

function shownOf(model: Model, what: string, ddf: DdfMethod, data: Table): Shown {
  if (what === 'summary') {
    return { kind: 'text', what, text: formatSummary(summary(model, { ddf })) };
  }
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

/** Fits a model and makes all that an element shows of it. Throws what `lmer` throws, and `option` for a word in `show`. */
export function fitAndShow(data: Table, request: Request): Fitted {
  const { formula, method, ddf, family, show, dataName } = request;
  checkShow(show);
  if (family !== 'gaussian') {
    throw new BlupError('option', `family="${family}" is not available here; leave it out`, {
      value: family,
    });
  }
  const options: LmerOptions = {
    // What is no method gets its error from lmer.
    method: method as 'REML' | 'ML',
    ...(dataName !== undefined && { dataName }),
  };
  const model = lmer(readFormula(formula), data, options);
  const shown = show.map((what) => shownOf(model, what, ddf as DdfMethod, data));
  return { model, shown };
}
