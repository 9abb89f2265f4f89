const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const WHOLE = /^[+-]?\d+$/;
const ZERO = 48;
const NINE = 57;

/** True for the texts that stand for a missing cell: nothing, spaces, `NA`, `NaN`. */
export function isMissingText(cell: string): boolean {
  if (cell.length > 3 && cell.charCodeAt(0) > 32) return false;
  const text = cell.trim();
  return text === '' || text === 'NA' || text === 'NaN';
}

/**
 * The number that a text cell holds, NaN when the cell is missing, undefined when it is other text.
 *
 * Decimal notation with optional sign, point and exponent, `Inf` and `Infinity` in any case; surrounding spaces do not
 * count. Hexadecimal is text. A whole number that a double cannot hold (a 17-digit identifier) is text too: read as a
 * number it would fall together with its neighbours.
 */
export function parseNumber(cell: string): number | undefined {
  const first = cell.charCodeAt(0);
  // The usual cell needs no regular expression; `0x10` and its kin begin with a zero and are left to the slow path.
  if ((first > ZERO && first <= NINE) || (first === ZERO && !(cell.charCodeAt(1) > NINE))) {
    const x = +cell;
    if (x < Number.MAX_SAFE_INTEGER) return x;
  } else if (first === 45 && cell.charCodeAt(1) <= NINE) {
    const x = +cell;
    if (x > Number.MIN_SAFE_INTEGER) return x;
  }
  return parseUnusual(cell.trim());
}

function parseUnusual(text: string): number | undefined {
  if (text === '' || text === 'NA' || text === 'NaN' || text === 'nan') return Number.NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (!DECIMAL.test(text)) return undefined;
  const x = Number(text);
  return Math.abs(x) > Number.MAX_SAFE_INTEGER && losesDigits(text, x) ? undefined : x;
}

/** Whether a whole number in text is neither the double's exact value nor its shortest notation. */
function losesDigits(text: string, x: number): boolean {
  if (!WHOLE.test(text) || !Number.isFinite(x)) return false;
  return String(x) !== text && BigInt(text.replace('+', '')) !== BigInt(x);
}

/**
 * A number as the label of a level: R's `as.character`, at most 15 significant digits, `1e-04` where that is shorter.
 *
 * Whole numbers below 1e15 are written out (`100000`, as R does for integers).
 */
export function formatNumber(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Inf' : '-Inf';
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x);
  return formatDigits(x, 15, (fixed, scientific) => fixed <= scientific);
}

/** C's `%.<digits>g`: scientific when the exponent is below −4 or not below `digits`. */
export function formatGeneral(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNumber(x);
  return formatDigits(x, digits, (_fixed, _scientific, exponent) => {
    return exponent >= -4 && exponent < digits;
  });
}

type Choice = (fixedWidth: number, scientificWidth: number, exponent: number) => boolean;

function formatDigits(x: number, digits: number, fixedIf: Choice): string {
  const [mantissa, exponentText] = x.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const significant = short.replace(/[-.]/g, '').length;
  const decimals = Math.max(0, significant - 1 - exponent);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  const scientific = `${short}e${exponent < 0 ? '-' : '+'}${size}`;
  const whole = Math.max(exponent, 0) + 1 + (x < 0 ? 1 : 0);
  const fixedWidth = whole + (decimals > 0 ? decimals + 1 : 0);
  if (!fixedIf(fixedWidth, scientific.length, exponent)) return scientific;
  // Rounded to `digits` first: 0.15 to one digit must not depend on what toFixed makes of the binary tail.
  return Number(`${mantissa}e${exponent}`).toFixed(decimals);
}
