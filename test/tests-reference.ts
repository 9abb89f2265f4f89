import { readFileSync } from 'node:fs';
import { type LmerOptions, lmer } from '../src/fit/lmer.ts';
import type { FittedModel } from '../src/fit/model.ts';
import { readTable } from '../src/table/read-file.ts';
import { dataPath } from './reference-cases.ts';

/** A table of lmerTest: a row of numbers for each term, null where it has none. */
interface StoredTable {
  ddf: 'satterthwaite' | 'kenward-roger';
  terms: string[];
  names: string[];
  rows: (number | null)[][];
  printed: string[];
}

interface StoredTests {
  anovas: {
    name: string;
    data: string;
    formula: string;
    factors: string[];
    ml: boolean;
    contrasts: Record<string, 'sum' | 'helmert'>;
    anovas: (StoredTable & { type: 1 | 2 | 3 })[];
    drops: StoredTable[];
  }[];
  ranovas: {
    data: string;
    formula: string;
    ml: boolean;
    objective: number;
    terms: string[];
    reduced: number[];
  }[];
  dropChisq: {
    data: string;
    formula: string;
    terms: string[];
    whole: number;
    reduced: number[];
    npar: number[];
  }[];
  printed: { data: string; formula: string; kind: 'ranova' | 'drop1'; printed: string[] }[];
  common: { missing: number[]; deviances: number[] };
}

/** What lmerTest and lme4 say: test/reference/tests-of-terms.R. */
export const storedTests = JSON.parse(
  readFileSync(new URL('./reference/tests-of-terms.json', import.meta.url), 'utf8'),
) as StoredTests;

/** A model of a stored case, fitted here. */
export function fitStored(
  { data, formula, ml = false }: { data: string; formula: string; ml?: boolean },
  factors: readonly string[] = [],
  contrasts: LmerOptions['contrasts'] = {},
): FittedModel {
  const table = readTable(dataPath(data), { factors });
  return lmer(formula, table, { method: ml ? 'ML' : 'REML', contrasts });
}
