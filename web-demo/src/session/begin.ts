import { type FitRequest, type FitView, fit } from './fit.ts';
import { type DataSource, type OpenedData, open } from './open.ts';
import type { ReadProgress } from './read-blob.ts';
import { type ColumnTypes, setTypes } from './set-types.ts';
import type { SessionState } from './state.ts';

/** Data with the first model to be fitted to them. */
export interface BeginRequest {
  readonly source: DataSource;
  readonly types: ColumnTypes;
  readonly model: FitRequest;
}

/** What there is to show at once; a model that cannot be fitted is absent, and `fit` says why. */
export interface Begun {
  readonly data: OpenedData;
  readonly fit?: FitView;
}

/** Reads data and fits a model in one question, so that the page, busy with drawing itself, is not waited for in between. */
export async function begin(
  state: SessionState,
  { source, types, model }: BeginRequest,
  progress: ReadProgress,
): Promise<Begun> {
  const data = await open(state, source, progress);
  setTypes(state, types);
  try {
    return { data, fit: await fit(state, model) };
  } catch {
    return { data };
  }
}
