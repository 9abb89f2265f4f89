import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LmerOptions, lmer } from '../src/fit/lmer.ts';
import type { FittedModel } from '../src/fit/model.ts';
import { readTable } from '../src/table/read-file.ts';
import type { Table } from '../src/table/table.ts';

/** A term of lme4's VarCorr; lme4 orders terms by their number of levels, `formulaIndex` is the place in the formula. */
interface ReferenceTerm {
  group: string;
  formulaIndex: number;
  names: string[];
  variances: number[];
  sds: number[];
  corr: number[][];
}

interface ReferenceGroup {
  levels: string[];
  names: string[];
  values: number[][];
  condSd: number[][];
}

/** One model as test/reference/lmm.R stores it. */
export interface ReferenceCase {
  name: string;
  data: string;
  formula: string;
  reml: boolean;
  factors: string[];
  relevel: Record<string, string>;
  precisionWeights: string | null;
  offset: string | null;
  nobs: number;
  groups: Record<string, number>;
  theta: number[];
  objective: number;
  atTheta: { theta: number[]; objective: number }[];
  coefficients: {
    names: string[];
    estimate: number[];
    se: number[];
    df: number[];
    t: number[];
    p: number[];
  };
  dropped: string[];
  vcov: number[][];
  sigma: number;
  varcorr: ReferenceTerm[];
  ranef: Record<string, ReferenceGroup>;
  fitted: number[];
  residualSS: number;
  logLik: number;
  AIC: number;
  BIC: number;
  npar: number;
  isSingular: boolean;
}

const folder = new URL('./reference/', import.meta.url);

/** What R fitted: test/reference/lmm.R. */
export const referenceCases = JSON.parse(
  readFileSync(new URL('lmm.json', folder), 'utf8'),
) as ReferenceCase[];

export function referenceCase(name: string): ReferenceCase {
  const found = referenceCases.find((c) => c.name === name);
  if (found === undefined) throw new Error(`no reference case "${name}"`);
  return found;
}

/** Path of a data file of the references. */
export function dataPath(file: string): string {
  const where = file === 'hsb.csv' ? '../web-demo/data/hsb.csv' : `reference/data/${file}`;
  return fileURLToPath(new URL(where, import.meta.url));
}

const tables = new Map<string, Table>();

/** A data file, read once for each way of reading it. */
export function referenceTable(file: string, factors: readonly string[] = []): Table {
  const key = `${file} ${factors.join()}`;
  const known = tables.get(key) ?? readTable(dataPath(file), { factors });
  tables.set(key, known);
  return known;
}

export function caseOptions(c: ReferenceCase): LmerOptions {
  return {
    method: c.reml ? 'REML' : 'ML',
    ...(c.precisionWeights !== null && { precisionWeights: c.precisionWeights }),
    ...(c.offset !== null && { offset: c.offset }),
    contrasts: Object.fromEntries(
      Object.entries(c.relevel).map(([name, base]) => [name, { base }] as const),
    ),
  };
}

const models = new Map<string, FittedModel>();

/** The model of a case, fitted once. */
export function fitCase(c: ReferenceCase): FittedModel {
  const known =
    models.get(c.name) ?? lmer(c.formula, referenceTable(c.data, c.factors), caseOptions(c));
  models.set(c.name, known);
  return known;
}

/** θ in lme4's order of terms, put into formula order. */
export function inFormulaOrder(c: ReferenceCase, theta: readonly number[]): number[] {
  const parts: number[][] = [];
  let next = 0;
  for (const { formulaIndex, names } of c.varcorr) {
    const length = (names.length * (names.length + 1)) / 2;
    parts[formulaIndex] = theta.slice(next, next + length);
    next += length;
  }
  return parts.flat();
}
