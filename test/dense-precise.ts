/**
 * The linear mixed model by dense algebra in double-double arithmetic (about 32 digits; Dekker 1971, Knuth 1997 § 4.2.2), for data
 * on which plain dense algebra loses its digits. As `dense-reference.ts`, for n up to about 60 and no weights.
 */
import type { DenseModel } from './dense-reference.ts';

/** An unevaluated sum of two doubles. */
type Double2 = readonly [number, number];
type Matrix2 = Double2[][];

const zero: Double2 = [0, 0];

function quickSum(a: number, b: number): Double2 {
  const s = a + b;
  return [s, b - (s - a)];
}

function twoSum(a: number, b: number): Double2 {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

function split(a: number): Double2 {
  const t = 134217729 * a;
  const high = t - (t - a);
  return [high, a - high];
}

function twoProduct(a: number, b: number): Double2 {
  const p = a * b;
  const [ah, al] = split(a);
  const [bh, bl] = split(b);
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

function add([a, c]: Double2, [b, d]: Double2): Double2 {
  const [s, e] = twoSum(a, b);
  const [t, f] = twoSum(c, d);
  const [u, v] = quickSum(s, e + t);
  return quickSum(u, v + f);
}

function negative([a, b]: Double2): Double2 {
  return [-a, -b];
}

function multiply([a, c]: Double2, [b, d]: Double2): Double2 {
  const [p, e] = twoProduct(a, b);
  return quickSum(p, e + (a * d + c * b));
}

function divide(x: Double2, y: Double2): Double2 {
  const first = x[0] / y[0];
  const rest = add(x, negative(multiply(y, [first, 0])));
  const second = rest[0] / y[0];
  const last = add(rest, negative(multiply(y, [second, 0])))[0] / y[0];
  return add(quickSum(first, second), [last, 0]);
}

function root(x: Double2): Double2 {
  const first = Math.sqrt(x[0]);
  const rest = add(x, negative(twoProduct(first, first)));
  return quickSum(first, rest[0] / (2 * first));
}

function dot(a: readonly Double2[], b: readonly Double2[], length = a.length): Double2 {
  let sum = zero;
  for (let i = 0; i < length; i++) sum = add(sum, multiply(a[i], b[i]));
  return sum;
}

function cholesky(a: Matrix2): Matrix2 {
  const l: Matrix2 = a.map((row) => row.map(() => zero));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = add(a[i][j], negative(dot(l[i], l[j], j)));
      if (i === j && !(rest[0] > 0)) throw new Error(`not positive definite at pivot ${i}`);
      l[i][j] = i === j ? root(rest) : divide(rest, l[j][j]);
    }
  }
  return l;
}

function forwardSolve(l: Matrix2, b: readonly Double2[]): Double2[] {
  const x: Double2[] = [];
  for (let i = 0; i < b.length; i++) {
    x.push(divide(add(b[i], negative(dot(l[i], x, i))), l[i][i]));
  }
  return x;
}

/** 2 Σ log lᵢᵢ */
function logDeterminant(l: Matrix2): number {
  return l.reduce((sum, row, i) => sum + 2 * (Math.log(row[i][0]) + row[i][1] / row[i][0]), 0);
}

/** What the criterion and its relatives are made of, at one θ. */
export interface PreciseFit {
  /** log|V|, V the covariance of y over σ² */
  readonly logV: number;
  /** log|XᵀV⁻¹X| */
  readonly logX: number;
  /** (y − Xβ̂)ᵀV⁻¹(y − Xβ̂) */
  readonly sumOfSquares: number;
  readonly beta: number[];
  /** (XᵀV⁻¹X)⁻¹ */
  readonly unscaled: number[][];
  /** −2 log-likelihood, or the REML criterion. */
  readonly objective: number;
}

/** The fit at a given θ. */
export function preciseFit({ y, x, terms, theta, reml }: DenseModel): PreciseFit {
  const [n, p] = [y.length, x.length];
  const exact = (values: ArrayLike<number>): Double2[] => Array.from(values, (v) => [v, 0]);
  let next = 0;
  const rows = terms.map(({ columns }) => {
    const k = columns.length;
    const template: Double2[][] = columns.map(() => columns.map(() => zero));
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) template[r][c] = [theta[next++], 0];
    return Array.from({ length: n }, (_, i) => {
      const z = exact(columns.map((column) => column[i]));
      return columns.map((_, c) =>
        dot(
          z,
          template.map((row) => row[c]),
        ),
      );
    });
  });
  const v: Matrix2 = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      terms.reduce<Double2>(
        (sum, { codes }, t) =>
          codes[i] === codes[j] ? add(sum, dot(rows[t][i], rows[t][j])) : sum,
        [i === j ? 1 : 0, 0],
      ),
    ),
  );
  const l = cholesky(v);
  const white = [...x, y].map((column) => forwardSolve(l, exact(column)));
  const cross = white.map((a) => white.map((b) => dot(a, b)));
  const whole = cholesky(cross);
  const tail = whole[p];
  const factor = whole.slice(0, p);
  const unit = factor.map((_, c) =>
    forwardSolve(
      factor,
      factor.map((_, r) => [+(r === c), 0]),
    ),
  );
  const beta = unit.map((column) => dot(column, tail, p)[0]);
  const unscaled = unit.map((a) => unit.map((b) => dot(a, b)[0]));
  const [high, low] = multiply(tail[p], tail[p]);
  const sumOfSquares = high + low;
  const [logV, logX] = [logDeterminant(l), logDeterminant(factor)];
  const d = reml ? n - p : n;
  const objective = logV + (reml ? logX : 0) + d * (1 + Math.log((2 * Math.PI * sumOfSquares) / d));
  return { logV, logX, sumOfSquares, beta, unscaled, objective };
}
