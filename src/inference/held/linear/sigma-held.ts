import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import { exponential, logarithm } from '../../../number/elementary.ts';
import type { ParameterSpace, Point } from '../../parameters/parameter-space.ts';
import { unbounded, without } from '../coordinates.ts';
import type { HeldProblem } from '../held-problem.ts';
import { rotated } from '../rotated-templates.ts';
import { heldCriterion } from './held-criterion.ts';

export function sigmaHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  power: 1 | 2,
): HeldProblem {
  const held = heldCriterion(open, { kind: 'free' });
  const { layout, start, templates, chain } = rotated(
    point.templates,
    terms.map(({ size }) => size),
  );
  const sigma = products.scale * exponential(point.logSigma);
  return {
    estimate: sigma ** power,
    range: [0, Infinity],
    step: (0.5 * power * sigma ** power) / Math.sqrt(2 * open.d),
    start,
    lower: unbounded(start.length),
    even: layout.diagonals,
    at: (value) => ({
      value: (z) =>
        value > 0
          ? held.value(templates(z), logarithm(value) / power - logarithm(products.scale))
          : undefined,
      gradient: () => {
        const slopes = held.slopes();
        return without(chain(slopes.templates), [], slopes.logSigma / (power * value));
      },
    }),
  };
}
