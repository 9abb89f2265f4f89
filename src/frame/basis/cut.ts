import { BlupError } from '../../errors/blup-error.ts';
import { formatGeneral } from '../../table/number-text.ts';
import type { FactorColumn, NumericColumn } from '../../table/table.ts';
import { checkFinite, checkWhole } from './finite-values.ts';

/** Constants of `cut(x, …)`; plain data. */
export interface CutBasis {
  readonly kind: 'cut';
  /** Ascending; one more than there are intervals. */
  readonly breaks: readonly number[];
  /** null for `labels = FALSE`: the result is the number of the interval. */
  readonly labels: readonly string[] | null;
  readonly right: boolean;
  readonly includeLowest: boolean;
  readonly ordered: boolean;
}

export interface CutOptions {
  /** Default: `(a,b]` with 3 significant digits, more where needed to tell breaks apart. */
  readonly labels?: readonly string[] | false;
  /** Whether intervals are closed on the right. Default true. */
  readonly right?: boolean;
  /** Whether the outermost break on the open side belongs to its interval. Default false. */
  readonly includeLowest?: boolean;
  /** Least number of significant digits in labels. Default 3. */
  readonly digLab?: number;
  /** Whether the factor is ordered. Default false. */
  readonly ordered?: boolean;
}

/**
 * The constants of R's `cut(x, breaks, labels, include.lowest, right, dig.lab, ordered_result)`.
 *
 * `breaks` is a vector of at least two break points (±Infinity allowed), or the number (at least 2) of intervals of
 * equal length over the range of `x`, widened by a thousandth at each end. Throws `formula-meaning` for breaks that are
 * equal and labels that do not fit, `not-finite` when the range of `x` is needed and `x` is not finite.
 */
export function fitCut(
  x: Float64Array,
  breaks: number | readonly number[],
  options: CutOptions = {},
): CutBasis {
  const { right = true, includeLowest = false, ordered = false, digLab = 3 } = options;
  const single = typeof breaks === 'number' ? breaks : breaks.length === 1 ? breaks[0] : undefined;
  const points =
    single === undefined ? sortedBreaks(breaks as readonly number[]) : equalBreaks(x, single);
  const count = points.length - 1;
  const given = options.labels;
  if (given !== undefined && given !== false) checkLabels(given, count);
  const labels = given ?? intervalLabels(points, right, includeLowest, digLab);
  return {
    kind: 'cut',
    breaks: points,
    labels: labels === false ? null : [...labels],
    right,
    includeLowest,
    ordered,
  };
}

/** The interval of each value as a factor, or its number with `labels` false. Values in none, and NaN, are missing. */
export function evaluateCut(basis: CutBasis, x: Float64Array): FactorColumn | NumericColumn {
  const codes = Int32Array.from(x, (v) => intervalOf(basis, v));
  if (basis.labels === null) {
    const values = Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code + 1));
    return { kind: 'numeric', values };
  }
  const factor: FactorColumn = { kind: 'factor', codes, levels: basis.labels };
  return basis.ordered ? { ...factor, ordered: true } : factor;
}

function intervalOf({ breaks, right, includeLowest }: CutBasis, v: number): number {
  const last = breaks.length - 1;
  if (!(v >= breaks[0] && v <= breaks[last])) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (right ? v > breaks[middle] : v >= breaks[middle]) low = middle;
    else high = middle;
  }
  const onOpenEnd = right ? v === breaks[0] : v === breaks[last];
  return onOpenEnd && !includeLowest ? -1 : low;
}

function sortedBreaks(breaks: readonly number[]): number[] {
  const points = [...breaks].sort((a, b) => a - b);
  const bad = points.find((v, i) => Number.isNaN(v) || v === points[i - 1]);
  if (points.length >= 2 && bad === undefined) return points;
  throw new BlupError(
    'formula-meaning',
    points.length < 2
      ? 'cut() needs at least two breaks'
      : `cut() needs breaks that are different numbers, ${bad} is not or occurs twice`,
    { value: breaks },
  );
}

function equalBreaks(x: Float64Array, count: number): number[] {
  checkWhole(count, 2, 'the number of intervals of cut()');
  checkFinite(x, 'cut()');
  const low = x.reduce((a, b) => Math.min(a, b));
  const high = x.reduce((a, b) => Math.max(a, b));
  if (low === high) {
    const margin = Math.abs(low) / 1000;
    const step = (2 * margin) / count;
    return sortedBreaks(Array.from({ length: count + 1 }, (_, i) => low - margin + i * step));
  }
  const step = (high - low) / count;
  const points = Array.from({ length: count + 1 }, (_, i) => low + i * step);
  points[0] = low - (high - low) / 1000;
  points[count] = high + (high - low) / 1000;
  return points;
}

function checkLabels(labels: readonly string[], count: number): void {
  if (labels.length !== count) {
    throw new BlupError(
      'formula-meaning',
      `cut() makes ${count} intervals but has ${labels.length} labels; give one label per interval`,
      { value: labels, expected: count },
    );
  }
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice === undefined) return;
  throw new BlupError(
    'formula-meaning',
    `cut(): label "${twice}" occurs twice; labels must differ`,
    {
      value: twice,
    },
  );
}

function intervalLabels(
  breaks: readonly number[],
  right: boolean,
  includeLowest: boolean,
  digLab: number,
): string[] {
  let points: string[] = [];
  for (let digits = digLab; digits <= Math.max(12, digLab); digits++) {
    // R writes `(5, Inf]`, with a space; coefficient names follow it.
    points = breaks.map((v) => (v === Infinity ? ' Inf' : formatGeneral(v, digits)));
    if (new Set(points).size === points.length) break;
  }
  const count = breaks.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const lowest = includeLowest && right && i === 0;
    const highest = includeLowest && !right && i === count - 1;
    const open = !right || lowest ? '[' : '(';
    const close = right || highest ? ']' : ')';
    return `${open}${points[i]},${points[i + 1]}${close}`;
  });
}
