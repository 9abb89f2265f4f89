import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import type { Parameter } from '../../parameters/parameter.ts';
import type { ParameterSpace, Point } from '../../parameters/parameter-space.ts';
import type { HeldProblem } from '../held-problem.ts';
import { corHeld } from './cor-held.ts';
import { fixedHeld } from './fixed-held.ts';
import { sdHeld } from './sd-held.ts';
import { sigmaHeld } from './sigma-held.ts';

/** The problem with a parameter held, around the optimum `point` of the criterion. */
export function linearHeld(
  open: OpenCriterion,
  space: ParameterSpace,
  point: Point,
  parameter: Exclude<Parameter, { kind: 'function' }>,
): HeldProblem {
  switch (parameter.kind) {
    case 'fixed':
      return fixedHeld(open, space, point, parameter);
    case 'sigma':
      return sigmaHeld(open, space, point, parameter.power);
    case 'sd':
      return sdHeld(open, space, point, parameter);
    case 'cor':
      return corHeld(open, space, point, parameter);
  }
}
