import type { FittedModel, Table } from 'blup';
import { BlupError } from './first-library.ts';
import type { Fit, SessionState } from './state.ts';

/** The data of the session. */
export function tableOf(state: SessionState): Table {
  if (state.table !== undefined) return state.table;
  throw new BlupError('input', 'there are no data yet; choose an example or a file');
}

/** A model of the session. */
export function modelOf(state: SessionState, id: number): Fit['model'] {
  return fitOf(state, id).model;
}

/** The same for the few functions of linear models alone, which refuse a generalised one themselves, by `model-kind`. */
export function linearOf(state: SessionState, id: number): FittedModel {
  return modelOf(state, id) as FittedModel;
}

/** A fit of the session by its number. */
export function fitOf(state: SessionState, id: number): Fit {
  const fit = state.fits.get(id);
  if (fit !== undefined) return fit;
  throw new BlupError('input', 'this model is no longer there; fit it again', { value: id });
}
