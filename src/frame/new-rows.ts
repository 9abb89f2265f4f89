import { BlupError } from '../errors/blup-error.ts';
import type { Formula, FormulaVariable, TermList } from '../formula/formula.ts';
import { expandDot, parseFormula } from '../formula/parse-formula.ts';
import { asFactor } from '../table/as-factor.ts';
import type { Column, FactorColumn, Table } from '../table/table.ts';
import type { Context } from './evaluate/context.ts';
import { evaluate, namedConstants } from './evaluate/evaluate.ts';
import { recodeLevels } from './evaluate/factor-functions.ts';
import type { Value } from './evaluate/value.ts';
import { evaluateGroup } from './evaluate-group.ts';
import type { Variable } from './frame.ts';
import { newLevelError } from './new-level-error.ts';
import { inputName, inputsOf } from './predictors.ts';
import type { ColumnSchema, FactorSchema, NumbersSchema, Schema } from './schema.ts';
import { namesIn, unknownColumn } from './used-columns.ts';

/** The formula of a schema, with `.` expanded as in the data of the fit. */
export function schemaFormula(schema: Schema): Formula {
  return expandDot(parseFormula(schema.formula), schema.dot);
}

/** Levels known from the fit first, in their order; new ones behind them. */
function mergeLevels(factor: FactorColumn, levels: readonly string[]): FactorColumn {
  const known = new Set(levels);
  const extra = factor.levels.filter((level) => !known.has(level));
  return recodeLevels(factor, [...levels, ...extra]);
}

function truthOf(factor: FactorColumn): Int8Array | undefined {
  const truth = factor.levels.map((level) => ['FALSE', 'TRUE'].indexOf(level.toUpperCase()));
  if (truth.includes(-1)) return undefined;
  return Int8Array.from(factor.codes, (code) => (code < 0 ? -1 : truth[code]));
}

/** A column of new data as the kind that the fit had. */
function asKind(column: Column, schema: ColumnSchema): Column {
  const { name, kind, levels } = schema;
  if (kind === 'factor') {
    const factor = asFactor(column);
    return levels === undefined ? factor : mergeLevels(factor, levels);
  }
  if (column.kind === kind) return column;
  if (kind === 'numeric' && column.kind === 'logical') {
    return { kind, values: Float64Array.from(column.values, (v) => (v < 0 ? Number.NaN : v)) };
  }
  const truth = kind === 'logical' && column.kind === 'factor' ? truthOf(column) : undefined;
  if (kind === 'logical' && truth !== undefined) return { kind, values: truth };
  const needed = kind === 'numeric' ? 'numbers' : 'truth values';
  throw new BlupError('input', `column "${name}" must hold ${needed}, as in the data of the fit`, {
    value: name,
  });
}

/**
 * What a formula part is evaluated against: raw columns, constants of the fit, and group means given as columns. A grouping
 * column may hold text where the fit had numbers: only its labels count.
 */
function newContext(
  variables: readonly FormulaVariable[],
  schema: Schema,
  table: Table,
  grouping = false,
): Context {
  const schemas = new Map(schema.columns.map((column) => [column.name, column]));
  const columns = new Map<string, Column>();
  const stated = new Map<string, Column>();
  for (const input of variables.flatMap(({ expression }) => inputsOf(expression))) {
    const call = input.kind === 'name' ? undefined : table.columns.get(inputName(input));
    if (call !== undefined) {
      stated.set(inputName(input), asKind(call, { name: inputName(input), kind: 'numeric' }));
      continue;
    }
    for (const { name, span } of namesIn(input)) {
      const column = table.columns.get(name);
      const known = schemas.get(name);
      if (known !== undefined && column !== undefined) {
        const asIs = grouping && column.kind === 'factor';
        columns.set(name, asIs ? column : asKind(column, known));
      } else if (known !== undefined || !namedConstants.has(name)) {
        throw unknownColumn(name, table, { span });
      }
    }
  }
  return { nrow: table.nrow, columns, constants: new Map(schema.constants), stated, fitted: true };
}

function factorVariable(value: Value, { name, levels, contrasts }: FactorSchema): Variable {
  if (value.kind === 'constant' || value.kind === 'matrix') {
    throw new BlupError('input', `${name} must be a factor, as in the data of the fit`, {
      value: name,
    });
  }
  const factor =
    value.kind === 'logical'
      ? { kind: 'factor' as const, codes: Int32Array.from(value.values), levels: ['FALSE', 'TRUE'] }
      : asFactor(value);
  const { codes } = recodeLevels(factor, levels);
  const row = codes.findIndex((code, i) => code < 0 && factor.codes[i] >= 0);
  if (row >= 0) throw newLevelError(name, factor.levels[factor.codes[row]], row + 1, levels);
  return { kind: 'factor', name, codes, levels, contrasts };
}

function numbersVariable(value: Value, { name, kind, suffixes = [] }: NumbersSchema): Variable {
  if (kind === 'numeric' && value.kind === 'numeric') return { kind, name, values: value.values };
  if (kind === 'matrix' && value.kind === 'matrix') {
    return { kind, name, suffixes, columns: value.columns };
  }
  throw new BlupError('input', `${name} must hold numbers, as in the data of the fit`, {
    value: name,
  });
}

/** The sum of the offsets, or undefined without any. */
function sumOffsets(parts: readonly { name: string; value: Value }[], nrow: number) {
  if (parts.length === 0) return undefined;
  const sum = new Float64Array(nrow);
  for (const { name, value } of parts) {
    if (value.kind !== 'numeric') {
      throw new BlupError('input', `the offset ${name} must hold numbers`, { value: name });
    }
    for (let i = 0; i < sum.length; i++) sum[i] += value.values[i];
  }
  return sum;
}

/**
 * The known part of the linear predictor on other data: `offset(…)` terms and the column that the option `offset` named.
 * Undefined for a model without offset, or with one that was given as an array.
 *
 * Throws `unknown-column`, and `input` for a column that holds no numbers.
 */
export function newOffset(fixed: TermList, schema: Schema, table: Table): Float64Array | undefined {
  const context = newContext(fixed.offsets, schema, table);
  const parts = fixed.offsets.map(({ name, expression }) => ({
    name,
    value: evaluate(expression, context),
  }));
  const column = schema.offset?.column;
  if (column !== undefined) {
    const value = table.columns.get(column);
    if (value === undefined) throw unknownColumn(column, table);
    parts.push({ name: column, value });
  }
  return sumOffsets(parts, table.nrow);
}

/**
 * A grouping factor on other data than those of the fit, with the levels that occur there; code −1 where a cell is missing.
 *
 * Throws `unknown-column`, and `input` for a column of another kind.
 */
export function newGroup(group: FormulaVariable, schema: Schema, table: Table): FactorColumn {
  return evaluateGroup(group, newContext([group], schema, table, true));
}

/**
 * The variables of the given term lists (the fixed part, the left sides of bars) on other data than those of the fit:
 * expressions evaluated with the constants of the fit, factors on its levels with its contrasts.
 *
 * A missing cell, or a value outside the intervals of `cut`, gives NaN or code −1 in that row. A column that is named as
 * a call of `gmean` or `gcenter` is spelled, `gmean(ses, school)`, stands for it. Columns that the lists do not read are
 * not needed.
 *
 * Throws `unknown-column`; `input` for a column of another kind and for a level that the data of the fit did not have.
 */
export function newRows(
  lists: readonly TermList[],
  schema: Schema,
  table: Table,
): ReadonlyMap<string, Variable> {
  const wanted = lists.flatMap((list) => {
    const offsets = new Set(list.offsets.map(({ name }) => name));
    return list.variables.filter(({ name }) => !offsets.has(name));
  });
  const context = newContext(wanted, schema, table);
  const schemas = new Map(schema.variables.map((variable) => [variable.name, variable]));
  const variables = new Map<string, Variable>();
  for (const { name, expression } of wanted) {
    const known = schemas.get(name);
    if (known === undefined || variables.has(name)) continue;
    const value = evaluate(expression, context);
    variables.set(
      name,
      known.kind === 'factor' ? factorVariable(value, known) : numbersVariable(value, known),
    );
  }
  return variables;
}
