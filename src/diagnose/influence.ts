import { innerTheta } from '../engine/draw.ts';
import { type RefitPoint, refitFrom } from '../engine/refit-from.ts';
import { product, solveUpper, transpose } from '../engine/small-matrix.ts';
import { templatesOf } from '../engine/templates.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { isDetermined } from '../inference/bootstrap/is-determined.ts';
import { covarianceNames } from './covariance-names.ts';
import { prepareDeleter } from './deleter.ts';
import { deletionEffect } from './deletion-effect.ts';
import { type DeletionSet, deletionSets } from './deletion-sets.ts';
import { type ExpandedRefit, forExpandedRefits } from './expanded-refits.ts';
import { forHeldRows } from './held-rows.ts';
import { forHeldSets } from './held-sets.ts';
import { generalisedInfluence } from './influence-generalised.ts';
import type { Deletion, Influence, InfluenceOptions } from './influence-record.ts';

/** Variances and covariances in the user's columns, column by column, then σ². */
function variancesAt(
  { crossProducts }: FittedModel,
  theta: Float64Array,
  sigma: number,
): Float64Array {
  const { terms } = crossProducts;
  const s2 = sigma * sigma;
  const values = templatesOf(terms, theta).flatMap((inner, t) => {
    const { size, triangle } = terms[t];
    const root = solveUpper(triangle, inner, size, size);
    const matrix = product(root, transpose(root, size, size), size, size, size);
    const own: number[] = [];
    for (let c = 0; c < size; c++) {
      for (let r = c; r < size; r++) own.push(s2 * matrix[c * size + r]);
    }
    return own;
  });
  return Float64Array.from([...values, s2]);
}

function defaultFactor({ design }: FittedModel | FittedGeneralisedModel): string {
  return design.random.toSorted((a, b) => a.levels.length - b.levels.length)[0].group;
}

/** Deletions between two reports of progress, at most. */
const STEP = 16;

function report(options: InfluenceOptions, done: number, total: number): void {
  if (options.onProgress === undefined || (done % STEP !== 0 && done !== total)) return;
  if (options.onProgress(done, total) === false) {
    throw new BlupError('cancelled', 'the deletions were cancelled by onProgress');
  }
}

/** Whether a grouping factor keeps fewer than two levels that have rows. */
function losesFactor(products: ReturnType<ReturnType<typeof prepareDeleter>['without']>): boolean {
  return products.factors.some(({ diagonal, size, levels }) => {
    let filled = 0;
    for (let level = 0; level < levels && filled < 2; level++) {
      const from = level * size * size;
      if (diagonal.subarray(from, from + size * size).some((value) => value !== 0)) filled++;
    }
    return filled < 2;
  });
}

/**
 * Influence by deletion: the model without each group or row in turn, exactly. Groups are taken off the cross-products and the rest is
 * refitted from θ̂, so the cost of a deletion does not depend on the number of rows that stay. Where there are many, refits near θ̂ come from an expansion
 * at common points (see `forExpandedRefits`), good to 1e-5 of the standard errors of the variance parameters.
 *
 * Cook's distance, DFBETAS and COVRATIO concern the fixed effects (Belsley, Kuh & Welsch 1980; Demidenko & Stukel 2005, Stat. Med. 24,
 * 893–909; MDFFITS and relative changes of variances as Loy & Hofmann 2014, J. Stat. Softw. 56(5)). Differences are "without minus with", as lme4's
 * `dfbeta(influence(model))`. lme4's `cooks.distance` of `influence` has a further factor (N − p)/N for N deletions.
 *
 * Generalised models are fitted to the other rows, from their estimates on: a deletion costs a fit. Of single rows `refit: false` takes one
 * step of iteratively reweighted least squares with the variances held, all rows in one pass (Pregibon 1981, Ann. Stat. 9; Williams 1987,
 * Appl. Stat. 36).
 *
 * @throws `input` for an unknown grouping factor, `option`, `cancelled`; `not-fitted` for a generalised model that is not certified
 */
export function influence(given: AnyModel, options: InfluenceOptions = {}): Influence {
  const model = withRows(given, 'influences');
  const { by = defaultFactor(model), refit = true } = options;
  if (typeof refit !== 'boolean') {
    throw new BlupError('option', `refit must be true or false, not ${String(refit)}`, {
      value: refit,
    });
  }
  const { name, sets } = deletionSets(model, by);
  if (model.kind === 'glmm') {
    return generalisedInfluence(model, name, sets, refit, (done) =>
      report(options, done, sets.length),
    );
  }
  const { crossProducts, design, method } = model;
  const theta = innerTheta(crossProducts.terms, model.theta);
  const whole = refitFrom(crossProducts, method === 'REML', theta, true);
  if (whole === undefined) {
    throw new BlupError('not-fitted', 'the model cannot be factored at its estimates');
  }
  const variances = variancesAt(model, theta, whole.sigma);
  const deletions: Deletion[] = [];
  const undetermined: string[] = [];
  const add = (set: DeletionSet, point: Omit<RefitPoint, 'theta'> | undefined, at = theta) => {
    if (point === undefined) {
      undetermined.push(set.label);
    } else {
      const own = variancesAt(model, at, point.sigma);
      deletions.push({
        label: set.label,
        rows: set.rows.length,
        ...deletionEffect(crossProducts, whole, point),
        sigma: point.sigma,
        variances: own,
        relativeChange: own.map((value, j) =>
          value === variances[j] ? 0 : value / variances[j] - 1,
        ),
      });
    }
  };
  if (by === 'row' && !refit) {
    forHeldRows(model, whole, (row, point) => add(sets[row], point));
  } else {
    const { without } = prepareDeleter(design, crossProducts);
    const quick = new Array<ExpandedRefit | undefined>(sets.length);
    const forQuick = refit ? forExpandedRefits : forHeldSets;
    forQuick(
      model,
      sets,
      (i, point) => {
        quick[i] = point;
      },
      () => {
        report(options, 0, sets.length);
      },
    );
    sets.forEach((set, i) => {
      const rest = without(set.rows);
      const p = rest.kept.length;
      const fits = rest.n > p && isDetermined(rest) && !losesFactor(rest);
      const point = fits
        ? (quick[i] ?? refitFrom(rest, method === 'REML', theta, !refit))
        : undefined;
      add(set, point, point?.theta);
      report(options, i + 1, sets.length);
    });
  }
  return {
    by: name,
    refit,
    names: model.fixed.names,
    varianceNames: [...covarianceNames(model), 'sigma^2'],
    estimates: model.fixed.estimates.slice(),
    variances,
    deletions,
    undetermined,
  };
}

/** Cook's distances above this are worth a look: 4 over the number of deletions. */
export function cooksLimit({ deletions }: Influence): number {
  return 4 / Math.max(deletions.length, 1);
}
