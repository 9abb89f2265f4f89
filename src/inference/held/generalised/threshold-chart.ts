import { dot } from '../../../number/dot.ts';
import { exponential } from '../../../number/elementary.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import { unbounded } from '../coordinates.ts';
import { innerWeights } from '../inner-weights.ts';
import { type Chart, joined, type Parts } from './chart.ts';
import { templateChart } from './template-chart.ts';

/** Threshold τ_j = a₁ + shiftᵀβ + Σ_{1 < k ≤ j} e^{a_k}: what is eliminated is a₁. */
export function thresholdChart(parts: Parts, { index }: ParameterOf<'threshold'>): Chart {
  const { open, at, sizes, m, p } = parts;
  const c = innerWeights(open.rows.triangle, open.rows.shift);
  const { rotation } = templateChart(at, sizes);
  const rest = at.auxiliary.subarray(1);
  const start = joined(rotation.start, at.beta, rest);
  const above = (increments: Float64Array): number =>
    increments.subarray(0, index).reduce((sum, a) => sum + exponential(a), 0);
  let last = start;
  return {
    estimate: at.auxiliary[0] + dot(c, at.beta) + above(rest),
    range: [-Infinity, Infinity],
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => {
      last = z;
      const increments = z.subarray(m + p);
      const first = value - dot(c, z.subarray(m, m + p)) - above(increments);
      return joined(z.subarray(0, m + p), Float64Array.of(first), increments);
    },
    pull: (gradient) => {
      const slope = gradient[m + p];
      return joined(
        gradient.subarray(0, m),
        gradient.slice(m, m + p).map((x, j) => x - slope * c[j]),
        gradient
          .slice(m + p + 1)
          .map((x, k) => (k < index ? x - slope * exponential(last[m + p + k]) : x)),
        Float64Array.of(slope),
      );
    },
  };
}
