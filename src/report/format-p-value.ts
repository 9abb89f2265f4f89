import { formatCommon, formatNumber } from './format-number.ts';

const EPSILON = 2 ** -52;

/**
 * P-values as text, as R's `format.pval`: those below the machine's epsilon as `<2e-16`, small ones and others
 * each in a common format of `digits` significant digits. NaN gives `NA`.
 */
export function formatPValues(p: ArrayLike<number>, digits: number): string[] {
  const all = Array.from(p);
  const shown = all.filter((x) => x >= EPSILON);
  const exponent = (x: number) => Math.floor(Math.log10(x));
  const isFixed = (x: number) => exponent(x) >= -3 || (exponent(x) === -4 && digits > 1);
  const fixed = formatCommon(shown.filter(isFixed), digits);
  const small = formatCommon(
    shown.filter((x) => !isFixed(x)),
    digits,
  );
  const tiny = tinyText([...fixed, ...small], digits);
  let nextFixed = 0;
  let nextSmall = 0;
  return all.map((x) => {
    if (Number.isNaN(x)) return 'NA';
    if (x < EPSILON) return tiny;
    return isFixed(x) ? fixed[nextFixed++] : small[nextSmall++];
  });
}

/** `< 2e-16`, without the blank and with fewer digits where the other p-values are short. */
function tinyText(others: readonly string[], digits: number): string {
  let kept = Math.max(1, digits - 2);
  let blank = kept === 1 ? '' : ' ';
  if (others.length > 0) {
    const width = Math.max(...others.map((text) => text.length));
    if (kept > 1 && kept + 6 > width) kept = Math.max(1, width - 7);
    blank = kept === 1 && width <= 6 ? '' : ' ';
  }
  return `<${blank}${formatNumber(EPSILON, kept)}`;
}

/** Significance stars of a p-value: `***` to 0.001, `**` to 0.01, `*` to 0.05, `.` to 0.1. */
export function significanceStars(p: number): string {
  if (p <= 0.001) return '***';
  if (p <= 0.01) return '**';
  if (p <= 0.05) return '*';
  return p <= 0.1 ? '.' : ' ';
}

/** What the stars mean, as R prints it below a table, with plain quotes. */
export const starsLegend: readonly string[] = [
  '---',
  "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1",
];
