import { type GeneralisedRefit, withGeneralisedRefits } from '../../engine/generalised-refits.ts';
import { hessianAt } from '../../engine/open-generalised.ts';
import { type ReplicateProgress, reported } from '../../engine/refits.ts';
import { innerParameters, outerParameters } from '../../engine/unpack-generalised.ts';
import { preparedResponse, prepareInput } from '../../fit/generalised-input.ts';
import type { FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import { type UserPoint, userPoint } from '../parameters/generalised-parameters.ts';
import { throwCancelled } from './bootstrap-draws.ts';
import { drawResponse, type GeneralisedDraw, ownDraw } from './draw-generalised.ts';

/** Which replicates of a seed. */
export interface ReplicateRange {
  readonly first: number;
  readonly count: number;
  readonly seed: number;
}

/** The fit of one model to one response. */
interface ReplicateFit extends UserPoint {
  /** −2 log-likelihood with all constants. */
  readonly objective: number;
  readonly singular: boolean;
}

/** Fits a model to responses of its own rows; undefined where the search did not come to an end. */
type FitResponse = (y: Float64Array) => ReplicateFit | undefined;

/** Runs `use` with a model loaded for fits to other responses, each begun at the model's own estimates. */
export function withResponses<T>(model: FittedGeneralisedModel, use: (fit: FitResponse) => T): T {
  const prepared = prepareInput(model.design, model);
  const { templates, beta, auxiliary } = userPoint(model);
  return withGeneralisedRefits(prepared.input, model.points, ({ rows, open, fit }) => {
    const psi = innerParameters(templates, beta, auxiliary, rows);
    const hessian = hessianAt(open, psi);
    return use((values) => {
      if (values.some(Number.isNaN)) return undefined;
      const { y, constant } = preparedResponse(prepared, model.design, model, values);
      const found: GeneralisedRefit = fit(y, psi, hessian);
      if (found.outcome !== 'converged') return undefined;
      return {
        ...outerParameters(found.psi, rows),
        objective: found.objective - 2 * constant,
        singular: found.singular,
      };
    });
  });
}

/**
 * Draws responses from a model with new random effects and fits it to each.
 *
 * @throws `cancelled` when `onProgress` returns false
 */
export function fitReplicates(
  model: FittedGeneralisedModel,
  { first, count, seed }: ReplicateRange,
  onProgress: ReplicateProgress | undefined,
  use: (fit: ReplicateFit | undefined, index: number) => void,
): void {
  const draw: GeneralisedDraw = ownDraw(model);
  const done = withResponses(model, (fit) =>
    reported(count, onProgress, (i) => use(fit(drawResponse(draw, seed, first + i).y), i)),
  );
  if (!done) throwCancelled();
}
