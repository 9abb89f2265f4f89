import type { Model } from '../fit/model.ts';
import { plainDf } from '../inference/contrasts/contest.ts';
import { kenwardRogerTest } from '../inference/contrasts/kenward-roger-test.ts';
import { distinctRows } from './distinct-rows.ts';
import type { PredictionRows } from './prediction-rows.ts';
import { rowVectors, type TermPart } from './prediction-vectors.ts';
import type { Predictions, PredictOptions } from './predictions.ts';
import { rowVariances } from './row-variances.ts';
import { tQuantiles } from './t-quantiles.ts';

type Uncertainty = Pick<Predictions, 'se' | 'df' | 'lower' | 'upper'>;

/** Standard errors, and the limits of intervals when these are asked for; equal rows are computed once. */
export function uncertainty(
  model: Model,
  rows: PredictionRows,
  parts: readonly TermPart[],
  fit: Float64Array,
  skip: Uint8Array,
  noise: Float64Array | undefined,
  { interval = 'none', level = 0.95, ddf = 'satterthwaite' }: PredictOptions,
): Uncertainty {
  const columns: ArrayLike<number>[] = [...rows.fixed];
  parts.forEach(({ role, codes }, t) => {
    if (role === 'out' && noise === undefined) return;
    columns.push(...rows.terms[t].columns);
    if (codes !== undefined) columns.push(codes);
  });
  if (noise !== undefined) columns.push(noise);
  const { first, kind } = distinctRows(rows.n, columns, skip);
  const spread = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(kind, (k) => (k < 0 ? Number.NaN : values[k]));
  const needs = interval !== 'none';
  const own =
    needs && ddf === 'kenward-roger'
      ? kenwardRogerVariances(model, rows, first)
      : rowVariances(
          model,
          rowVectors(model.crossProducts, rows, parts, first),
          noise && Float64Array.from(first, (i) => noise[i]),
          needs && ddf === 'satterthwaite',
        );
  const se = spread(own.mean.map(Math.sqrt));
  if (!needs) return { se };
  const df =
    own.df ??
    new Float64Array(first.length).fill(plainDf(model, ddf === 'none' ? 'none' : 'residual'));
  const half = tQuantiles((1 - level) / 2, df).map((t, k) => t * Math.sqrt(own.total[k]));
  const halves = spread(half);
  return {
    se,
    df: spread(df),
    lower: fit.map((value, i) => value - halves[i]),
    upper: fit.map((value, i) => value + halves[i]),
  };
}

function kenwardRogerVariances(model: Model, rows: PredictionRows, first: Int32Array) {
  const tests = Array.from(first, (i) =>
    kenwardRogerTest(model, [Float64Array.from(rows.fixed, (column) => column[i])]),
  );
  const mean = Float64Array.from(tests, ({ variance }) => variance);
  return { mean, total: mean, df: Float64Array.from(tests, ({ df }) => df) };
}
