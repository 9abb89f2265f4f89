import type { ParameterOf } from '../../parameters/parameter.ts';
import { unbounded, without } from '../coordinates.ts';
import { rotationFor, rowOf } from '../rotated-templates.ts';
import { type Chart, joined, type Parts } from './chart.ts';
import { templateChart } from './template-chart.ts';

/** A standard deviation is ‖r‖ L₁₁ once r, the coefficient's row of R⁻¹, is the first axis. */
export function sdChart(
  { names, at, sizes, m }: Parts,
  { term, index, power }: ParameterOf<'sd'>,
): Chart {
  const { size: k, inverse } = names.terms[term];
  const row = rowOf(inverse, index, k);
  const { rotation, theta, pull } = templateChart(at, sizes, term, rotationFor([row], k));
  const { layout } = rotation;
  const first = layout.position(term, 0, 0);
  const unit = Math.hypot(...row);
  const estimate = unit * Math.abs(rotation.start[first]);
  const outer = joined(at.beta, at.auxiliary);
  const entries = new Float64Array(m);
  const start = joined(without(rotation.start, [first]), outer);
  let sd = estimate;
  return {
    estimate: estimate ** power,
    range: [0, Infinity],
    step: Math.max(0.15 * estimate, 0.05 * unit) ** power,
    start,
    lower: unbounded(start.length),
    even: layout.diagonals.filter((d) => d !== first).map((d) => (d > first ? d - 1 : d)),
    psi: (z, value) => {
      sd = power === 2 ? Math.sqrt(value) : value;
      entries.set(z.subarray(0, first));
      entries[first] = sd / unit;
      entries.set(z.subarray(first, m - 1), first + 1);
      return joined(theta(entries), z.subarray(m - 1));
    },
    pull: (gradient) => {
      const all = pull(gradient);
      const bySd = all[first] / unit;
      return joined(
        without(all, [first]),
        gradient.subarray(m),
        Float64Array.of(power === 2 ? bySd / (2 * sd) : bySd),
      );
    },
  };
}
