import { readFileSync } from 'node:fs';

type Matrix = readonly (readonly (number | null)[])[];

/** What test/reference/level2.R wrote. */
export interface Level2Reference {
  lm: {
    data: string;
    formula: string;
    precisionWeights?: string | null;
    offset?: string | null;
    estimates: Record<string, number | null>;
    se: number[];
    p: number[];
    vcov: number[];
    sigma: number;
    df: number;
    r2: number;
    adj: number;
    f: number | null;
    logLik: number;
    aic: number;
    bic: number;
    fitted: number[];
    print: string[];
  }[];
  lists: {
    data: string;
    formula: string;
    levels: string[];
    names: string[];
    estimates: Matrix;
    sigma: number;
    df: number;
    se: number[];
  }[];
  incomplete: { data: string; formula: string; levels: string[]; estimates: Matrix; df: number };
  models: {
    data: string;
    formula: string;
    group: string;
    reml: boolean;
    precisionWeights?: string | null;
    levels: string[];
    names: string[];
    effects: Matrix;
    sd: Matrix;
    ols: Matrix;
    olsSe: Matrix;
    reliability: number[];
    between: Record<'ols' | 'sampling' | 'model' | 'shrunken', number[]>;
    icc: number;
    unadjusted: number;
    meanSize: number;
    marginal: number;
    conditional: number;
    f1: number;
    f2: number;
    v: number;
    m: number;
    level1: number;
    level2: number;
  }[];
  crossed: Record<'plate' | 'sample', Record<string, number>> & {
    tau: Record<string, number>;
    s2: number;
  };
}

export const level2Reference = JSON.parse(
  readFileSync(new URL('./reference/level2.json', import.meta.url), 'utf8'),
) as Level2Reference;
