import { dot } from '../../../number/dot.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import { unbounded } from '../coordinates.ts';
import { correlationCoordinates } from '../correlation-coordinates.ts';
import { rotationFor, rowOf } from '../rotated-templates.ts';
import { type Chart, joined, type Parts } from './chart.ts';
import { templateChart } from './template-chart.ts';

export function corChart(
  { names, at, sizes, m }: Parts,
  { term, i, j }: ParameterOf<'cor'>,
): Chart {
  const { size: k, inverse } = names.terms[term];
  const rj = rowOf(inverse, j, k);
  const q = rotationFor([rowOf(inverse, i, k), rj], k);
  const { rotation, theta, pull } = templateChart(at, sizes, term, q);
  const own = correlationCoordinates(
    rotation,
    term,
    dot(q.subarray(0, k), rj),
    dot(q.subarray(k, 2 * k), rj),
  );
  const outer = joined(at.beta, at.auxiliary);
  let rho = own.estimate;
  return {
    estimate: own.estimate,
    range: [-1, 1],
    step: 0.02 + 0.1 * (1 - own.estimate ** 2),
    start: joined(own.start, outer),
    lower: joined(own.lower, unbounded(outer.length)),
    even: own.even,
    psi: (z, value) => {
      rho = value;
      return joined(theta(own.entries(z.subarray(0, m - 1), rho)), z.subarray(m - 1));
    },
    pull: (gradient) => {
      const all = own.chain(pull(gradient), rho);
      return joined(all.subarray(0, m - 1), gradient.subarray(m), all.subarray(m - 1));
    },
  };
}
