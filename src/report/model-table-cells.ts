import { lowerEntries } from '../engine/templates.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import type { ModelTableCell } from './model-table-record.ts';
import { multiplies, type NamedIntervals, type TidyOptions, type TidyRow, tidy } from './tidy.ts';

/** A cell of a table of models with the row that it belongs to. */
export interface LabelledCell {
  readonly name: string;
  readonly label: string;
  /** Number of variables of the term, by which rows are sorted; of the random part, 0, and 1 for the residual. */
  readonly degree: number;
  readonly cell: ModelTableCell;
}

/** The fixed effects of a model as cells. */
export function fixedCells(
  model: AnyModel,
  label: (name: string) => string,
  options: TidyOptions,
): LabelledCell[] {
  const { assign, termLabels } = model.fixed;
  const exponentiate = options.exponentiate === true && multiplies(model);
  return tidy(model, { ...options, exponentiate, effects: ['fixed'] }).map((row) => {
    const term = assign[model.fixed.names.indexOf(row.term)];
    return {
      name: row.term,
      label: label(row.term),
      // Thresholds of ordinal models stand where an intercept does.
      degree: term === undefined || term === 0 ? 0 : degreeOf(termLabels[term] ?? row.term),
      cell: cellOf(row),
    };
  });
}

/** Number of variables that `:` joins, colons within brackets, backticks and quotation marks aside. */
function degreeOf(term: string): number {
  let depth = 0;
  let quote = '';
  let degree = 1;
  for (const c of term) {
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '`' || c === '"' || c === "'") quote = c;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ':' && depth === 0) degree++;
  }
  return degree;
}

/** The random part of a model as cells: by factor deviations, then correlations; last the residual. */
export function randomCells(
  model: AnyModel,
  label: (name: string) => string,
  scales: 'sdcor' | 'vcov',
  intervals: NamedIntervals | undefined,
): LabelledCell[] {
  const rows = tidy(model, { effects: ['ran_pars'], scales, confInt: intervals ?? false });
  const [own, joint] = scales === 'sdcor' ? ['SD', 'Cor'] : ['Var', 'Cov'];
  let next = 0;
  const entries = model.random.flatMap(({ group, names }) =>
    lowerEntries(names.length).map(([r, c]) => {
      const what =
        r === c ? `${own} ${label(names[r])}` : `${joint} ${label(names[c])}, ${label(names[r])}`;
      return { group, what, isJoint: r !== c, cell: cellOf(rows[next++]) };
    }),
  );
  const groups = [...new Set(entries.map(({ group }) => group))];
  const sorted = groups.flatMap((name) => {
    const ofGroup = entries.filter(({ group }) => group === name);
    return [...ofGroup.filter((e) => !e.isJoint), ...ofGroup.filter((e) => e.isJoint)];
  });
  const seen = new Map<string, number>();
  const cells = sorted.map(({ group, what, cell }) => {
    // `(1 | g) + (1 | g)` has the same name twice.
    const times = (seen.get(`${what} | ${group}`) ?? 0) + 1;
    seen.set(`${what} | ${group}`, times);
    const name = `${what} | ${group}${times === 1 ? '' : ` (${times})`}`;
    return { name, label: name, degree: 0, cell };
  });
  const residual = `${own} residual`;
  if (model.kind === 'glmm') return [...cells, ...dispersionCells(model)];
  return [...cells, { name: residual, label: residual, degree: 1, cell: cellOf(rows[next]) }];
}

/** The parameter that a family has beside its mean: `Size θ`. */
function dispersionCells({ dispersion }: GeneralisedModel): LabelledCell[] {
  if (dispersion === undefined) return [];
  const [what] = dispersion.text.split(',');
  const label = what[0].toUpperCase() + what.slice(1);
  return [{ name: label, label, degree: 1, cell: { value: dispersion.estimate } }];
}

function cellOf(row: TidyRow): ModelTableCell {
  return {
    value: row.estimate,
    ...(row['std.error'] !== undefined && { se: row['std.error'] }),
    ...(row['conf.low'] !== undefined && { low: row['conf.low'] }),
    ...(row['conf.high'] !== undefined && { high: row['conf.high'] }),
    ...(row['p.value'] !== undefined && { p: row['p.value'] }),
  };
}
