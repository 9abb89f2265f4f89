import { exponential } from '../../../number/elementary.ts';
import { unbounded } from '../coordinates.ts';
import { type Chart, joined, type Parts } from './chart.ts';
import { templateChart } from './template-chart.ts';

/** A dispersion further than this from its estimate, on the log scale, is 0 or without end. */
const REMOTE = 30;

/** Followed as its logarithm, so that a limit of 0 or without end is a matter of so many steps. */
export function dispersionChart({ at, sizes, m, p }: Parts): Chart {
  const { rotation } = templateChart(at, sizes);
  const start = joined(rotation.start, at.beta);
  const [estimate] = at.auxiliary;
  const low = Math.min(estimate, 0) - REMOTE;
  const high = Math.max(estimate, 0) + REMOTE;
  return {
    estimate,
    range: [low, high],
    shown: (value) => {
      if (value <= low) return 0;
      return value >= high ? Infinity : exponential(value);
    },
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => joined(z, Float64Array.of(value)),
    pull: (gradient) => joined(gradient.subarray(0, m + p), gradient.subarray(m + p)),
  };
}
