import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import { exponential } from '../../../number/elementary.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import type { ParameterSpace, Point } from '../../parameters/parameter-space.ts';
import { unbounded, without } from '../coordinates.ts';
import type { HeldProblem } from '../held-problem.ts';
import { rotated, rotationFor, rowOf } from '../rotated-templates.ts';
import { heldCriterion } from './held-criterion.ts';

/**
 * A standard deviation is σ‖r‖ L₁₁ once r, the coefficient's row of R⁻¹, is the first axis: L₁₁ follows from the value and log σ,
 * which takes its place among the coordinates.
 */
export function sdHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  { term, index, power }: ParameterOf<'sd'>,
): HeldProblem {
  const { size: k, inverse } = terms[term];
  const r = rowOf(inverse, index, k);
  const sizes = terms.map(({ size }) => size);
  const { layout, start, templates, chain } = rotated(
    point.templates,
    sizes,
    term,
    rotationFor([r], k),
  );
  const held = heldCriterion(open, { kind: 'free' });
  const first = layout.position(term, 0, 0);
  const unit = products.scale * Math.hypot(...r);
  const sigma = exponential(point.logSigma);
  const estimate = unit * sigma * Math.abs(start[first]);
  const entries = new Float64Array(layout.length);
  const n = layout.length;
  const even = layout.diagonals
    .filter((at) => at !== first)
    .map((at) => (at > first ? at - 1 : at));
  return {
    estimate: estimate ** power,
    range: [0, Infinity],
    step: Math.max(0.15 * estimate, 0.05 * unit * sigma) ** power,
    start: without(start, [first], point.logSigma),
    lower: unbounded(n),
    even,
    at: (value) => {
      const sd = power === 2 ? Math.sqrt(value) : value;
      let root = 0;
      let logSigma = 0;
      return {
        value: (z) => {
          logSigma = z[n - 1];
          root = (sd / unit) * exponential(-logSigma);
          entries.set(z.subarray(0, first));
          entries[first] = root;
          entries.set(z.subarray(first, n - 1), first + 1);
          return held.value(templates(entries), logSigma);
        },
        gradient: () => {
          const slopes = held.slopes();
          const all = chain(slopes.templates);
          const own = all[first];
          const bySd = (own * exponential(-logSigma)) / unit;
          const byValue = power === 2 ? bySd / (2 * sd) : bySd;
          return without(all, [first], slopes.logSigma - own * root, byValue);
        },
      };
    },
  };
}
