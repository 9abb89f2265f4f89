import { termCoding } from '../../design/term-coding.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import type { Expression } from '../../formula/expression.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import type { FactorSchema, Schema } from '../../frame/schema.ts';

/** What one variable contributes to a coefficient. */
export type Part =
  /** The variable itself: a slope. */
  | { readonly kind: 'number'; readonly variable: string }
  /** A level against the reference level, in treatment coding. */
  | {
      readonly kind: 'level';
      readonly variable: string;
      readonly level: string;
      readonly reference: string;
    }
  /** A level on its own: the factor is coded in full. */
  | { readonly kind: 'own'; readonly variable: string; readonly level: string }
  /** A level against the mean of all levels, in sum coding. */
  | { readonly kind: 'deviation'; readonly variable: string; readonly level: string }
  /** A column of another coding, or of a basis. */
  | { readonly kind: 'column'; readonly variable: string };

/** Where a variable stands when nothing is said about it. */
type Baseline = 'zero' | 'mean' | 'columns' | { readonly level: string };

/** What the fixed effects of a model are made of. */
export interface FixedWords {
  /** Parts of each estimated coefficient by its name; none for the intercept. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  /** The variables of each term. */
  readonly terms: readonly (readonly string[])[];
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Variables that cannot change alone, with those that move with them: `x` with `I(x^2)`. */
  readonly related: ReadonlyMap<string, readonly string[]>;
}

/** Group means and centred columns: between and within parts, which change independently of each other. */
const BETWEEN = ['gmean', 'gcenter'];

/** What the fixed effects of a model are made of; undefined for a design that was not made of a formula. */
export function fixedWords({ schema }: Pick<AnyModel, 'schema'>): FixedWords | undefined {
  if (schema === undefined) return undefined;
  const { fixed } = schemaFormula(schema);
  const kinds = new Map(schema.variables.map((variable) => [variable.name, variable]));
  const names = fixed.variables.map(({ name }) => name);
  const coding = termCoding(
    fixed,
    names.map((name) => kinds.get(name)?.kind === 'factor'),
  );
  const parts = new Map<string, readonly Part[]>(fixed.intercept ? [['(Intercept)', []]] : []);
  fixed.terms.forEach(({ variables }, t) => {
    const choices = variables.map((v, i) => columnsOf(kinds.get(names[v]), names[v], coding[t][i]));
    let combinations: [string, readonly Part[]][] = [['', []]];
    choices.forEach((columns, i) => {
      // The first variable goes fastest, as in the model matrix.
      combinations = columns.flatMap(([name, part]) =>
        combinations.map(([before, chosen]): [string, readonly Part[]] => [
          i === 0 ? name : `${before}:${name}`,
          [...chosen, part],
        ]),
      );
    });
    for (const [name, chosen] of combinations) parts.set(name, chosen);
  });
  const used = fixed.terms.map(({ variables }) => variables.map((v) => names[v]));
  const inTerms = new Set(used.flat());
  const columns = new Map(
    fixed.variables
      .filter(({ name }) => inTerms.has(name))
      .map(({ name, expression }) => [name, columnsIn(expression)]),
  );
  return {
    parts,
    terms: used,
    baselines: new Map(names.map((name) => [name, baselineOf(kinds.get(name))])),
    related: relatedOf(columns),
  };
}

type Variable = Schema['variables'][number] | undefined;

function columnsOf(variable: Variable, name: string, full: boolean): [string, Part][] {
  if (variable?.kind === 'factor') return factorColumns(variable, full);
  const column: Part = { kind: 'column', variable: name };
  if (variable?.kind === 'matrix') {
    return (variable.suffixes ?? []).map((suffix) => [name + suffix, column]);
  }
  return [[name, { kind: 'number', variable: name }]];
}

function factorColumns(factor: FactorSchema, full: boolean): [string, Part][] {
  const { name: variable, levels, contrasts } = factor;
  if (full) {
    return levels.map((level) => [variable + level, { kind: 'own', variable, level }]);
  }
  const reference = referenceLevel(factor);
  const isSum = sumCoded(factor);
  return contrasts.names.map((suffix, c) => {
    const level = levels[contrasts.rows.findIndex((row) => row[c] === 1)];
    const name = variable + suffix;
    if (reference !== undefined) return [name, { kind: 'level', variable, level, reference }];
    if (isSum) return [name, { kind: 'deviation', variable, level }];
    return [name, { kind: 'column', variable }];
  });
}

/** The level that treatment coding compares with; undefined for other codings. */
function referenceLevel({ levels, contrasts: { rows } }: FactorSchema): string | undefined {
  const reference = rows.findIndex((row) => row.every((x) => x === 0));
  const width = levels.length - 1;
  const others = rows.filter((_, l) => l !== reference);
  const isUnit = others.every(
    (row, l) => row.length === width && row.every((x, c) => x === Number(c === l)),
  );
  return reference >= 0 && isUnit ? levels[reference] : undefined;
}

function sumCoded({ levels, contrasts: { rows } }: FactorSchema): boolean {
  const last = levels.length - 1;
  return rows.every(
    (row, l) =>
      row.length === last && row.every((x, c) => x === (l === last ? -1 : Number(c === l))),
  );
}

function baselineOf(variable: Variable): Baseline {
  if (variable?.kind === 'matrix') return 'columns';
  if (variable?.kind !== 'factor') return 'zero';
  const level = referenceLevel(variable);
  if (level !== undefined) return { level };
  const { rows, names } = variable.contrasts;
  const balanced = names.every(
    (_, c) => Math.abs(rows.reduce((sum, row) => sum + row[c], 0)) < 1e-10,
  );
  return balanced ? 'mean' : 'columns';
}

/** The columns of the data that an expression reads; none for what changes independently of them. */
function columnsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.name];
    case 'call':
      return BETWEEN.includes(expression.name)
        ? []
        : expression.args.flatMap(({ value }) => columnsIn(value));
    case 'unary':
    case 'parenthesis':
      return columnsIn(expression.value);
    case 'chain':
      return [
        ...columnsIn(expression.first),
        ...expression.rest.flatMap(({ value }) => columnsIn(value)),
      ];
    default:
      return [];
  }
}

function relatedOf(columns: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const related = new Map<string, string[]>();
  for (const [name, own] of columns) {
    const others = [...columns].filter(
      ([other, theirs]) => other !== name && theirs.some((column) => own.includes(column)),
    );
    if (others.length > 0) {
      related.set(
        name,
        others.map(([other]) => other),
      );
    }
  }
  return related;
}
