import { BlupError } from '../../errors/blup-error.ts';
import { type DataHash, dataHash } from '../../fit/data-hash.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import type { FittedModel } from '../../fit/model.ts';

/** Throws `BlupError('input')` unless there are two or more models of one response. */
export function checkSeveral(models: readonly AnyModel[]): void {
  if (models.length < 2) {
    throw new BlupError('input', `a comparison needs at least two models: ${models.length} given`, {
      value: models.length,
    });
  }
  const [{ responseName }, ...others] = models;
  const other = others.find((model) => model.responseName !== responseName);
  if (other === undefined) return;
  throw new BlupError(
    'input',
    `the models have different responses: ${responseName} and ${other.responseName}`,
    { value: [responseName, other.responseName] },
  );
}

/**
 * Throws unless the likelihoods of the models can be compared: the same response values on the same rows and
 * the same weights (`BlupError('input')`), and, when REML fits stay as they are (`refit` false), REML throughout
 * with the same fixed effects (`BlupError('option')`).
 */
export function checkComparable(models: readonly AnyModel[], refit: boolean): void {
  const [first, ...others] = models;
  for (const other of others) checkSameKind(first, other);
  for (const other of others) checkSameData(first, other);
  if (refit || first.kind === 'glmm' || models.every((model) => model.method === 'ML')) return;
  if (models.some((model) => model.method === 'ML')) {
    throw new BlupError(
      'option',
      'REML and ML fits cannot be compared as they are; leave out refit: false, or fit all by ML',
      { value: models.map((model) => model.method) },
    );
  }
  if (others.some((other) => other.fixed.names.join('\n') !== first.fixed.names.join('\n'))) {
    throw new BlupError(
      'option',
      'REML fits with different fixed effects cannot be compared; leave out refit: false',
      { value: models.map((model) => model.formula) },
    );
  }
}

/** Families of counts, whose likelihoods are of the same responses. */
const COUNTS: readonly string[] = ['poisson', 'negative-binomial-1', 'negative-binomial-2'];

function checkSameKind(a: AnyModel, b: AnyModel): void {
  if (a.kind === 'lmm' && b.kind === 'lmm') return;
  if (a.kind === 'lmm' || b.kind === 'lmm') {
    throw new BlupError('input', 'a linear and a generalised model cannot be compared', {
      value: [a.formula, b.formula],
    });
  }
  if (a.family !== b.family && !(COUNTS.includes(a.family) && COUNTS.includes(b.family))) {
    throw new BlupError(
      'input',
      `models of different families cannot be compared: ${a.family} and ${b.family}`,
      { value: [a.family, b.family] },
    );
  }
  if (a.method !== b.method) {
    throw new BlupError(
      'input',
      `one model was fitted by Laplace's approximation, another by quadrature: their log-likelihoods differ for that alone; give both the same nAGQ`,
      { value: [a.points, b.points] },
    );
  }
}

function checkSameData(a: AnyModel, b: AnyModel): void {
  if (rowCount(a) !== rowCount(b) || a.nobs !== b.nobs) {
    throw new BlupError(
      'input',
      `the models were fitted to different numbers of rows, ${a.nobs} and ${b.nobs}; fit both to the rows ` +
        'in which no variable is missing',
      { value: [a.nobs, b.nobs] },
    );
  }
  const same =
    a.saved === undefined && b.saved === undefined
      ? haveSameRows(a, b)
      : hashOf(a).response === hashOf(b).response;
  if (!same) {
    throw new BlupError(
      'input',
      `the models were fitted to different data, though both to ${a.nobs} rows; use the same rows, response ` +
        'values and weights',
      { value: [a.formula, b.formula] },
    );
  }
}

function rowCount(model: AnyModel): number {
  return model.saved === undefined ? model.rows.length : model.saved.rowCount;
}

function hashOf(model: AnyModel): DataHash {
  if (model.saved !== undefined) return model.saved.hash;
  return dataHash(model.design, model.rows, trialsOf(model));
}

function trialsOf(model: WithRows): Float64Array | undefined {
  return model.kind === 'glmm' ? model.trials : undefined;
}

type WithRows = FittedModel | FittedGeneralisedModel;

function haveSameRows(a: WithRows, b: WithRows): boolean {
  return (
    sameNumbers(a.rows, b.rows) &&
    sameNumbers(a.design.y, b.design.y) &&
    sameNumbers(trialsOf(a), trialsOf(b)) &&
    sameNumbers(a.design.precisionWeights, b.design.precisionWeights) &&
    sameNumbers(a.design.frequencyWeights, b.design.frequencyWeights)
  );
}

/** Whether both are absent, or hold the same numbers. */
export function sameNumbers(
  a: ArrayLike<number> | undefined,
  b: ArrayLike<number> | undefined,
): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
