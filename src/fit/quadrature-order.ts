import type { Design } from '../design/design.ts';
import type { Progress } from '../engine/core.ts';
import type {
  GeneralisedInput,
  GeneralisedSolution,
  UserParameters,
} from '../engine/generalised.ts';
import { orderChange } from '../engine/order-change.ts';
import { quadratureStructure } from '../engine/quadrature-structure.ts';
import { solveGeneralised } from '../engine/solve-generalised.ts';
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
/** Two nested factors: an inner rule at each node of the outer one. */
const NESTED_ORDERS: readonly (readonly number[])[] = [[], [5, 9, 15, 25, 41], [5, 9, 15], [5, 9]];

/** The log-likelihood stands still when a higher order moves it by less, in units of −2 log-likelihood. */
const STILL = 2e-4;

/** The orders to try for a design; undefined where quadrature cannot integrate its random effects. */
function ordersOf({ random }: Pick<Design, 'random'>): readonly number[] | undefined {
  const structure = quadratureStructure(random);
  if (structure === undefined) return undefined;
  const most = Math.max(...structure.sizes);
  return (structure.kind === 'one' ? ORDERS : NESTED_ORDERS)[most];
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
 * @param near parameters of a like model, where the search begins
 * @throws `option` when quadrature is asked for and the random effects are not those of one factor, or of two nested ones, with at most 3 coefficients each
 */
export function integrate(
  input: GeneralisedInput,
  nAGQ: number | 'auto' | undefined,
  onProgress: Progress | undefined,
  near?: UserParameters,
): Integrated {
  const fit = (points: number, from?: GeneralisedSolution) =>
    solveGeneralised(input, {
      points,
      ...(from ? { from } : near && { near }),
      ...(onProgress && { onProgress }),
    });
  const orders = ordersOf(input.design);
  if (orders === undefined && nAGQ !== undefined && nAGQ !== 1) {
    throw new BlupError(
      'option',
      'quadrature (nAGQ above 1) is for models with one grouping factor, or two nested ones, and at most 3 random coefficients of each; ' +
        "use nAGQ: 1, Laplace's approximation",
      { value: nAGQ },
    );
  }
  if (typeof nAGQ === 'number') return { solution: fit(nAGQ), pointsBy: 'given', notices: [] };
  if (orders === undefined) return { solution: fit(1), pointsBy: 'default', notices: [] };
  return raised(input, fit, orders);
}

/** Before each fit of a higher order one evaluation tells whether it would move the optimum. */
function raised(
  input: GeneralisedInput,
  fit: (points: number, from?: GeneralisedSolution) => GeneralisedSolution,
  orders: readonly number[],
): Integrated {
  let solution = fit(orders[0]);
  let moved = Number.POSITIVE_INFINITY;
  for (const points of orders.slice(1)) {
    // Neither a cancelled fit nor one that ran off gets better by more points.
    if (solution.outcome !== 'converged' || solution.separated) break;
    moved = orderChange(input, solution, points);
    if (moved <= STILL) break;
    const next = fit(points, solution);
    moved = Math.abs(next.objective - solution.objective);
    solution = {
      ...next,
      // That one included which told that the order counts.
      evaluations: solution.evaluations + 1 + next.evaluations,
      hessianEvaluations: solution.hessianEvaluations + next.hessianEvaluations,
    };
    if (moved <= STILL) break;
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
