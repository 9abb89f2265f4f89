import { readFileSync } from 'node:fs';
import { lmer } from '../src/fit/lmer.ts';
import type { Model } from '../src/fit/model.ts';
import { readTable } from '../src/table/read-file.ts';
import type { Table } from '../src/table/table.ts';

/** One model as test/reference/tables.R stores it. */
export interface TablesCase {
  data: string;
  formula: string;
  reml: boolean;
  factors: string[];
  weights: string | null;
  offset: string | null;
  ranPars: {
    grp: string[];
    var1: (string | null)[];
    var2: (string | null)[];
    vcov: number[];
    sdcor: number[];
  };
  fixed: { term: string[] } & Record<'estimate' | 'se' | 'df' | 'low' | 'high', number | number[]>;
  glance: Record<'nobs' | 'sigma' | 'logLik' | 'AIC' | 'BIC' | 'dfResidual' | 'criterion', number>;
  ranVals: {
    grpvar: string[];
    grp: string[];
    term: string[];
    condval: number[];
    condsd: number[];
  };
  augment: Record<'fitted' | 'resid' | 'fixed' | 'mu' | 'offset' | 'wtres', number[]>;
  r2: { marginal: number; conditional: number };
  icc: {
    adjusted: number;
    unadjusted: number;
    groups: string | string[];
    shares: number | number[];
  };
}

const root = new URL('../', import.meta.url).pathname;

/** What R found: test/reference/tables.R. */
export const tablesCases = JSON.parse(
  readFileSync(`${root}test/reference/tables.json`, 'utf8'),
) as TablesCase[];

/** A data file, from the demonstration or from the references. */
export function dataFile(name: string, factors: readonly string[] = []): Table {
  const folder = ['hsb.csv', 'sleepstudy.csv'].includes(name)
    ? 'web-demo/data'
    : 'test/reference/data';
  return readTable(`${root}${folder}/${name}`, { factors });
}

export function fitCase({ data, formula, reml, factors, weights, offset }: TablesCase): Model {
  return lmer(formula, dataFile(data, factors), {
    method: reml ? 'REML' : 'ML',
    ...(weights !== null && { precisionWeights: weights }),
    ...(offset !== null && { offset }),
  });
}
