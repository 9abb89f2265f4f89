import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import { dot } from '../../../number/dot.ts';
import { exponential } from '../../../number/elementary.ts';
import type { ParameterOf } from '../../parameters/parameter.ts';
import type { ParameterSpace, Point } from '../../parameters/parameter-space.ts';
import { unbounded, without } from '../coordinates.ts';
import type { HeldProblem } from '../held-problem.ts';
import { innerWeights } from '../inner-weights.ts';
import { rotated } from '../rotated-templates.ts';
import { heldCriterion } from './held-criterion.ts';

export function fixedHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  { weights, constant }: ParameterOf<'fixed'>,
): HeldProblem {
  const { triangle, response, scale } = products;
  // ℓᵀβ = cᵀ(γ + s β̃).
  const c = innerWeights(triangle, weights);
  const origin = constant + dot(c, response);
  const rule = { kind: 'contrast' as const, c, value: 0 };
  const held = heldCriterion(open, rule);
  const { layout, start, templates, chain } = rotated(
    point.templates,
    terms.map(({ size }) => size),
  );
  const free = dot(c, point.beta);
  // The standard error that independent rows would give: the basis is orthogonal with squared norm n.
  const step = scale * exponential(point.logSigma) * (Math.hypot(...c) / Math.sqrt(products.n));
  return {
    estimate: origin + scale * free,
    range: [-Infinity, Infinity],
    step,
    start,
    lower: unbounded(start.length),
    even: layout.diagonals,
    at: (value) => ({
      value: (z) => {
        rule.value = (value - origin) / scale;
        return held.value(templates(z));
      },
      gradient: () => {
        const slopes = held.slopes();
        return without(chain(slopes.templates), [], slopes.fixed[0] / scale);
      },
    }),
  };
}
