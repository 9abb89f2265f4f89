import type { Chart } from './chart.ts';

/** The columns of ∂ψ/∂(z, value) at the start. */
function jacobian({ pull, psi, start, estimate }: Chart): Float64Array[] {
  const size = psi(start, estimate).length;
  return Array.from({ length: size }, (_, k) => {
    const unit = new Float64Array(size);
    unit[k] = 1;
    return pull(unit);
  });
}

/** Hessian of the criterion in (z, value): exact, since its slopes are zero at the optimum. */
export function chartHessian(chart: Chart, hessian: Float64Array): Float64Array {
  const rows = jacobian(chart);
  const d = rows.length;
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < d; l++) {
      const h = hessian[l * d + k];
      if (h === 0) continue;
      for (let b = 0; b < d; b++) {
        for (let a = 0; a < d; a++) out[b * d + a] += rows[k][a] * h * rows[l][b];
      }
    }
  }
  return out;
}

/** The leading block of a square matrix. */
export function leading(matrix: Float64Array, d: number, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => matrix[Math.floor(at / n) * d + (at % n)]);
}
