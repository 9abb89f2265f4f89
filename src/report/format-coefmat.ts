import { formatCommon } from './format-number.ts';
import { formatPValues, significanceStars, starsLegend } from './format-p-value.ts';
import { roundTo, zapSmall } from './round.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** One column of a table of coefficients or tests. */
export interface CoefmatColumn {
  readonly head: string;
  /** NaN where there is no value. */
  readonly values: readonly number[];
  /**
   * `estimate` columns share one format; `test` statistics get fewer digits; `p` columns are p-values, the first of
   * them with stars; `plain` columns stand alone, `zapped` ones after zeroing what is negligible.
   */
  readonly kind: 'estimate' | 'test' | 'p' | 'plain' | 'zapped';
}

/** How a table of coefficients is printed. */
interface CoefmatOptions {
  readonly digits: number;
  /** Text of missing values. */
  readonly missing: string;
  readonly stars: boolean;
  readonly width: number;
}

/**
 * Lines of a table of coefficients or tests, with the rules of R's `printCoefmat`: digits so that the smallest
 * estimate shows `digits` significant ones, in a format common to all `estimate` columns; stars and their legend
 * when any p-value is below 0.1. Further `p` columns follow behind the stars.
 */
export function formatCoefmat(
  labels: readonly string[],
  columns: readonly CoefmatColumn[],
  options: CoefmatOptions,
): string[] {
  return withStars(labels, columns, coefmatTexts(columns, options), options);
}

/** The texts of the columns of such a table, without stars. */
export function coefmatTexts(
  columns: readonly CoefmatColumn[],
  { digits, missing }: Pick<CoefmatOptions, 'digits' | 'missing'>,
): TextColumn[] {
  const isPresent = (x: number) => !Number.isNaN(x);
  const estimates = columns.flatMap(({ kind, values }) => (kind === 'estimate' ? values : []));
  const estimateTexts = formatEstimates(estimates.filter(isPresent), digits).values();
  return columns.map(({ head, kind, values }): TextColumn => {
    const texts =
      kind === 'estimate'
        ? estimateTexts
        : formatColumn(values.filter(isPresent), kind, digits).values();
    const filled = values.map((x) => (isPresent(x) ? (texts.next().value ?? missing) : missing));
    return { head, cells: filled, align: 'right' };
  });
}

function formatColumn(
  values: readonly number[],
  kind: 'test' | 'p' | 'plain' | 'zapped',
  digits: number,
): string[] {
  const testDigits = Math.max(1, Math.min(5, digits - 1));
  if (kind === 'p') return formatPValues(values, testDigits);
  if (kind === 'test') {
    const rounded = values.map((x) => roundTo(x, testDigits));
    return formatCommon(rounded, digits);
  }
  return formatCommon(kind === 'zapped' ? zapSmall(values, digits) : values, digits);
}

function formatEstimates(values: readonly number[], digits: number): string[] {
  const sizes = values.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs);
  const smallest = sizes.length > 0 ? Math.floor(Math.log10(Math.min(...sizes))) : 0;
  const decimals = Math.max(1, digits - 1 - smallest);
  const rounded = values.map((x) => roundTo(x, decimals));
  const texts = formatCommon(rounded, digits);
  // What rounding turned to zero is shown on its own, so that only a true zero looks like one.
  const lost = values.flatMap((x, i) => (x !== 0 && Number(texts[i]) === 0 ? [i] : []));
  const lostValues = lost.map((i) => values[i]);
  formatCommon(lostValues, Math.max(1, digits - 1)).forEach((text, i) => {
    texts[lost[i]] = text;
  });
  return texts;
}

function withStars(
  labels: readonly string[],
  columns: readonly CoefmatColumn[],
  cells: readonly TextColumn[],
  { stars, width }: CoefmatOptions,
): string[] {
  const at = columns.findIndex(({ kind }) => kind === 'p');
  const p = at < 0 ? [] : columns[at].values;
  if (!stars || !p.some((x) => x < 0.1)) return textTable(labels, cells, width);
  const marks = p.map((x) => (Number.isNaN(x) ? '' : significanceStars(x)));
  const starColumn: TextColumn = { head: '', cells: marks, align: 'left' };
  const all = [...cells.slice(0, at + 1), starColumn, ...cells.slice(at + 1)];
  return [...textTable(labels, all, width), ...starsLegend];
}
