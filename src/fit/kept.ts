import type { DesignLayout } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel, GeneralisedModel } from './generalised-model.ts';
import { groupNames } from './group-names.ts';
import type { FittedModel, LoadedModel, Model } from './model.ts';
import type { RowFacts } from './row-facts.ts';

/**
 * The model with its rows; throws `no-rows-kept` for a model that was loaded from a file.
 *
 * @param what needs the rows, in the plural, for the message: `fitted values`
 */
export function withRows(model: Model, what: string): FittedModel;
export function withRows(model: AnyModel, what: string): FittedModel | FittedGeneralisedModel;
export function withRows(model: AnyModel, what: string): FittedModel | FittedGeneralisedModel {
  if (model.saved === undefined) return model;
  throw new BlupError(
    'no-rows-kept',
    `${what} need the rows of the data, and the model was loaded from a file, which holds none; fit it to the data again: ` +
      model.formula,
    { value: model.formula },
  );
}

/** The same of a generalised model. */
export function withGeneralisedRows(model: GeneralisedModel, what: string): FittedGeneralisedModel {
  return withRows(model, what) as FittedGeneralisedModel;
}

/**
 * Throws `no-groups-kept` for a model that was saved with `groups: false`.
 *
 * @param what needs the groups, in the plural, for the message: `random effects`
 */
export function checkGroups(model: AnyModel, what: string): void {
  if (model.saved?.groups !== false) return;
  throw new BlupError(
    'no-groups-kept',
    `${what} need the groups, and the model was saved without them (groups: false); save it with its groups, or fit it to ` +
      `the data again: ${model.formula}`,
    { value: model.formula },
  );
}

/** Throws `not-fitted` for a generalised model whose optimum is not certified: it has no standard errors. */
export function checkStandardErrors({ kind, certificate }: AnyModel): void {
  if (kind === 'lmm' || certificate.certified) return;
  throw new BlupError(
    'not-fitted',
    `the optimum is not certified (${certificate.missing}), so there are no standard errors`,
    { value: certificate.missing },
  );
}

/** Throws `model-kind` for a model that is not linear: what is asked has no meaning, or no code, for a generalised one. */
export function checkLinear(model: AnyModel, what: string): asserts model is Model {
  if (model.kind !== 'glmm') return;
  throw new BlupError(
    'model-kind',
    `${what} takes linear models, not one of family ${model.family} fitted by glmer`,
    { value: model.family },
  );
}

/** Throws `model-kind` for a linear model. */
export function checkGeneralised(model: AnyModel, what: string): asserts model is GeneralisedModel {
  if (model.kind === 'glmm') return;
  throw new BlupError(
    'model-kind',
    `${what} takes generalised models fitted by glmer, not a linear one`,
    {
      value: model.kind,
    },
  );
}

/** Names of all columns, terms and levels of a model, with or without rows. */
export function layoutOf(model: AnyModel): DesignLayout {
  return model.saved === undefined ? model.design : model.saved.layout;
}

/** Places of the estimated fixed effects among the columns of a model matrix with these names. */
export function keptColumns(model: AnyModel, names: readonly string[]): number[] {
  if (model.kind === 'lmm') return Array.from(model.crossProducts.kept);
  return model.fixed.names.map((name) => names.indexOf(name));
}

/** Number of levels of the grouping factor of a random term, which is known without the groups too. */
export function levelCount(model: AnyModel, term: number): number {
  const { random, saved } = model;
  if (saved?.groups !== false) return random[term].levels.length;
  if (model.kind === 'lmm') {
    return model.crossProducts.factors[model.crossProducts.terms[term].factor].levels;
  }
  return model.saved?.facts.levels[groupNames(model).indexOf(random[term].group)] ?? 0;
}

/**
 * The facts that a loaded model holds; throws `no-rows-kept` when the file was written before they were kept.
 *
 * @param what needs them, in the plural, for the message: `shares of variance`
 */
export function keptFacts({ saved, formula }: LoadedModel, what: string): RowFacts {
  if (saved.facts !== undefined) return saved.facts;
  throw new BlupError(
    'no-rows-kept',
    `${what} need the rows of the data or sums over them, and the model was loaded from a file of an older version, which holds ` +
      `neither; fit it to the data again and save it: ${formula}`,
    { value: formula },
  );
}
