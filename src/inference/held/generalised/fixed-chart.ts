import { product, transpose } from '../../../engine/small-matrix.ts';
import { dot } from '../../../number/dot.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import { unbounded } from '../coordinates.ts';
import { innerWeights } from '../inner-weights.ts';
import { rotationFor } from '../rotated-templates.ts';
import { type Chart, joined, type Parts } from './chart.ts';
import { templateChart } from './template-chart.ts';

export function fixedChart(parts: Parts, { weights, constant }: ParameterOf<'fixed'>): Chart {
  const { at, sizes, m, p } = parts;
  const c = innerWeights(parts.open.rows.triangle, weights);
  const length = dot(c, c);
  // β̃ = c δ/cᵀc + N z with N orthogonal to c.
  const across = rotationFor([c], p).subarray(p);
  const back = transpose(across, p, p - 1);
  const { rotation, theta } = templateChart(at, sizes);
  const start = joined(rotation.start, product(back, at.beta, p - 1, p, 1), at.auxiliary);
  return {
    estimate: constant + dot(c, at.beta),
    range: [-Infinity, Infinity],
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => {
      const share = (value - constant) / length;
      const beta = product(across, z.slice(m, m + p - 1), p, p - 1, 1);
      for (let j = 0; j < p; j++) beta[j] += share * c[j];
      return joined(theta(z.subarray(0, m)), beta, z.subarray(m + p - 1));
    },
    pull: (gradient) => {
      const own = gradient.slice(m, m + p);
      return joined(
        gradient.subarray(0, m),
        product(back, own, p - 1, p, 1),
        gradient.subarray(m + p),
        Float64Array.of(dot(own, c) / length),
      );
    },
  };
}
