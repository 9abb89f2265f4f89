import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import { dot } from '../../../number/dot.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import type { ParameterSpace, Point } from '../../parameters/parameter-space.ts';
import { correlationCoordinates } from '../correlation-coordinates.ts';
import type { HeldProblem } from '../held-problem.ts';
import { rotated, rotationFor, rowOf } from '../rotated-templates.ts';
import { heldCriterion } from './held-criterion.ts';

/** A correlation; see `correlationCoordinates`. */
export function corHeld(
  open: OpenCriterion,
  { terms }: ParameterSpace,
  point: Point,
  { term, i, j }: ParameterOf<'cor'>,
): HeldProblem {
  const { size: k, inverse } = terms[term];
  const rj = rowOf(inverse, j, k);
  const q = rotationFor([rowOf(inverse, i, k), rj], k);
  const sizes = terms.map(({ size }) => size);
  const rotation = rotated(point.templates, sizes, term, q);
  const held = heldCriterion(open, { kind: 'free' });
  const { estimate, start, lower, even, entries, chain } = correlationCoordinates(
    rotation,
    term,
    dot(q.subarray(0, k), rj),
    dot(q.subarray(k, 2 * k), rj),
  );
  return {
    estimate,
    range: [-1, 1],
    step: 0.02 + 0.1 * (1 - estimate ** 2),
    start,
    lower,
    even,
    at: (rho) => ({
      value: (z) => held.value(rotation.templates(entries(z, rho))),
      gradient: () => chain(rotation.chain(held.slopes().templates), rho),
    }),
  };
}
