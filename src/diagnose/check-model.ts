import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { checkGeneralisedModel } from './check-generalised.ts';
import {
  checkCollinearity,
  checkNormality,
  checkOptimum,
  checkOutliers,
  checkRanef,
  checkSimulated,
  checkSingular,
  checkSpread,
} from './checks.ts';
import { cooksLimit, influence } from './influence.ts';
import type { Influence } from './influence-record.ts';
import type { CheckItem, CheckOptions, ModelCheck } from './model-check.ts';
import { qqRanef, qqResiduals } from './qq.ts';
import { simulatedResiduals } from './simulated-residuals.ts';
import { standardizedResiduals } from './standardized-residuals.ts';

/** Groups that are left out without being asked for. */
const FEW = 200;
/** Random effects beyond which deletions take long. */
const SMALL = 20_000;

function influenceOf(
  model: FittedModel | FittedGeneralisedModel,
  { influence: by, onProgress }: CheckOptions,
): Influence | undefined {
  const options = onProgress === undefined ? {} : { onProgress };
  if (by === false) return undefined;
  if (by !== undefined) return influence(model, { by, ...options });
  const fewest = Math.min(...model.random.map(({ levels }) => levels.length));
  const effects = model.random.reduce((sum, { effects: own }) => sum + own.length, 0);
  return fewest > FEW || effects > SMALL ? undefined : influence(model, options);
}

function checkInfluence(result: Influence | undefined): CheckItem {
  if (result === undefined) {
    return {
      check: 'influence',
      verdict: 'look',
      text: 'Groups were not left out, for there are many; ask for it by the name of a grouping factor.',
    };
  }
  const { by, deletions, undetermined, names } = result;
  const limit = cooksLimit(result);
  const large = deletions
    .filter(({ cooksDistance }) => cooksDistance > limit)
    .toSorted((a, b) => b.cooksDistance - a.cooksDistance);
  const alone =
    undetermined.length === 0
      ? ''
      : ` The model is not determined without ${undetermined.slice(0, 3).join(', ')}${undetermined.length > 3 ? ' and others' : ''}.`;
  const strongest = deletions.toSorted((a, b) => b.cooksDistance - a.cooksDistance)[0];
  if (strongest === undefined) {
    return { check: 'influence', verdict: 'problem', text: alone.trim() };
  }
  const j = strongest.dfbetas.reduce(
    (best, value, at) => (Math.abs(value) > Math.abs(strongest.dfbetas[best]) ? at : best),
    0,
  );
  const shift = Math.abs(strongest.dfbetas[j]);
  const what = `without ${by} ${strongest.label} the coefficient of ${names[j]} moves by ${shift.toFixed(2)} standard errors`;
  if (large.length === 0) {
    return {
      check: 'influence',
      verdict: alone === '' ? 'fine' : 'look',
      text: `No ${by} alone determines the fixed effects: Cook's distances are at most ${strongest.cooksDistance.toFixed(3)}; ${what}.${alone}`,
    };
  }
  return {
    check: 'influence',
    verdict: strongest.cooksDistance > 1 || shift > 1 ? 'problem' : 'look',
    text:
      `${large.length} of ${deletions.length} (${large
        .slice(0, 5)
        .map(({ label }) => label)
        .join(
          ', ',
        )}${large.length > 5 ? ', …' : ''}) have a Cook's distance above 4/${deletions.length}; ` +
      `${what} (Cook's distance ${strongest.cooksDistance.toFixed(3)}).${alone}`,
  };
}

/**
 * Looks at a fitted model from all sides and says in sentences what was found: certificate, singular directions, collinearity, residuals (normal, of constant
 * spread, outlying), random effects, simulated residuals, influential groups. A sentence is a hint where to look, not a test to pass.
 *
 * Of generalised models overdispersion and zeros stand in the place of residuals, and groups are left out when `influence` names them, each by a fit.
 *
 * @throws as `influence` and `simulatedResiduals`
 */
export function checkModel(given: AnyModel, options: CheckOptions = {}): ModelCheck {
  const model = withRows(given, 'checks of a model');
  if (model.kind === 'glmm') {
    // Each deletion costs a fit.
    const asked = options.influence === undefined ? undefined : influenceOf(model, options);
    return checkGeneralisedModel(model, options, asked && [asked, checkInfluence(asked)]);
  }
  const { nsim = 250, seed = 1 } = options;
  if (options.influence === 'row' && model.design.n > 20_000) {
    throw new BlupError(
      'option',
      'leaving out each of so many rows takes long; call influence(model, {by: "row", refit: false})',
      { value: model.design.n },
    );
  }
  const standardized = standardizedResiduals(model);
  const residuals = qqResiduals(model, { seed });
  const ranef = qqRanef(model, { seed });
  const simulated = simulatedResiduals(model, { nsim, seed });
  const deleted = influenceOf(model, options);
  return {
    formula: model.formula,
    items: [
      checkOptimum(model),
      checkSingular(model),
      checkCollinearity(model),
      checkNormality(residuals, standardized),
      checkSpread(model, standardized),
      checkOutliers(model, standardized),
      ...ranef.map(checkRanef),
      checkSimulated(simulated),
      checkInfluence(deleted),
    ],
    residuals,
    ranef,
    simulated,
    ...(deleted !== undefined && { influence: deleted }),
  };
}
