/**
 * The linear mixed model by plain dense algebra, to check the engine against: no sparse matrices, no
 * special cases, nothing shared with src/. For n up to about 300.
 *
 *     y ~ N(Xβ + offset, σ² V),   V = W⁻¹ + Σ Z D Zᵀ,   D = T Tᵀ once per level
 *
 * With V = L Lᵀ everything is ordinary least squares on L⁻¹X and L⁻¹y. The objective equals that of the
 * penalised form in Bates et al. (2015), for log|V| = log|M| − Σ log wᵢ.
 */

type Vector = ArrayLike<number>;
type Matrix = number[][];

/** One random term: level of each row (0-based), number of levels, and its k basis columns of length n. */
export interface DenseTerm {
  readonly codes: ArrayLike<number>;
  readonly levels: number;
  readonly columns: readonly Vector[];
}

export interface DenseModel {
  readonly y: Vector;
  /** Columns of the fixed-effects matrix, each of length n. */
  readonly x: readonly Vector[];
  readonly terms: readonly DenseTerm[];
  /** Precision weights: the residual variance of row i is σ²/wᵢ. Default: 1. */
  readonly weights?: Vector | undefined;
  readonly offset?: Vector | undefined;
  /** Lower triangles of the T's, column by column, term after term. */
  readonly theta: Vector;
  readonly reml: boolean;
}

/** The random effects of one level of one term, given the data. */
export interface DenseMode {
  /** û: the spherical random effects. */
  readonly u: number[];
  /** b̂ = T û. */
  readonly b: number[];
  /** var(b | y) with β taken as known: the square of lme4's `condSD` is its diagonal. */
  readonly condVar: Matrix;
  /** var(b̂ − b), which carries the uncertainty of β̂ as well. */
  readonly predictionVar: Matrix;
}

export interface DenseFit {
  /** −2 log-likelihood, or the REML criterion. */
  readonly objective: number;
  readonly beta: number[];
  readonly sigma: number;
  readonly vcov: Matrix;
  /** `modes[term][level]`. */
  readonly modes: DenseMode[][];
  readonly fitted: number[];
}

/** The fit at a given θ. */
export function denseFit(model: DenseModel): DenseFit {
  const { x, terms, weights, offset, reml } = model;
  const y = Array.from(model.y, (value, i) => value - (offset?.[i] ?? 0));
  const [n, p] = [y.length, x.length];
  const templates = unpackTheta(model.theta, terms);

  // Rows of ZΛ, term by term; V and its factor
  const scaled = terms.map(({ columns }, t) =>
    y.map((_, i) => templates[t].map((_, c) => dot(at(templates[t], c), at(columns, i)))),
  );
  const v = y.map((_, i) =>
    y.map((_, j) =>
      terms.reduce(
        (sum, { codes }, t) => sum + (codes[i] === codes[j] ? dot(scaled[t][i], scaled[t][j]) : 0),
        i === j ? 1 / (weights?.[i] ?? 1) : 0,
      ),
    ),
  );
  const l = cholesky(v);

  // β̂ by least squares on the whitened columns
  const whiteX = x.map((column) => forwardSolve(l, column));
  const whiteY = forwardSolve(l, y);
  const rx = cholesky(whiteX.map((a) => transposeTimes(whiteX, a)));
  const half = identity(p).map((e) => forwardSolve(rx, e));
  const inverse = half.map((a) => transposeTimes(half, a)); // (XᵀV⁻¹X)⁻¹
  const beta = transposeTimes(inverse, transposeTimes(whiteX, whiteY));
  const whiteResidual = whiteY.map((value, i) => value - dot(at(whiteX, i), beta));
  const rss = dot(whiteResidual, whiteResidual);
  const degrees = reml ? n - p : n;
  const variance = rss / degrees;
  const objective =
    logDeterminant(l) +
    (reml ? logDeterminant(rx) : 0) +
    degrees * (1 + Math.log((2 * Math.PI * rss) / degrees));
  const vcov = inverse.map((row) => row.map((value) => variance * value));

  // û = ΛᵀZᵀ V⁻¹ (y − Xβ̂) and b̂ = Λ û, level by level
  const fitted = y.map((_, i) => (offset?.[i] ?? 0) + dot(at(x, i), beta));
  const modes = terms.map(({ codes, levels, columns }, t) =>
    Array.from({ length: levels }, (_, level): DenseMode => {
      const template = templates[t];
      const whiteU = template.map((_, c) =>
        forwardSolve(
          l,
          scaled[t].map((row, i) => row[c] * +(codes[i] === level)),
        ),
      );
      const whiteB = template.map((row) => y.map((_, i) => dot(row, at(whiteU, i))));
      const u = transposeTimes(whiteU, whiteResidual);
      const b = transposeTimes(template, u);
      const condVar = template.map((rowR, r) =>
        template.map((rowC, c) => variance * (dot(rowR, rowC) - dot(whiteB[r], whiteB[c]))),
      );
      // what b̂ moves by when β̂ does
      const share = whiteB.map((a) => forwardSolve(rx, transposeTimes(whiteX, a)));
      const predictionVar = condVar.map((row, r) =>
        row.map((value, c) => value + variance * dot(share[r], share[c])),
      );
      for (let i = 0; i < n; i++) if (codes[i] === level) fitted[i] += dot(at(columns, i), b);
      return { u, b, condVar, predictionVar };
    }),
  );
  return { objective, beta, sigma: Math.sqrt(variance), vcov, modes, fitted };
}

/** The lower-triangular T's from θ. */
function unpackTheta(theta: Vector, terms: readonly DenseTerm[]): Matrix[] {
  let next = 0;
  return terms.map(({ columns }) => {
    const k = columns.length;
    const t = identity(k);
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) t[r][c] = theta[next++];
    return t;
  });
}

/** Row i of the matrix with these columns; or column i, given rows. */
function at(columns: readonly Vector[], i: number): number[] {
  return columns.map((column) => column[i]);
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Aᵀ v, for A given by its columns. */
function transposeTimes(columns: readonly Vector[], v: Vector): number[] {
  return columns.map((column) => dot(column, v));
}

function identity(k: number): Matrix {
  return Array.from({ length: k }, (_, r) => Array.from({ length: k }, (_, c) => +(r === c)));
}

/** The lower triangle L of A = L Lᵀ. */
function cholesky(a: Matrix): Matrix {
  const l = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i][j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      if (i === j && !(sum > 0)) throw new Error(`not positive definite at pivot ${i}`);
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
  }
  return l;
}

function logDeterminant(l: Matrix): number {
  return 2 * l.reduce((sum, row, i) => sum + Math.log(row[i]), 0);
}

/** x of L x = b. */
function forwardSolve(l: Matrix, b: Vector): number[] {
  const x: number[] = [];
  for (let i = 0; i < b.length; i++) x.push((b[i] - dot(x, l[i])) / l[i][i]);
  return x;
}
