import type { FittedGeneralisedModel } from 'blup';
import type { ModelChoice } from '../state/model-choice.ts';

/** How R fits a model. */
export interface RCall {
  readonly library: string;
  readonly call: string;
  readonly summary: string;
}

const families: Readonly<Record<Exclude<ModelChoice['family'], 'ordinal'>, string>> = {
  gaussian: 'gaussian',
  binomial: 'binomial',
  poisson: 'poisson',
  'negative-binomial-1': 'nbinom1',
  'negative-binomial-2': 'nbinom2',
  gamma: 'Gamma',
  'inverse-gaussian': 'inverse.gaussian',
  beta: 'beta_family',
};

/** A formula whose response is replaced. */
function withResponse({ formula, responseName }: FittedGeneralisedModel, other: string): string {
  return `${other}${formula.slice(formula.indexOf(responseName) + responseName.length)}`;
}

/** A name as R reads it. */
function name(text: string): string {
  return /^[A-Za-z.][\w.]*$/.test(text) ? text : `\`${text}\``;
}

/** Whether lme4 has quadrature for the random effects: one scalar effect of one factor. */
function isScalar({ random }: FittedGeneralisedModel): boolean {
  return random.length === 1 && random[0].names.length === 1;
}

/**
 * The call of the R package that has the family: lme4, or glmmTMB for negative binomial and beta, or ordinal. Where R has no quadrature for the
 * random effects it takes Laplace's approximation.
 *
 * @param shares whether a binomial response with trials holds shares, not successes
 */
export function generalisedRCall(
  model: FittedGeneralisedModel,
  choice: ModelChoice,
  shares: boolean,
): RCall {
  const { family, link, trials } = choice;
  const { points, responseName } = model;
  const summary = 'summary(m)';
  const rLink = link === 'inverse-square' ? '1/mu^2' : link;
  const order = points > 1 && isScalar(model) ? `, nAGQ = ${points}` : '';
  if (family === 'ordinal') {
    const formula = withResponse(model, `factor(${responseName}, ordered = TRUE)`);
    return {
      library: 'ordinal',
      call: `clmm(${formula}, data = d, link = "${link}"${order})`,
      summary,
    };
  }
  const named = `${families[family]}(link = "${rLink}")`;
  const inLme4 = !family.startsWith('negative') && family !== 'beta';
  if (!inLme4) {
    return {
      library: 'glmmTMB',
      call: `glmmTMB(${model.formula}, data = d, family = ${named})`,
      summary,
    };
  }
  const size = name(trials);
  const [formula, weights] =
    trials === ''
      ? [model.formula, '']
      : shares
        ? [model.formula, `, weights = ${size}`]
        : [withResponse(model, `cbind(${responseName}, ${size} - ${responseName})`), ''];
  return {
    library: 'lme4',
    call: `glmer(${formula}, data = d, family = ${named}${weights}${order})`,
    summary,
  };
}
