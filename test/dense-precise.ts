/**
 * The linear mixed model by dense algebra in double-double arithmetic (about 32 digits; Dekker 1971, Knuth 1997 § 4.2.2), for data
 * on which plain dense algebra loses its digits. As `dense-reference.ts`, for n up to about 60 and no weights.
 */
import type { DenseModel } from './dense-reference.ts';

/** An unevaluated sum of two doubles. */
type Double2 = readonly [number, number];
type Matrix2 = Double2[][];

const zero: Double2 = [0, 0];

// Pairs are read by index: to take them apart as lists costs several times the arithmetic.

function quickSum(a: number, b: number): Double2 {
  const s = a + b;
  return [s, b - (s - a)];
}

function twoProduct(a: number, b: number): Double2 {
  const p = a * b;
  const ta = 134217729 * a;
  const ah = ta - (ta - a);
  const al = a - ah;
  const tb = 134217729 * b;
  const bh = tb - (tb - b);
  const bl = b - bh;
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

function add(x: Double2, y: Double2): Double2 {
  const a = x[0];
  const c = x[1];
  const b = y[0];
  const d = y[1];
  const s = a + b;
  const st = s - a;
  const t = c + d;
  const tt = t - c;
  const carry = a - (s - st) + (b - st) + t;
  const u = s + carry;
  return quickSum(u, carry - (u - s) + (c - (t - tt) + (d - tt)));
}

function negative(x: Double2): Double2 {
  return [-x[0], -x[1]];
}

function multiply(x: Double2, y: Double2): Double2 {
  const product = twoProduct(x[0], y[0]);
  return quickSum(product[0], product[1] + (x[0] * y[1] + x[1] * y[0]));
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

/** Σ aᵢbᵢ: `multiply` and `add` written out, since nearly all time goes here. */
function dot(a: readonly Double2[], b: readonly Double2[], length = a.length): Double2 {
  let high = 0;
  let low = 0;
  for (let i = 0; i < length; i++) {
    const x = a[i][0];
    const xLow = a[i][1];
    const y = b[i][0];
    const yLow = b[i][1];
    const product = x * y;
    const tx = 134217729 * x;
    const xh = tx - (tx - x);
    const xl = x - xh;
    const ty = 134217729 * y;
    const yh = ty - (ty - y);
    const yl = y - yh;
    const error = xh * yh - product + xh * yl + xl * yh + xl * yl + (x * yLow + xLow * y);
    const p = product + error;
    const q = error - (p - product);
    const s = high + p;
    const st = s - high;
    const t = low + q;
    const tt = t - low;
    const carry = high - (s - st) + (p - st) + t;
    const u = s + carry;
    const rest = carry - (u - s) + (low - (t - tt) + (q - tt));
    high = u + rest;
    low = rest - (high - u);
  }
  return [high, low];
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
