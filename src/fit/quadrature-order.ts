import type { Design } from '../design/design.ts';
import type { Progress } from '../engine/core.ts';
import {
  type GeneralisedInput,
  type GeneralisedSolution,
  solveGeneralised,
} from '../engine/generalised.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { GeneralisedModel } from './generalised-model.ts';

/** The orders that `'auto'` tries, by the number of random coefficients; a rule has order^K nodes. */
const ORDERS: readonly (readonly number[])[] = [
  [],
  [5, 9, 15, 25, 41, 65, 99],
  [5, 9, 15, 25, 41],
  [5, 9, 15],
];

/** The log-likelihood stands still when a higher order moves it by less, in units of −2 log-likelihood. */
const STILL = 2e-4;

/** Random coefficients for each level of the one grouping factor of a design; undefined with several factors. */
export function coefficientsOfOneFactor({ random }: Pick<Design, 'random'>): number | undefined {
  if (random.some(({ group }) => group !== random[0].group)) return undefined;
  return random.reduce((sum, { names }) => sum + names.length, 0);
}

/** Whether adaptive quadrature can integrate the random effects of a design. */
export function canIntegrate(design: Pick<Design, 'random'>): boolean {
  return (coefficientsOfOneFactor(design) ?? ORDERS.length) < ORDERS.length;
}

/** A solution with how its order came about. */
export interface Integrated {
  readonly solution: GeneralisedSolution;
  readonly pointsBy: GeneralisedModel['pointsBy'];
  readonly notices: readonly Notice[];
}

/**
 * The fit with the number of points asked for; `'auto'`, and by default where quadrature is at hand, raises it until the maximised
 * log-likelihood moves by less than 1e-4.
 *
 * @throws `option` when quadrature is asked for and the random effects are not those of one factor with at most 3 coefficients
 */
export function integrate(
  input: GeneralisedInput,
  nAGQ: number | 'auto' | undefined,
  onProgress: Progress | undefined,
): Integrated {
  const fit = (points: number) =>
    solveGeneralised(input, { points, ...(onProgress && { onProgress }) });
  const eligible = canIntegrate(input.design);
  if (!eligible && nAGQ !== undefined && nAGQ !== 1) {
    throw new BlupError(
      'option',
      'quadrature (nAGQ above 1) is for models with one grouping factor and at most 3 random coefficients; ' +
        "use nAGQ: 1, Laplace's approximation",
      { value: nAGQ },
    );
  }
  if (typeof nAGQ === 'number') return { solution: fit(nAGQ), pointsBy: 'given', notices: [] };
  if (!eligible) return { solution: fit(1), pointsBy: 'default', notices: [] };
  return raised(fit, ORDERS[coefficientsOfOneFactor(input.design) ?? 0]);
}

function raised(
  fit: (points: number) => GeneralisedSolution,
  orders: readonly number[],
): Integrated {
  let solution = fit(orders[0]);
  let moved = Number.POSITIVE_INFINITY;
  for (let i = 1; i < orders.length && moved > STILL; i++) {
    // Neither a cancelled fit nor one that ran off gets better by more points.
    if (solution.outcome !== 'converged' || solution.separated) break;
    const next = fit(orders[i]);
    moved = Math.abs(next.objective - solution.objective);
    solution = next;
  }
  if (moved <= STILL || !Number.isFinite(moved)) {
    return { solution, pointsBy: 'chosen', notices: [] };
  }
  const change = (moved / 2).toPrecision(1);
  return {
    solution,
    pointsBy: 'chosen',
    notices: [
      {
        code: 'quadrature',
        text: `with ${solution.points} points the log-likelihood still moves by ${change}; more are not tried by nAGQ: 'auto'`,
        detail: { points: solution.points, moved: moved / 2 },
      },
    ],
  };
}
