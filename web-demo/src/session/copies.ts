import {
  type AnyModel,
  type DdfMethod,
  formatEquations,
  formatModelTable,
  formatSummary,
  formatSummaryAs,
  levelEquations,
  levelResiduals,
  levelResidualsToCsv,
  modelTable,
  type Sentence,
  saveModel,
  sentences,
  summary,
} from 'blup';
import { type CodeRequest, jsCode, rCode } from './code-texts.ts';
import { fitOf, linearOf, modelOf, tableOf } from './find.ts';
import type { SessionState } from './state.ts';

/** What can be taken along from a model. */
export type CopyKind = 'text' | 'markdown' | 'latex' | 'r' | 'javascript' | 'model' | 'residuals';

export interface CopyRequest extends CodeRequest {
  readonly fit: number;
  readonly kind: CopyKind;
}

/** A model as text for somewhere else. */
export function copy(state: SessionState, request: CopyRequest): string {
  const fit = fitOf(state, request.fit);
  const { ddf } = fit;
  const model = modelOf(state, request.fit);
  switch (request.kind) {
    case 'r':
      return rCode(fit, tableOf(state), request);
    case 'javascript':
      return jsCode(fit, request);
    case 'model':
      return saveModel(model);
    case 'residuals':
      return levelResidualsToCsv(levelResiduals(linearOf(state, request.fit)));
    default:
      return formatSummaryAs(summary(model, { ddf }), request.kind, {
        sentences: wordsOf(model, ddf),
      });
  }
}

/** Sentences where there are any; a summary goes along without them too. */
function wordsOf(model: AnyModel, ddf: DdfMethod): readonly Sentence[] {
  try {
    return sentences(model, { ddf });
  } catch {
    return [];
  }
}

/** The summary as R prints it. */
export function printed(state: SessionState, id: number): string {
  const { model, ddf } = fitOf(state, id);
  return formatSummary(summary(model, { ddf }));
}

/** A table of models as text. */
export function copyComparison(
  state: SessionState,
  request: {
    readonly fits: readonly number[];
    readonly names: readonly string[];
    readonly format: 'markdown' | 'latex' | 'text';
  },
): string {
  const models = request.fits.map((id) => modelOf(state, id));
  return formatModelTable(modelTable(models, { names: request.names }), { format: request.format });
}

/** The equations of a model as text. */
export function copyEquations(
  state: SessionState,
  request: {
    readonly fit: number;
    readonly format: 'text' | 'latex';
    readonly estimates: boolean;
  },
): string {
  const { fit, format, estimates } = request;
  const model = modelOf(state, fit);
  const options = { format, estimates, standardErrors: estimates && model.certificate.certified };
  return formatEquations(levelEquations(model), options);
}
