/**
 * Points of a quadratic expansion in m variables, in steps: the centre, ± each axis, and the sum of each pair of axes
 * (k, l) with k < l; (m + 1)(m + 2)/2 in all.
 */
export function expansionPoints(m: number): Float64Array[] {
  const unit = (sign: number, ...axes: number[]): Float64Array => {
    const point = new Float64Array(m);
    for (const axis of axes) point[axis] = sign;
    return point;
  };
  const axes = Array.from({ length: m }, (_, k) => k);
  return [
    unit(0),
    ...axes.flatMap((k) => [unit(1, k), unit(-1, k)]),
    ...axes.flatMap((k) => axes.slice(k + 1).map((l) => unit(1, k, l))),
  ];
}

/** A function known by its gradients at the points of an expansion. */
export interface Expansion {
  readonly steps: Float64Array;
  readonly gradients: readonly Float64Array[];
}

/** First and second differences of the values at the points, in steps. */
function differences(values: readonly number[], m: number): { first: number[]; second: number[] } {
  const first: number[] = [];
  const second = new Array<number>(m * m);
  for (let k = 0; k < m; k++) {
    const above = values[1 + 2 * k];
    const below = values[2 + 2 * k];
    first.push((above - below) / 2);
    second[k * (m + 1)] = above - values[0] - (values[0] - below);
  }
  let at = 1 + 2 * m;
  for (let k = 0; k < m; k++) {
    for (let l = k + 1; l < m; l++) {
      const mixed = values[at++] - values[1 + 2 * k] - (values[1 + 2 * l] - values[0]);
      second[k * m + l] = mixed;
      second[l * m + k] = mixed;
    }
  }
  return { first, second };
}

/** The quadratic through the values at the points, at some move. */
export function quadratic(
  values: readonly number[],
  steps: Float64Array,
  move: Float64Array,
): number {
  const m = steps.length;
  const { first, second } = differences(values, m);
  let sum = values[0];
  for (let k = 0; k < m; k++) {
    const t = move[k] / steps[k];
    sum += first[k] * t;
    for (let l = 0; l < m; l++) sum += (second[k * m + l] * t * (move[l] / steps[l])) / 2;
  }
  return sum;
}

/** x with Ax = b, by elimination with pivoting; A row by row. NaN where A is singular. */
function solved(a: readonly number[], b: readonly number[]): number[] {
  const m = b.length;
  const rows = b.map((value, i) => [...a.slice(i * m, (i + 1) * m), value]);
  for (let j = 0; j < m; j++) {
    let pivot = j;
    for (let i = j + 1; i < m; i++) {
      if (Math.abs(rows[i][j]) > Math.abs(rows[pivot][j])) pivot = i;
    }
    [rows[j], rows[pivot]] = [rows[pivot], rows[j]];
    for (let i = 0; i < m; i++) {
      if (i === j) continue;
      const share = rows[i][j] / rows[j][j];
      for (let c = j; c <= m; c++) rows[i][c] -= share * rows[j][c];
    }
  }
  return rows.map((row, j) => row[m] / row[j]);
}

const largest = (values: readonly number[], by: Float64Array): number =>
  values.reduce((most, value, k) => Math.max(most, Math.abs(value) / by[k]), 0);

/** Newton steps; the expansion is nearly quadratic where it is used. */
const ITERATIONS = 12;

/**
 * The move to the minimum of f + c, f expanded to third order from its gradients, c to second from its values. The error is that of
 * the terms left out, taken to be smaller than the last ones kept by the ratio of the move to θ.
 *
 * @param sizes of θ @param errors standard errors of θ: the unit of the error
 */
export function stationary(
  { steps, gradients }: Expansion,
  values: readonly number[],
  sizes: Float64Array,
  errors: Float64Array,
): { move: Float64Array; error: number } {
  const m = steps.length;
  const parts = Array.from({ length: m }, (_, i) =>
    differences(
      gradients.map((gradient) => gradient[i]),
      m,
    ),
  );
  const own = differences(values, m);
  const failed = { move: new Float64Array(m), error: Infinity };
  // In steps; slopes are per unit of θ.
  let t = new Array<number>(m).fill(0);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const slopes: number[] = [];
    const jacobian: number[] = [];
    const cubic: number[] = [];
    const other: number[] = [];
    for (let i = 0; i < m; i++) {
      const { first, second } = parts[i];
      let bend = 0;
      let turn = 0;
      let slope = gradients[0][i] + own.first[i] / steps[i];
      for (let k = 0; k < m; k++) {
        let third = 0;
        for (let l = 0; l < m; l++) third += second[k * m + l] * t[l];
        const curve = own.second[i * m + k] / steps[i];
        jacobian.push(first[k] + third + curve);
        slope += (first[k] + third / 2 + curve) * t[k];
        bend += (third / 2) * t[k];
        turn += curve * t[k];
      }
      slopes.push(slope);
      cubic.push(bend);
      other.push(turn);
    }
    const step = solved(jacobian, slopes);
    t = t.map((value, k) => value - step[k]);
    const size = step.map((value, k) => value * steps[k]);
    if (!(largest(size, errors) < 1e-9)) continue;
    const move = Float64Array.from(t, (value, k) => value * steps[k]);
    const ratio = largest([...move], sizes);
    const kept = [cubic, other].map((part) =>
      largest(
        solved(jacobian, part).map((value, k) => value * steps[k]),
        errors,
      ),
    );
    return { move, error: ratio * (kept[0] + kept[1]) };
  }
  return failed;
}
