import type { LoadedModel } from '../../src/fit/model.ts';
import { loadModel } from '../../src/save/load-model.ts';

/** A saved linear model. */
export function loadLinear(text: string): LoadedModel {
  const model = loadModel(text);
  if (model.kind !== 'lmm') throw new Error('the saved model is not linear');
  return model;
}
