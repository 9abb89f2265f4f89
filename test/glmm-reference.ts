import { readFileSync } from 'node:fs';
import type { FittedGeneralisedModel } from '../src/fit/generalised-model.ts';
import { type GlmerOptions, glmer } from '../src/fit/glmer.ts';
import { readTable } from '../src/table/read-file.ts';
import { dataPath } from './reference-cases.ts';

/** One generalised model as test/reference/glmm.R stores it. */
export interface GlmmCase {
  name: string;
  source: 'glmmTMB' | 'quadrature' | 'nested';
  data: string;
  formula: string;
  family: string;
  link: string;
  points: number;
  factors: string[];
  nobs: number;
  objective: number;
  coefficients: { names: string[]; estimate: number[]; se: number[] };
  varcorr: { group: string; names: string[]; sds: number[]; corr: number[] }[];
  dispersion: number | null;
  thresholds: number[] | null;
  ranef: Record<
    string,
    { levels: string[]; names: string[]; values: number[][]; condSd: number[][] }
  > | null;
  mu: number[] | null;
  deviance?: number[];
  pearson?: number[];
  npar: number;
  AIC: number;
  BIC: number;
}

/** What R fitted: test/reference/glmm.R. */
export const glmmCases = JSON.parse(
  readFileSync(new URL('./reference/glmm.json', import.meta.url), 'utf8'),
) as GlmmCase[];

export function glmmCase(name: string): GlmmCase {
  const found = glmmCases.find((c) => c.name === name);
  if (found === undefined) throw new Error(`no reference case "${name}"`);
  return found;
}

/** The same model here. */
export function fitGlmm(
  { data, formula, family, link, points, factors }: GlmmCase,
  options: Partial<GlmerOptions> = {},
): FittedGeneralisedModel {
  return glmer(formula, readTable(dataPath(data), { factors }), {
    family,
    link: link as NonNullable<GlmerOptions['link']>,
    nAGQ: points,
    ...options,
  });
}
