import type { Contrasts } from '../inference/emmeans/contrasts.ts';
import type { Emmeans } from '../inference/emmeans/emmeans.ts';
import type { LevelValue } from '../inference/emmeans/reference-grid.ts';
import { transformationNamed } from '../inference/emmeans/response-scale.ts';
import {
  ddfLine,
  digitsFor,
  type EstimatesColumn,
  printColumns,
  tableLines,
} from './estimates-table.ts';

/** Columns of the variables' levels: numbers to the right, texts to the left. */
function levelColumns(
  names: readonly string[],
  rows: readonly { readonly levels: readonly LevelValue[] }[],
): EstimatesColumn[] {
  return names.map((head, v) => {
    const cells = rows.map(({ levels }) => levels[v]);
    if (cells.every((cell) => typeof cell === 'number')) return { head, kind: 'number', cells };
    const texts = cells.map((cell) =>
      typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell),
    );
    return { head, kind: 'text', cells: texts };
  });
}

/** The table in one piece, or a piece for each combination of levels of `by`, with its heading. */
function pieces(
  columns: readonly EstimatesColumn[],
  by: readonly string[],
  digits: number,
): string[] {
  const printed = printColumns(columns, digits);
  const isBy = columns.map(
    ({ head, kind }) => (kind === 'text' || kind === 'number') && by.includes(head),
  );
  const shown = printed.filter((_, c) => !isBy[c]);
  const rowCount = columns[0].cells.length;
  if (by.length === 0)
    return [
      ...tableLines(
        shown,
        Array.from({ length: rowCount }, (_, i) => i),
      ),
      '',
    ];
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const heading = by
      .map((name) => {
        const place = columns.findIndex(({ head }, c) => isBy[c] && head === name);
        const { cells } = printed[place];
        // Numbers stand one below the other, as in R.
        const blanks = Math.min(...cells.map((cell) => cell.length - cell.trimStart().length));
        return `${name} = ${cells[row].slice(blanks).trimEnd()}`;
      })
      .join(', ');
    const rows = groups.get(heading);
    if (rows === undefined) groups.set(heading, [row]);
    else rows.push(row);
  }
  return [...groups].flatMap(([heading, rows]) => [`${heading}:`, ...tableLines(shown, rows), '']);
}

type RowNumber = 'estimate' | 'se' | 'df' | 'lower' | 'upper' | 'statistic' | 'p';

function numbers<K extends RowNumber>(
  head: string,
  kind: EstimatesColumn['kind'],
  rows: readonly Readonly<Record<K, number>>[],
  key: K,
): EstimatesColumn {
  return { head, kind, cells: rows.map((row) => row[key]) };
}

function limits(
  rows: readonly Readonly<Record<'df' | 'lower' | 'upper', number>>[],
): EstimatesColumn[] {
  const asymptotic = rows.every(({ df }) => !(df < Infinity));
  const [lower, upper] = asymptotic ? ['asymp.LCL', 'asymp.UCL'] : ['lower.CL', 'upper.CL'];
  return [numbers(lower, 'number', rows, 'lower'), numbers(upper, 'number', rows, 'upper')];
}

function averagedLine(averagedOver: readonly string[]): string[] {
  if (averagedOver.length === 0) return [];
  return [`Results are averaged over the levels of: ${averagedOver.join(', ')}`];
}

function scaleLine(transformation: string | undefined): string[] {
  if (transformation === undefined) return [];
  return [`Results are given on the ${transformation} (not the response) scale.`];
}

/** Estimated marginal means or slopes as text, as R's emmeans prints them. Ends with a newline. */
export function formatEmmeans(means: Emmeans): string {
  const { rows, variables, by, quantity, averagedOver, transformation, type, ddf, level } = means;
  const back = type === 'response' && transformation !== undefined;
  const levels =
    variables.length > 0
      ? levelColumns(variables, rows)
      : [{ head: '1', kind: 'text' as const, cells: ['overall'] }];
  const columns = [
    ...levels,
    numbers(quantity, 'estimate', rows, 'estimate'),
    numbers('SE', 'number', rows, 'se'),
    numbers('df', 'df', rows, 'df'),
    ...limits(rows),
  ];
  const digits = digitsFor(
    rows.map(({ estimate }) => estimate),
    rows.map(({ se }) => se),
  );
  const lines = [
    ...pieces(columns, by, digits),
    ...averagedLine(averagedOver),
    ...(means.modelKind === 'lmm' ? [ddfLine(ddf)] : []),
    ...scaleLine(back ? undefined : transformation),
    `Confidence level used: ${level}`,
    ...(back ? [`Intervals are back-transformed from the ${transformation} scale`] : []),
    ...means.notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** How contrasts are printed. */
export interface FormatContrastsOptions {
  /** Whether intervals stand beside the tests; default false, as in R. */
  readonly intervals?: boolean;
}

function adjustmentLines(result: Contrasts, intervals: boolean): string[] {
  const { adjust, adjustIntervals, means } = result;
  const groups = new Set(result.rows.map(({ levels }) => JSON.stringify(levels))).size;
  const tests = result.rows.length / groups;
  const family = (name: string, what: string) =>
    name === 'tukey'
      ? `tukey method for comparing a family of ${means} estimates`
      : `${name} method for ${tests} ${what}`;
  return [
    ...(intervals && adjustIntervals !== 'none'
      ? [`Conf-level adjustment: ${family(adjustIntervals, 'estimates')}`]
      : []),
    ...(adjust === 'none' ? [] : [`P value adjustment: ${family(adjust, 'tests')}`]),
  ];
}

/** A remark that differences of means taken back to the response are not taken back themselves. */
function stillTransformed({ ratios, transformation, type }: Contrasts): string[] {
  if (ratios || transformation === undefined || type === 'link') return [];
  return [`Note: contrasts are still on the ${transformation} scale`];
}

/** Contrasts of means or slopes as text, as R's emmeans prints them. Ends with a newline. */
export function formatContrasts(result: Contrasts, options: FormatContrastsOptions = {}): string {
  const { rows, by, ratios, transformation, type, averagedOver, ddf, level } = result;
  const { intervals = false } = options;
  const ratio = ratios ? transformationNamed(transformation)?.ratios : undefined;
  const asymptotic = rows.every(({ df }) => !(df < Infinity));
  const columns: EstimatesColumn[] = [
    { head: 'contrast', kind: 'text', cells: rows.map(({ contrast }) => contrast) },
    ...levelColumns(by, rows),
    numbers(ratio?.head ?? 'estimate', 'estimate', rows, 'estimate'),
    numbers('SE', 'number', rows, 'se'),
    numbers('df', 'df', rows, 'df'),
    ...(intervals ? limits(rows) : []),
    ...(ratios ? [{ head: 'null', kind: 'number' as const, cells: rows.map(() => 1) }] : []),
    numbers(asymptotic ? 'z.ratio' : 't.ratio', 'ratio', rows, 'statistic'),
    numbers('p.value', 'p', rows, 'p'),
  ];
  const digits = digitsFor(
    rows.map(({ estimate }) => estimate),
    rows.map(({ se }) => se),
  );
  const lines = [
    ...pieces(columns, by, digits),
    ...stillTransformed(result),
    ...averagedLine(averagedOver),
    ...(result.modelKind === 'lmm' ? [ddfLine(ddf)] : []),
    ...scaleLine(type === 'link' ? result.scale : undefined),
    ...(intervals ? [`Confidence level used: ${level}`] : []),
    ...adjustmentLines(result, intervals),
    ...(ratio && intervals ? [`Intervals are back-transformed from the ${ratio.scale} scale`] : []),
    ...(ratio ? [`Tests are performed on the ${ratio.scale} scale`] : []),
    ...result.notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}
