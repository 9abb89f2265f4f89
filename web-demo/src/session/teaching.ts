import { BlupError, type FittedModel, levelResiduals, lmer, readFormula } from 'blup';
import { modelOf, tableOf } from './find.ts';
import type { SessionState } from './state.ts';

/** Group means as a model with random intercepts sees them: the material of the teaching view. */
export interface TeachingView {
  readonly formula: string;
  readonly group: string;
  readonly response: string;
  /** Estimated variances between and within groups. */
  readonly between: number;
  readonly within: number;
  /** Levels whose own rows determine a mean. */
  readonly levels: readonly string[];
  /** Rows of each. */
  readonly sizes: Float64Array;
  /** Mean residual of each level's own rows, û_j. */
  readonly means: Float64Array;
}

/** The fixed part of the current model with a random intercept alone. */
export function teaching(
  state: SessionState,
  request: { readonly fit: number; readonly group: string },
): TeachingView {
  const model = modelOf(state, request.fit);
  if (model.kind === 'glmm') {
    throw new BlupError(
      'model-kind',
      'The shrinkage lab is about means of groups, as linear models see them. Choose the family “Normal” with its link “identity” for it, or an example with a measured response.',
    );
  }
  const { group } = request;
  const formula = `${fixedSides(model)} + (1 | ${group})`;
  const simple = lmer(formula, tableOf(state));
  const [own] = levelResiduals(simple, { group }).groups[0].coefficients;
  const rows = own.rows.filter(({ ols }) => ols !== undefined);
  return {
    formula: simple.formula,
    group,
    response: model.responseName,
    between: own.variance,
    within: simple.sigma ** 2,
    levels: rows.map(({ level }) => level),
    sizes: Float64Array.from(rows, ({ n }) => n),
    means: Float64Array.from(rows, ({ ols }) => ols ?? 0),
  };
}

/** `y ~ x + z` of a model, without its random terms. */
function fixedSides({ fixed, responseName, formula }: FittedModel): string {
  const { offsets } = readFormula(formula).fixed;
  const right = [
    fixed.assign.includes(0) ? '1' : '0',
    ...[...new Set(fixed.assign)].filter((term) => term > 0).map((term) => fixed.termLabels[term]),
    ...offsets.map(({ name }) => `offset(${name})`),
  ];
  return `${responseName} ~ ${right.join(' + ')}`;
}
