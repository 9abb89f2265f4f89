import { invertPositive } from '../inverse-hessian.ts';
import { difference } from './difference.ts';

/** Columns: W Q with W Wᵀ the inverse Hessian at the optimum and Q turning its first axis along Wᵀ∇g. */
export function whitenedAxes(
  origin: Float64Array,
  criterion: (x: Float64Array) => number | undefined,
  slopes: () => Float64Array,
  g: (x: Float64Array) => number,
  diagonals: ReadonlySet<number>,
  rows: number,
): Float64Array {
  const n = origin.length;
  const lastVariance = Math.max(...diagonals) + 1;
  const hessian = new Float64Array(n * n);
  const slopesBy = (k: number, h: number): Float64Array | undefined => {
    const x = origin.slice();
    x[k] += h;
    return criterion(x) === undefined ? undefined : slopes();
  };
  for (let k = 0; k < n; k++) {
    const h = 1e-4 * Math.max(Math.abs(origin[k]), 1 / Math.sqrt(rows));
    const up = slopesBy(k, h);
    const down = slopesBy(k, -h);
    if (up === undefined || down === undefined) hessian[k * n + k] = rows;
    else for (let l = 0; l < n; l++) hessian[k * n + l] = (up[l] - down[l]) / (2 * h);
  }
  // No direction may be longer than the templates are wide, however flat the criterion is along it.
  for (let k = 0; k <= lastVariance; k++) {
    hessian[k * n + k] += 8 / Math.max(1, Math.abs(origin[k])) ** 2;
  }
  const w = semidefiniteFactor(invertPositive(hessian, n), n);
  const along = new Float64Array(n);
  for (const shift of [0, 0.3]) {
    // Close to a variance of 0 functions of it may hardly have a slope; further off they do.
    const x = origin.map((v, k) => (diagonals.has(k) && Math.abs(v) < shift ? shift : v));
    for (let a = 0; a < n; a++) {
      along[a] = difference((s) => g(x.map((v, k) => v + s * w[a * n + k])));
    }
    if (along.some((v) => Math.abs(v) > 1e-12)) break;
  }
  return turned(w, along, n);
}

/** W times the reflection that takes the first axis to ±v/‖v‖. */
function turned(w: Float64Array, v: Float64Array, n: number): Float64Array {
  const length = Math.hypot(...v);
  if (!(length > 0)) return w;
  const u = v.map((x) => x / length);
  const sign = u[0] > 0 ? -1 : 1;
  u[0] -= sign;
  const norm = u.reduce((sum, x) => sum + x * x, 0);
  const axes = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let k = 0; k < n; k++) {
      let image = 0;
      for (let b = 0; b < n; b++) image += w[b * n + k] * u[b];
      const sum = w[a * n + k] - (2 / norm) * image * u[a];
      axes[a * n + k] = a === 0 ? sign * sum : sum;
    }
  }
  return axes;
}

/** The lower triangle L with L Lᵀ = S, with zero columns where rounding leaves S without a positive pivot. */
function semidefiniteFactor(s: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = s[j * n + i];
      for (let c = 0; c < j; c++) sum -= l[c * n + i] * l[c * n + j];
      if (i === j) l[j * n + j] = Math.sqrt(Math.max(sum, 0));
      else l[j * n + i] = l[j * n + j] > 0 ? sum / l[j * n + j] : 0;
    }
  }
  return l;
}
