import type { AnyModel } from '../src/fit/generalised-model.ts';
import type { Adjustment } from '../src/inference/emmeans/adjust.ts';
import type { ContrastMethod, CustomContrasts } from '../src/inference/emmeans/contrast-methods.ts';
import { type Emmeans, emmeans, type MarginWeights } from '../src/inference/emmeans/emmeans.ts';
import { emtrends } from '../src/inference/emmeans/emtrends.ts';
import type { GridValues } from '../src/inference/emmeans/reference-grid.ts';

/** A table of R's emmeans; jsonlite writes an array of one as its element. */
export interface ReferenceRows {
  labels: Record<string, string | string[]>;
  estimate: number | number[];
  se: number | number[];
  df: number | number[];
  lower: number | number[];
  upper: number | number[];
  t: number | number[];
  p: number | number[];
}

/** A question to R's emmeans and its answer: test/reference/marginal-means.R. */
export interface Question {
  f: 'emmeans' | 'emtrends';
  specs: string | string[];
  by?: string;
  by2?: string;
  at?: Record<string, number | string | (number | string)[]>;
  variable?: string;
  weights?: MarginWeights;
  type?: 'response';
  ddf?: 'kenward-roger';
  level?: number;
  method?: ContrastMethod | CustomContrasts;
  adjust?: Adjustment;
  ref?: number;
  means: ReferenceRows;
  contrasts?: ReferenceRows;
  printed: string[];
  printedContrasts?: string[];
}

export function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** What blup answers. */
export function answer(model: AnyModel, q: Question): Emmeans {
  const options = {
    ...(q.at && { at: q.at as GridValues }),
    ...(q.by && { by: [q.by] }),
    ...(q.weights && { weights: q.weights }),
    ...(q.ddf && { ddf: q.ddf }),
    ...(q.level && { level: q.level }),
  };
  const specs = q.specs === '1' ? '1' : list(q.specs);
  if (q.f === 'emtrends') return emtrends(model, specs, q.variable as string, options);
  return emmeans(model, specs, { ...options, ...(q.type && { type: q.type }) });
}
