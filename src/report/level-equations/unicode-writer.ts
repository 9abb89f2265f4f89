import type { NotationWriter } from './notation-writer.ts';

const below: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '0': '₀',
    '1': '₁',
    '2': '₂',
    '3': '₃',
    '4': '₄',
    '5': '₅',
    '6': '₆',
    '7': '₇',
    '8': '₈',
    '9': '₉',
    '(': '₍',
    ')': '₎',
    i: 'ᵢ',
    j: 'ⱼ',
    k: 'ₖ',
    l: 'ₗ',
    m: 'ₘ',
    n: 'ₙ',
    o: 'ₒ',
    p: 'ₚ',
    u: 'ᵤ',
    v: 'ᵥ',
    a: 'ₐ',
  }),
);

/** Text below the line; a character that Unicode does not have there stays as it is. */
function subscript(text: string): string {
  return [...text].map((c) => below.get(c) ?? c).join('');
}

/** 00 for [0, 0]; with numbers from 10 on a stroke between them. */
function joined(index: readonly number[]): string {
  return index.join(index.some((n) => n > 9) ? '_' : '');
}

/** Plain text with Unicode's Greek letters and subscripts: `β₀ⱼ = γ₀₀ + γ₀₁·sectorⱼ + u₀ⱼ`. `readFormula` reads it back. */
export const unicodeWriter: NotationWriter = {
  symbol: ({ letter, index, units }) => letter + subscript(joined(index) + units),
  variable: ({ name, units }) => name + subscript(units),
  number: (text) => text,
  estimate: ({ estimate, standardError }) =>
    standardError === undefined ? estimate : `${estimate} (${standardError})`,
  product: (factors) => factors.join('·'),
  minus: '−',
  link: (link, mean) => {
    switch (link) {
      case 'identity':
        return mean;
      case 'inverse':
        return `1/${mean}`;
      case 'inverse-square':
        return `1/${mean}²`;
      case 'sqrt':
        return `√${mean}`;
      default:
        return `${link}(${mean})`;
    }
  },
  distribution: (name, parameters) => `${name}(${parameters.join(', ')})`,
  atMost: (response) => `P(${response} ≤ c)`,
  threshold: (k) => `κ${k === undefined ? '_c' : subscript(String(k))}`,
  residualVariance: 'σ²',
  matrix: (letter) => `T${subscript(letter)}`,
  tau: (letter, row, column) => {
    const simple = row.length === 1 && column.length === 1 && row[0] < 10 && column[0] < 10;
    return `τ${subscript(letter + joined(row) + (simple ? '' : '_') + joined(column))}`;
  },
};
