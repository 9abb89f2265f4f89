const letters: ReadonlyMap<string, string> = new Map([
  ['β', 'b'],
  ['beta', 'b'],
  ['γ', 'g'],
  ['gamma', 'g'],
  ['π', 'p'],
  ['pi', 'p'],
  ['ψ', 'psi'],
  ['δ', 'd'],
  ['delta', 'd'],
  ['α', 'a'],
  ['alpha', 'a'],
  ['ε', 'e'],
  ['eps', 'e'],
  ['epsilon', 'e'],
  ['υ', 'u'],
  ['upsilon', 'u'],
  ['ν', 'v'],
  ['ζ', 'z'],
  ['zeta', 'z'],
]);

const numbered = /^(\p{L}+)_?(\d+(?:_\d+)*)_?[ijkl]*$/u;
const indexed = /^(\p{L}+)_[ijkl]+$/u;
const bare = /^([a-z\p{Script=Greek}])(?=[ijkl])i?j?k?l?$/iu;
const residual = /^(?:[ruevwξ]|err|error|resid|residual)(?:\d+(?:_\d+)*)?$/i;

/**
 * What two spellings of one coefficient or residual have in common: `β₀ⱼ`, `β_0j`, `beta0`, `b0j` and `b0` are `b0`; `r_ij`
 * and `rᵢⱼ` are `r`. Other names are kept.
 */
export function symbolKey(name: string): string {
  const flat = name.normalize('NFKC');
  const [, letter, index = ''] =
    numbered.exec(flat) ?? indexed.exec(flat) ?? bare.exec(flat) ?? (['', flat] as const);
  return (letters.get(letter.toLowerCase()) ?? letter) + index;
}

/** Whether a key reads as a residual of textbooks: r, u, e, v, w, ε … with or without numbers. */
export function isResidualKey(key: string): boolean {
  return residual.test(key);
}
