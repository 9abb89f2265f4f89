/**
 * Laplace's approximation by plain dense algebra, to check the engine against: Newton in u with step halving and a dense
 * determinant, nothing shared with src/ but the types of its arguments.
 */
import type { DenseTerm } from './dense-reference.ts';

type Vector = ArrayLike<number>;

/** Log density of one row with its first two derivatives with respect to η, all constants included. */
export type RowDensity = (i: number, eta: number) => readonly [number, number, number];

export interface DenseGeneralised {
  readonly n: number;
  readonly x: readonly Vector[];
  readonly beta: Vector;
  readonly terms: readonly DenseTerm[];
  /** Lower triangles of the templates, column by column, term after term. */
  readonly theta: Vector;
  readonly offset?: Vector | undefined;
  readonly density: RowDensity;
}

/** Rows of ZΛ: n × q. */
function scaledColumns({ n, terms, theta }: DenseGeneralised): number[][] {
  const rows: number[][] = Array.from({ length: n }, () => []);
  let next = 0;
  let before = 0;
  for (const { codes, levels, columns } of terms) {
    const k = columns.length;
    const t = Array.from({ length: k }, () => new Array<number>(k).fill(0));
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) t[r][c] = theta[next++];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < levels * k; j++) rows[i][before + j] = 0;
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let r = 0; r < k; r++) sum += columns[r][i] * t[r][c];
        rows[i][before + codes[i] * k + c] = sum;
      }
    }
    before += levels * k;
  }
  return rows;
}

/** Solves A x = b for a symmetric matrix by elimination without pivoting; also log|A|. */
function solveSymmetric(a: readonly number[][], b: readonly number[]) {
  const m = a.map((row) => row.slice());
  const x = b.slice();
  const q = b.length;
  let log = 0;
  for (let j = 0; j < q; j++) {
    log += Math.log(m[j][j]);
    for (let i = j + 1; i < q; i++) {
      const f = m[i][j] / m[j][j];
      if (f === 0) continue;
      for (let l = j; l < q; l++) m[i][l] -= f * m[j][l];
      x[i] -= f * x[j];
    }
  }
  for (let j = q - 1; j >= 0; j--) {
    for (let l = j + 1; l < q; l++) x[j] -= m[j][l] * x[l];
    x[j] /= m[j][j];
  }
  return { x, log };
}

/** −2 log-likelihood by Laplace's approximation at given parameters, and the conditional mode. */
export function denseLaplace(model: DenseGeneralised): { objective: number; u: number[] } {
  const { n, x, beta, offset, density } = model;
  const z = scaledColumns(model);
  const q = z[0].length;
  const fixed = Array.from({ length: n }, (_, i) =>
    x.reduce((sum, column, j) => sum + column[i] * beta[j], offset?.[i] ?? 0),
  );
  const evaluate = (u: readonly number[]) => {
    const rows = z.map((row, i) => {
      let eta = fixed[i];
      for (let j = 0; j < q; j++) eta += row[j] * u[j];
      return density(i, eta);
    });
    const penalised =
      u.reduce((sum, value) => sum + value * value, 0) - 2 * rows.reduce((sum, [l]) => sum + l, 0);
    return { rows, penalised };
  };
  let u = new Array<number>(q).fill(0);
  let here = evaluate(u);
  for (let iteration = 0; iteration < 200; iteration++) {
    const m = Array.from({ length: q }, (_, j) =>
      Array.from({ length: q }, (_, l) => Number(j === l)),
    );
    const slope = u.map((value) => -value);
    z.forEach((row, i) => {
      const [, first, second] = here.rows[i];
      for (let j = 0; j < q; j++) {
        if (row[j] === 0) continue;
        slope[j] += row[j] * first;
        for (let l = 0; l < q; l++) m[j][l] -= row[j] * row[l] * second;
      }
    });
    const { x: move, log } = solveSymmetric(m, slope);
    const decrement = move.reduce((sum, value, j) => sum + value * slope[j], 0);
    if (Math.abs(decrement) < 1e-22 || iteration === 199) {
      return { objective: here.penalised + log, u };
    }
    for (let share = 1; ; share /= 2) {
      const trial = u.map((value, j) => value + share * move[j]);
      const there = evaluate(trial);
      if (there.penalised <= here.penalised + 1e-9 || share < 1e-8) {
        u = trial;
        here = there;
        break;
      }
    }
  }
  throw new Error('unreachable');
}
