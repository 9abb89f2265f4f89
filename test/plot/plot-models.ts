import { readFileSync } from 'node:fs';
import { lmer } from '../../src/fit/lmer.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { parseCsv } from '../../src/table/parse-csv.ts';

const root = new URL('../../', import.meta.url);

/** A model of a file in the repository. */
export function modelOf(file: string, formula: string): FittedModel {
  return lmer(formula, parseCsv(readFileSync(new URL(file, root), 'utf8')));
}

/** 18 people with ten days each. */
export const sleep = modelOf('web-demo/data/sleepstudy.csv', 'Reaction ~ Days + (Days | Subject)');

/** 160 schools. */
export const schools = modelOf(
  'web-demo/data/hsb.csv',
  'mathach ~ meanses*cses + sector*cses + (cses | school)',
);

/** A factor in the fixed effects, one random coefficient. */
export const cake = modelOf(
  'test/reference/data/cake.csv',
  'angle ~ recipe*temp + (1 | recipe:replicate)',
);
