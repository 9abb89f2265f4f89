import type { FactorColumn } from './table.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** Orders two texts by code point, which differs from JavaScript's `<` only beyond U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Equal so far, so a difference at the second half of a pair follows equal first halves and needs no care.
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates (which begin code points above U+FFFF) moved behind all other units. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * A factor from codes into a list of distinct texts in order of appearance; the levels come out sorted by code point.
 *
 * The codes are rewritten in place; −1 stays −1.
 */
export function sortLevels(codes: Int32Array, texts: readonly string[]): FactorColumn {
  const levels = texts.slice().sort();
  if (texts.some((text) => SURROGATE.test(text))) levels.sort(compareCodePoints);
  if (levels.every((level, i) => level === texts[i])) return { kind: 'factor', codes, levels };
  const place = new Map(levels.map((level, i) => [level, i]));
  const recode = Int32Array.from(texts, (text) => place.get(text) as number);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] >= 0) codes[i] = recode[codes[i]];
  }
  return { kind: 'factor', codes, levels };
}
