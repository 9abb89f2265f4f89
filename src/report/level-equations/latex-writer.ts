import type { NotationWriter } from './notation-writer.ts';

const greek: ReadonlyMap<string, string> = new Map([
  ['β', '\\beta'],
  ['γ', '\\gamma'],
  ['π', '\\pi'],
  ['ψ', '\\psi'],
  ['ε', '\\varepsilon'],
  ['η', '\\eta'],
  ['θ', '\\theta'],
  ['λ', '\\lambda'],
  ['μ', '\\mu'],
  ['σ²', '\\sigma^2'],
  ['φ', '\\varphi'],
]);

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
};

/** Any text within `\text{…}`. */
export function latexText(text: string): string {
  const escaped = text.replace(/[\\~^<>|_%&#${}]/g, (c) => special[c] ?? `\\${c}`);
  return `\\text{${escaped.replace(/\s+/g, ' ')}}`;
}

/** A Greek or Latin letter in mathematics. */
function latexLetter(letter: string): string {
  return greek.get(letter) ?? letter;
}

function joined(index: readonly number[]): string {
  return index.join(index.some((n) => n > 9) ? ',' : '');
}

function withIndex(base: string, index: string): string {
  return index === '' ? base : `${base}_{${index}}`;
}

/** A number with its power of ten. */
function latexNumber(text: string): string {
  const [mantissa, exponent] = text.split('e');
  return exponent === undefined ? mantissa : `${mantissa} \\times 10^{${Number(exponent)}}`;
}

/** LaTeX's mathematics, with the text macros of amsmath: `\beta_{0j} = \gamma_{00} + u_{0j}`. KaTeX and MathJax read it. */
export const latexWriter: NotationWriter = {
  symbol: ({ letter, index, units }) => {
    const numbers = joined(index);
    return withIndex(
      latexLetter(letter),
      numbers.includes(',') && units !== '' ? `${numbers},${units}` : numbers + units,
    );
  },
  variable: ({ name, units }) => withIndex(latexText(name.replace(/`([^`]*)`/g, '$1')), units),
  number: latexNumber,
  estimate: ({ estimate, standardError }) =>
    standardError === undefined
      ? latexNumber(estimate)
      : `\\underset{(${latexNumber(standardError)})}{${latexNumber(estimate)}}`,
  product: (factors) => factors.join('\\,'),
  minus: '-',
  link: (link, mean) => {
    switch (link) {
      case 'identity':
        return mean;
      case 'inverse':
        return `1/${mean}`;
      case 'inverse-square':
        return `1/${mean}^2`;
      case 'sqrt':
        return `\\sqrt{${mean}}`;
      case 'log':
        return `\\log(${mean})`;
      default:
        return `\\operatorname{${link}}(${mean})`;
    }
  },
  distribution: (name, parameters) =>
    `${name.length === 1 ? name : latexText(name)}(${parameters.join(', ')})`,
  atMost: (response) => `P(${response} \\le c)`,
  threshold: (k) => `\\kappa_{${k ?? 'c'}}`,
  residualVariance: '\\sigma^2',
  matrix: (letter) => withIndex('\\mathbf{T}', latexLetter(letter)),
  tau: (letter, row, column) => {
    const simple = row.length === 1 && column.length === 1 && row[0] < 10 && column[0] < 10;
    const numbers = joined(row) + (simple ? '' : ',') + joined(column);
    return `\\tau_{${letter === '' ? '' : `${latexLetter(letter)} `}${numbers}}`;
  },
};
