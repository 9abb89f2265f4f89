import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { quoteName } from '../formula/deparse.ts';
import type { Formula } from '../formula/formula.ts';
import { expandDot } from '../formula/parse-formula.ts';
import { rememberedFormula } from '../formula/remembered.ts';
import type { Column, FactorColumn, Table } from '../table/table.ts';
import { checkLevels } from './check-levels.ts';
import { rememberedSums, type SumsOf } from './column-sums.ts';
import { completeRows, omissionNotice } from './complete-rows.ts';
import { decideResponse } from './decide-response.ts';
import { checkFinite, decideVariable } from './decide-variable.ts';
import type { Context } from './evaluate/context.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import type { Value } from './evaluate/value.ts';
import { dropUndefined, type EvaluatedFormula, evaluateVariables } from './evaluate-variables.ts';
import type { ModelFrame, Variable } from './frame.ts';
import { checkOptionNames, type FrameOptions } from './frame-options.ts';
import { takeColumn, takeRows } from './keep-rows.ts';
import { makeSchema } from './make-schema.ts';
import { meanOf, summarisePredictors } from './predictors.ts';
import { checkRowNumbers, rowNumbers } from './row-numbers.ts';
import type { Schema } from './schema.ts';
import { namesIn, usedColumns } from './used-columns.ts';

function resolveFormula(given: string | Formula, table: Table) {
  const formula = typeof given === 'string' ? rememberedFormula(given) : given;
  if (formula.response === undefined) {
    throw new BlupError('response', 'the formula has no response; write it left of the "~"', {
      value: formula.text,
    });
  }
  const left = new Set(namesIn(formula.response.expression).map(({ name }) => name));
  const dot = formula.hasDot ? table.names.filter((name) => !left.has(name)) : [];
  return { formula: expandDot(formula, dot), response: formula.response, dot };
}

function checkOptions(options: FrameOptions): void {
  checkOptionNames(options);
  if (!['omit', 'fail', undefined].includes(options.na)) {
    throw new BlupError('option', `na must be 'omit' or 'fail', not ${String(options.na)}`, {
      value: options.na,
    });
  }
}

/** The variables with their contrasts. */
function decideVariables(
  values: ReadonlyMap<string, Value>,
  rows: Int32Array,
  sumsOf: SumsOf,
  contrasts: FrameOptions['contrasts'] = {},
): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const [name, value] of values) {
    const option = Object.hasOwn(contrasts, name) ? contrasts[name] : undefined;
    variables.set(name, decideVariable(name, value, rows, option, sumsOf));
  }
  for (const name of Object.keys(contrasts)) {
    if (variables.get(name)?.kind === 'factor') continue;
    const factors = [...variables.values()].filter(({ kind }) => kind === 'factor');
    const names = factors.map((factor) => factor.name);
    const hint = variables.has(name)
      ? '; the option factors makes it one'
      : didYouMean(name, names);
    throw new BlupError(
      'option',
      `contrasts: "${name}" is no factor of the model${hint || ` (factors: ${names.join(', ') || 'none'})`}`,
      { value: name },
    );
  }
  return variables;
}

/** How the response is read: by default as that of a linear model. */
interface ResponseRule {
  /** Option of binomial models: a column or numbers, how many trials each row has. */
  readonly trials?: string | ArrayLike<number>;
  readonly decide: (
    name: string,
    value: Value,
    rows: Int32Array,
    sumsOf: SumsOf,
    trials?: Float64Array,
  ) => Pick<ModelFrame, 'response' | 'trials' | 'categories'>;
}

const linear: ResponseRule = {
  decide: (name, value, rows, sumsOf) => ({
    response: decideResponse(name, value, rows, sumsOf),
  }),
};

/** The sum of the option `offset` and all `offset(…)` terms; undefined without any. */
function sumOffsets(
  given: Float64Array | undefined,
  terms: ReadonlyMap<string, Value>,
  rows: Int32Array,
): Float64Array | undefined {
  let sum = given;
  for (const [name, value] of terms) {
    if (value.kind !== 'numeric') {
      throw new BlupError('formula-meaning', `${name} must hold numbers`, { value: name });
    }
    checkFinite(name, value.values, rows);
    const before = sum;
    sum = before === undefined ? value.values : value.values.map((x, i) => x + before[i]);
  }
  return sum;
}

function decideGroups(groups: EvaluatedFormula['groups']): Map<string, FactorColumn> {
  return new Map([...groups].map(([name, group]) => [name, dropUnusedLevels(group)]));
}

/** What offsets leave behind for new data and reference grids. */
function offsetSchema(option: FrameOptions['offset'], values: Float64Array): Schema['offset'] {
  const mean = meanOf(values);
  return typeof option === 'string' ? { column: option, mean } : { mean };
}

/**
 * The variables of a model on the rows that enter it.
 *
 * Rows missing in any column that the formula or an option reads are left out, with a notice `rows-omitted` (or
 * refused: `na: 'fail'`), and so are rows in which a calculation gives no number. Expressions are evaluated, and the
 * constants of `poly`, `scale`, `gmean` … computed, on the rows complete in all columns used. Texts become factors,
 * truth values factors with `FALSE` and `TRUE`; levels that no row has are dropped. `.` stands for all columns not in
 * the response, grouping factors included, as in R.
 *
 * Throws `unknown-column`, `option`, `response`, `not-finite`, `no-rows`, and what parsing and evaluation throw.
 */
export function modelFrame(
  given: string | Formula,
  table: Table,
  options: FrameOptions = {},
  rule: ResponseRule = linear,
): ModelFrame {
  checkOptions(options);
  const { formula, response, dot } = resolveFormula(given, table);
  const used = usedColumns(formula, table);
  const numbers = rowNumbers(options, table, rule.trials);
  const policy = options.na ?? 'omit';

  const raw = used.map((name) => [name, table.columns.get(name) as Column] as const);
  const extra = Object.entries(numbers).map(
    ([name, values]) => [name, { kind: 'numeric', values }] as const,
  );
  const sumsOf = rememberedSums();
  const complete = completeRows([...raw, ...extra], table.nrow, sumsOf);
  omissionNotice(table.nrow, complete.rows.length, complete.counts, policy);
  checkRowNumbers(numbers, complete.rows);
  const { frequencyWeights } = numbers;
  const candidates =
    frequencyWeights === undefined
      ? complete.rows
      : complete.rows.filter((row) => frequencyWeights[row] > 0);
  if (candidates.length === 0) {
    throw new BlupError('no-rows', 'all frequencyWeights are 0; no row is left', {});
  }

  const context: Context = {
    nrow: candidates.length,
    columns: new Map(raw.map(([name, column]) => [name, takeColumn(column, candidates)])),
    constants: new Map(),
  };
  const all = evaluateVariables(formula, context);
  const everyRow = candidates.length === table.nrow ? candidates : undefined;
  const rawNames = new Set(used.map(quoteName));
  const kept = dropUndefined(formula, all, candidates.length, rawNames, sumsOf, everyRow);
  const { evaluated } = kept;
  const rows = takeRows(candidates, kept.positions);
  const dropped = candidates.length - rows.length;
  const notice = omissionNotice(
    table.nrow,
    rows.length === 0 ? 0 : complete.rows.length - dropped,
    [...complete.counts, ...kept.counts],
    policy,
  );

  const variables = decideVariables(evaluated.variables, rows, sumsOf, options.contrasts);
  const precisionWeights = numbers.precisionWeights && takeRows(numbers.precisionWeights, rows);
  const offsetOption = numbers.offset && takeRows(numbers.offset, rows);
  const frequencies = frequencyWeights && takeRows(frequencyWeights, rows);
  const trials = numbers.trials && takeRows(numbers.trials, rows);
  const offset = sumOffsets(offsetOption, evaluated.offsets, rows);
  const groups = decideGroups(evaluated.groups);
  const levelNotices = formula.levels ? checkLevels(formula.levels, groups, variables) : [];
  return {
    kind: 'frame',
    formula,
    nrow: rows.length,
    rows,
    ...rule.decide(response.name, evaluated.response as Value, rows, sumsOf, trials),
    variables,
    groups,
    ...(precisionWeights && { precisionWeights }),
    ...(frequencies && { frequencyWeights: frequencies }),
    ...(offset && { offset }),
    schema: makeSchema(
      formula,
      dot,
      used,
      table,
      variables.values(),
      context.constants,
      summarisePredictors(formula.fixed, all, context, kept.positions, frequencies, sumsOf),
      offset && offsetSchema(options.offset, offset),
    ),
    notices: [...(notice === undefined ? [] : [notice]), ...levelNotices],
  };
}
