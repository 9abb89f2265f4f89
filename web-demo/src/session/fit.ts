import type { DdfMethod } from 'blup';
import { isLinear, type ModelChoice } from '../state/model-choice.ts';
import { tableOf } from './find.ts';
import {
  aic,
  bic,
  dofModel,
  groupSizes,
  lmer,
  readFormula,
  type Summary,
  summary,
} from './first-library.ts';
import type { Fit, SessionState } from './state.ts';

/** What is asked for. */
export interface FitRequest {
  readonly formula: string;
  readonly ddf: DdfMethod;
  readonly choice: ModelChoice;
}

/** A grouping factor with its random coefficients. */
export interface GroupView {
  readonly name: string;
  readonly levels: number;
  readonly coefficients: readonly string[];
  readonly sizes: { readonly min: number; readonly mean: number; readonly max: number };
}

/** A fitted model as the page shows it. */
export interface FitView {
  readonly id: number;
  /** As the user wrote it. */
  readonly written: string;
  /** In R's spelling. */
  readonly formula: string;
  readonly response: string;
  readonly choice: ModelChoice;
  readonly method: Summary['method'];
  readonly ddf: DdfMethod;
  readonly summary: Summary;
  readonly groups: readonly GroupView[];
  /** Numeric predictors, for the horizontal axis of fitted lines. */
  readonly predictors: readonly string[];
  readonly parameters: number;
  readonly aic: number;
  readonly bic: number;
  /** Milliseconds of design and fit. */
  readonly time: number;
}

/** More correlations than these nobody reads. */
const MOST_CORRELATIONS = 40;

/** Fits a model to the data of the session and keeps it under a number. */
export async function fit(state: SessionState, request: FitRequest): Promise<FitView> {
  const { formula, ddf, choice } = request;
  const table = tableOf(state);
  const { dataName } = state;
  const model = isLinear(choice)
    ? lmer(readFormula(formula), table, { method: choice.method, dataName })
    : (await import('./fit-generalised.ts')).fitGeneralised(formula, table, choice, dataName);
  const made: Fit = { id: state.nextId++, written: formula, ddf, choice, model };
  const view = viewOf(made);
  state.fits.set(made.id, made);
  return view;
}

function viewOf({ id, written, ddf, choice, model }: Fit): FitView {
  const whole = summary(model, { ddf });
  const { correlation, ...rest } = whole;
  const few = whole.coefficients.length <= MOST_CORRELATIONS && correlation !== undefined;
  return {
    id,
    written,
    formula: model.formula,
    response: model.responseName,
    choice,
    method: model.method,
    ddf,
    summary: few ? { ...rest, correlation } : rest,
    groups: groupSizes(model).map(({ group, levels, min, mean, max }) => ({
      name: group,
      levels,
      coefficients: model.random.flatMap((part) => (part.group === group ? part.names : [])),
      sizes: { min, mean, max },
    })),
    predictors: (model.schema?.predictors ?? []).flatMap(({ name, kind }) =>
      kind === 'numeric' ? [name] : [],
    ),
    parameters: dofModel(model),
    aic: aic(model),
    bic: bic(model),
    time: model.timing.design + model.timing.fit,
  };
}

/** Forgets models except those named. */
export function keepFits(state: SessionState, ids: readonly number[]): void {
  for (const id of [...state.fits.keys()]) if (!ids.includes(id)) state.fits.delete(id);
}
