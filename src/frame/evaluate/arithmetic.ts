import { exponential } from '../../number/elementary.ts';
/** A number for every row, or one for all. Truth values count as 0 and 1, missing as NaN. */
export type Operand = Float64Array | number;

type Binary = (a: number, b: number) => number;

/** R's remainder: it has the sign of the divisor. */
function modulo(a: number, b: number): number {
  return b === 0 ? Number.NaN : a - Math.floor(a / b) * b;
}

const truth = (holds: boolean, a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(holds);

const arithmetic: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  // x * x is exact to rounding on every machine, and much faster than pow.
  ['^', (a, b) => (b === 2 ? a * a : a ** b)],
  ['%%', modulo],
  ['%/%', (a, b) => Math.floor(a / b)],
]);

const comparisons: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['==', (a, b) => truth(a === b, a, b)],
  ['!=', (a, b) => truth(a !== b, a, b)],
  ['<', (a, b) => truth(a < b, a, b)],
  ['>', (a, b) => truth(a > b, a, b)],
  ['<=', (a, b) => truth(a <= b, a, b)],
  ['>=', (a, b) => truth(a >= b, a, b)],
  ['&', (a, b) => truth(a !== 0 && b !== 0, a, b)],
  ['&&', (a, b) => truth(a !== 0 && b !== 0, a, b)],
  ['|', (a, b) => truth(a !== 0 || b !== 0, a, b)],
  ['||', (a, b) => truth(a !== 0 || b !== 0, a, b)],
]);

/** Whether an operator gives numbers, truth values (as 0, 1, NaN), or is none of arithmetic. */
export function operatorKind(op: string): 'numeric' | 'logical' | undefined {
  if (arithmetic.has(op)) return 'numeric';
  return comparisons.has(op) ? 'logical' : undefined;
}

/**
 * An operator of `operatorKind` applied row by row. Rows × rows, rows × constant, or constant × constant.
 */
export function applyOperator(op: string, a: Operand, b: Operand): Operand {
  const f = (arithmetic.get(op) ?? comparisons.get(op)) as Binary;
  if (typeof a === 'number' && typeof b === 'number') return f(a, b);
  const n = typeof a === 'number' ? (b as Float64Array).length : a.length;
  const out = new Float64Array(n);
  if (typeof a === 'number') {
    const values = b as Float64Array;
    for (let i = 0; i < n; i++) out[i] = f(a, values[i]);
  } else if (typeof b === 'number') {
    for (let i = 0; i < n; i++) out[i] = f(a[i], b);
  } else {
    for (let i = 0; i < n; i++) out[i] = f(a[i], b[i]);
  }
  return out;
}

/** Functions of one number that formulas may use. */
export const numberFunctions: ReadonlyMap<string, (x: number) => number> = new Map([
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['log1p', Math.log1p],
  ['exp', exponential],
  ['expm1', Math.expm1],
  ['sqrt', Math.sqrt],
  ['abs', Math.abs],
  ['sign', Math.sign],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['floor', Math.floor],
  ['ceiling', Math.ceil],
  ['trunc', Math.trunc],
]);
