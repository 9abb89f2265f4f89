import { readFileSync } from 'node:fs';
import { lmer } from '../../src/fit/lmer.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { readTable } from '../../src/table/read-file.ts';

/** A case of test/reference/diagnose.R. */
export interface DiagnoseCase {
  name: string;
  data: string;
  formula: string;
  factors: string[];
  /** Empty without weights. */
  weights: string;
  reml: boolean;
  every: number;
  hat: number[];
  hatSum: number;
  cooks: number[];
  rstudent: number[];
  influence: {
    by: string;
    deleted: (string | number)[];
    fixed: number[][];
    vcov: number[][];
    variances: number[][];
    sigma: number[];
    cooks: number[];
  }[];
  vif: number[][];
  condition: number[];
}

const file = new URL('../reference/diagnose.json', import.meta.url);

export const reference = JSON.parse(readFileSync(file, 'utf8')) as {
  cases: DiagnoseCase[];
  binomial: number[][];
  kolmogorov: number[][];
};

/** The model of a case. */
export function fitCase({ data, formula, factors, weights, reml }: DiagnoseCase): FittedModel {
  const table = readTable(new URL(`../../${data}`, import.meta.url).pathname, { factors });
  return lmer(formula, table, {
    method: reml ? 'REML' : 'ML',
    ...(weights === '' ? {} : { precisionWeights: weights }),
  });
}

/** Largest |a − b| relative to `size`, or to the largest |b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>, size?: number): number {
  const whole = size ?? Math.max(...Array.from(b, Math.abs), 1e-12);
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < b.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]) / whole);
  return Number.isNaN(most) ? Infinity : most;
}

/** Rows of nine or so groups `g` and, crossed with them or nested in them, `a`; x, weights w, frequencies f. */
export function makeRows(
  crossed: boolean,
  { seed, n, groups, noise }: { seed: number; n: number; groups: number; noise: number },
): Record<string, string | number>[] {
  const { uniform, normal } = randomStream(seed);
  const effect = Array.from({ length: 60 }, normal);
  return Array.from({ length: n }, (_, i) => {
    const g = i % groups;
    const a = crossed ? Math.floor(7 * uniform()) : 4 * g + Math.floor(4 * uniform());
    const x = normal();
    return {
      g: `g${g}`,
      a: `a${a}`,
      x,
      w: 0.3 + uniform(),
      f: 1 + Math.floor(3 * uniform()),
      y: 5 + effect[g] + effect[20 + a] + (1 + 0.7 * effect[10 + g]) * x + noise * normal(),
    };
  });
}
