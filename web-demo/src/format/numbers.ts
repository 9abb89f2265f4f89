/** A number with so many decimals and a true minus sign; `–` for none. */
export function fixed(x: number | undefined, decimals: number): string {
  if (x === undefined || Number.isNaN(x)) return '–';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  if (Math.abs(x) >= 1e9) return x.toExponential(3).replace('-', '−').replace('e+', 'e');
  const text = x.toFixed(decimals);
  // A zero has no sign.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** Decimals that show the smallest of some sizes with `digits` significant digits; at most 6. */
export function decimalsFor(sizes: Iterable<number | undefined>, digits = 3): number {
  let least = Infinity;
  for (const size of sizes) {
    const x = Math.abs(size ?? 0);
    if (x > 0 && x < least) least = x;
  }
  if (least === Infinity) return 2;
  return Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(least))));
}

/** A number with `digits` significant digits, without needless zeros of whole numbers. */
export function short(x: number | undefined, digits = 4): string {
  if (x === undefined || Number.isNaN(x)) return '–';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  if (x !== 0 && (Math.abs(x) >= 1e7 || Math.abs(x) < 1e-4)) {
    return x
      .toExponential(digits - 1)
      .replace(/-/g, '−')
      .replace('e+', 'e');
  }
  const size = Math.abs(x);
  if (size >= 10 ** digits) return Math.round(x).toLocaleString('en-US').replace('-', '−');
  return String(Number(x.toPrecision(digits))).replace('-', '−');
}

/** A whole number with separators of thousands. */
export function count(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}

/** A p-value to three decimals, `< .001` below. */
export function pValue(p: number | undefined): string {
  if (p === undefined || Number.isNaN(p)) return '–';
  if (p < 0.001) return '< .001';
  return p.toFixed(3).replace(/^0/, '');
}

/** A duration in milliseconds. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
