import type { FittedModel } from '../fit/model.ts';
import { clustersOf } from '../inference/robust/clusters.ts';

/** Row numbers of each cluster, in their order. */
function membersOf(codes: Int32Array, count: number): number[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  codes.forEach((code, row) => {
    members[code].push(row);
  });
  return members;
}

/** Cov(yᵢ, yⱼ)/σ² through the random effects. */
function relativeCovariance({ design, random }: FittedModel, i: number, j: number): number {
  let sum = 0;
  for (let t = 0; t < random.length; t++) {
    const { codes, columns } = design.random[t];
    if (codes[i] !== codes[j]) continue;
    const { template } = random[t];
    const k = columns.length;
    for (let c = 0; c < k; c++) {
      let a = 0;
      let b = 0;
      for (let r = c; r < k; r++) {
        a += template[c * k + r] * columns[r][i];
        b += template[c * k + r] * columns[r][j];
      }
      sum += a * b;
    }
  }
  return sum;
}

/**
 * L⁻¹(y − Xβ̂ − offset)/σ̂ cluster by cluster, LLᵀ = W⁻¹ + ZΛΛᵀZᵀ. Work and memory grow with the cube and the square of the rows
 * of a cluster.
 *
 * @throws `grouping-factor` when no grouping factor contains all others
 */
export function choleskyResiduals(model: FittedModel): Float64Array {
  const { design, fixed, crossProducts, sigma } = model;
  const { codes, count } = clustersOf(model);
  const columns = Array.from(crossProducts.kept, (j) => design.fixed.columns[j]);
  const result = new Float64Array(design.n);
  for (const rows of membersOf(codes, count)) {
    const m = rows.length;
    const l = new Float64Array(m * m);
    for (let a = 0; a < m; a++) {
      const i = rows[a];
      let rest = design.y[i] - (design.offset?.[i] ?? 0);
      for (let c = 0; c < columns.length; c++) rest -= columns[c][i] * fixed.estimates[c];
      for (let b = 0; b < a; b++) {
        let sum = relativeCovariance(model, i, rows[b]);
        for (let c = 0; c < b; c++) sum -= l[a * m + c] * l[b * m + c];
        const value = sum / l[b * m + b];
        l[a * m + b] = value;
        rest -= value * result[rows[b]];
      }
      let pivot = relativeCovariance(model, i, i) + 1 / (design.precisionWeights?.[i] ?? 1);
      for (let c = 0; c < a; c++) pivot -= l[a * m + c] ** 2;
      l[a * m + a] = Math.sqrt(pivot);
      result[i] = rest / l[a * m + a];
    }
  }
  return result.map((value) => value / sigma);
}
