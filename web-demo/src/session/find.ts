import type { FittedModel, Table } from 'blup';
import { BlupError } from './first-library.ts';
import type { Fit, SessionState } from './state.ts';

/** The data of the session. */
export function tableOf(state: SessionState): Table {
  if (state.table !== undefined) return state.table;
  throw new BlupError('input', 'there are no data yet; choose an example or a file');
}

/**
 * A model of the session for functions whose types name linear models. They refuse a generalised one themselves, by `model-kind`, as
 * long as they do not serve it.
 */
export function modelOf(state: SessionState, id: number): FittedModel {
  return fitOf(state, id).model as FittedModel;
}

/** A fit of the session by its number. */
export function fitOf(state: SessionState, id: number): Fit {
  const fit = state.fits.get(id);
  if (fit !== undefined) return fit;
  throw new BlupError('input', 'this model is no longer there; fit it again', { value: id });
}
