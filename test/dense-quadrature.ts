/**
 * Adaptive Gauss–Hermite quadrature of one grouping factor written out plainly, to check the engine against: the rule by bisection,
 * every node of the product grid by itself.
 */
export type Derivatives = (i: number, eta: number) => readonly [number, number, number];

/** The n-point rule for the standard normal density: roots of the Hermite polynomial by bisection, weights from its neighbour. */
export function hermite(n: number): { nodes: number[]; weights: number[] } {
  const polynomial = (t: number, order: number): number => {
    let before = 0;
    let value = 1;
    for (let j = 0; j < order; j++) {
      [before, value] = [value, (t * value - Math.sqrt(j) * before) / Math.sqrt(j + 1)];
    }
    return value;
  };
  const bound = Math.sqrt(4 * n + 2);
  const cells = 400 * n;
  const nodes: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    let low = -bound + (2 * bound * (cell + 0.3)) / cells;
    let high = -bound + (2 * bound * (cell + 1.3)) / cells;
    const sign = Math.sign(polynomial(low, n));
    if (sign === Math.sign(polynomial(high, n))) continue;
    for (let step = 0; step < 90; step++) {
      const middle = 0.5 * (low + high);
      if (Math.sign(polynomial(middle, n)) === sign) low = middle;
      else high = middle;
    }
    nodes.push(0.5 * (low + high));
  }
  return { nodes, weights: nodes.map((t) => 1 / (n * polynomial(t, n - 1) ** 2)) };
}

/** Lower Cholesky factor and log determinant. */
function cholesky(m: readonly number[][]): number[][] {
  const k = m.length;
  const l = m.map(() => new Array<number>(k).fill(0));
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let sum = m[i][j];
      for (let c = 0; c < j; c++) sum -= l[i][c] * l[j][c];
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
  }
  return l;
}

/** L⁻ᵀt */
function backSolve(l: readonly number[][], t: readonly number[]): number[] {
  const x = t.slice();
  for (let j = l.length - 1; j >= 0; j--) {
    for (let i = j + 1; i < l.length; i++) x[j] -= l[i][j] * x[i];
    x[j] /= l[j][j];
  }
  return x;
}

function forwardSolve(l: readonly number[][], b: readonly number[]): number[] {
  const x = b.slice();
  for (let i = 0; i < l.length; i++) {
    for (let j = 0; j < i; j++) x[i] -= l[i][j] * x[j];
    x[i] /= l[i][i];
  }
  return x;
}

/**
 * log ∫ exp(Σ l(η + sᵀu)) φ(u) du for the rows of one group.
 *
 * @param s for each row its K numbers
 * @param eta fixed part of each row
 */
export function groupIntegral(
  rows: readonly number[],
  s: readonly (readonly number[])[],
  eta: ArrayLike<number>,
  density: Derivatives,
  points: number,
): number {
  const k = s[0].length;
  const at = (u: readonly number[]) =>
    rows.map((i) =>
      density(
        i,
        s[i].reduce((sum, x, c) => sum + x * u[c], eta[i]),
      ),
    );
  const height = (u: readonly number[]) =>
    at(u).reduce((sum, [l]) => sum + l, 0) - 0.5 * u.reduce((sum, x) => sum + x * x, 0);
  let u = new Array<number>(k).fill(0);
  let l: number[][] = [];
  for (let step = 0; step < 200; step++) {
    const slope = u.map((x) => -x);
    const m = u.map((_, r) => u.map((_, c) => Number(r === c)));
    at(u).forEach(([, first, second], position) => {
      const row = s[rows[position]];
      for (let r = 0; r < k; r++) {
        slope[r] += first * row[r];
        for (let c = 0; c < k; c++) m[r][c] -= second * row[r] * row[c];
      }
    });
    l = cholesky(m);
    const half = forwardSolve(l, slope);
    const move = backSolve(l, half);
    if (half.reduce((sum, x) => sum + x * x, 0) < 1e-26) break;
    let share = 1;
    while (share > 1e-9 && height(u.map((x, c) => x + share * move[c])) < height(u) - 1e-12) {
      share /= 2;
    }
    u = u.map((x, c) => x + share * move[c]);
  }
  const { nodes, weights } = hermite(points);
  const terms: number[] = [];
  const visit = (t: number[], log: number): void => {
    if (t.length < k) {
      nodes.forEach((node, j) => {
        visit([...t, node], log + Math.log(weights[j]) + 0.5 * node * node);
      });
      return;
    }
    const shift = backSolve(l, t);
    terms.push(log + height(u.map((x, c) => x + shift[c])));
  };
  visit([], 0);
  const largest = Math.max(...terms);
  const total = terms.reduce((sum, term) => sum + Math.exp(term - largest), 0);
  return largest + Math.log(total) - l.reduce((sum, row, j) => sum + Math.log(row[j]), 0);
}
