import {
  crossed,
  factorial,
  factorialTerms,
  sampledCells,
  threeSlopes,
} from './crossed-generators.ts';
import { type Columns, eclsk, nested, oneSlope } from './generators.ts';

/** A data file of the repository, and which of its columns are factors. */
export interface DataFile {
  readonly file: string;
  readonly factors: readonly string[];
}

/** One model of the benchmark: what is fitted here and in lme4. */
export interface BenchModel {
  readonly name: string;
  readonly formula: string;
  readonly method: 'REML' | 'ML';
  /** Where the columns come from: made from a seed, or read from a file. */
  readonly data: DataFile | (() => Columns);
  /** Rows and levels in words. */
  readonly size: string;
  /** Takes R minutes; left out by `--quick`. */
  readonly large?: boolean;
  /** How many times faster than lme4 a whole fit must be. */
  readonly goal?: number;
}

const reference = 'test/reference/data';

/** The models of all benchmark tables, small to large. */
export const models: readonly BenchModel[] = [
  {
    name: 'sleepstudy',
    formula: 'Reaction ~ Days + (Days | Subject)',
    method: 'REML',
    data: { file: 'web-demo/data/sleepstudy.csv', factors: ['Subject'] },
    size: '180 rows, 18 subjects',
    goal: 100,
  },
  {
    name: 'hsb',
    formula: 'mathach ~ meanses*cses + sector*cses + (cses | school)',
    method: 'REML',
    data: { file: 'web-demo/data/hsb.csv', factors: ['school'] },
    size: '7,185 rows, 160 schools',
    goal: 150,
  },
  {
    name: 'eclsk',
    formula: 'reading ~ ses + (ses | school)',
    method: 'REML',
    data: eclsk,
    size: '11,091 rows, 742 schools',
    goal: 150,
  },
  {
    name: 'scotssec',
    formula: 'attain ~ verbal + sex + (1 | primary) + (1 | second)',
    method: 'REML',
    data: { file: `${reference}/scotssec.csv`, factors: ['primary', 'second'] },
    size: '3,435 rows, 148 × 19 crossed',
    goal: 60,
  },
  {
    name: 'chem97',
    formula: 'score ~ gcsecnt + (1 | lea/school)',
    method: 'REML',
    data: { file: `${reference}/chem97.csv.gz`, factors: ['lea', 'school'] },
    size: '31,022 rows, 2,410 in 131',
    goal: 60,
  },
  {
    name: 'insteval',
    formula: 'y ~ service + (1 | s) + (1 | d) + (1 | dept:service)',
    method: 'ML',
    data: { file: `${reference}/insteval.csv.gz`, factors: ['s', 'd', 'dept', 'service'] },
    size: '73,421 rows, 2,972 × 1,128 × 28 crossed',
    goal: 10,
  },
  {
    name: 'crossed4k',
    formula: 'y ~ x + (1 | subject) + (1 | item)',
    method: 'REML',
    data: () => crossed(4_000, 100, 40),
    size: '4,000 rows, 100 × 40 crossed',
  },
  {
    name: 'crossed5',
    formula: 'y ~ 1 + (1 | a) + (1 | b) + (1 | c) + (1 | d) + (1 | e)',
    method: 'REML',
    data: sampledCells,
    size: '20,000 rows, 20 × 30 × 40 × 50 × 60 crossed',
    goal: 5,
  },
  {
    name: 'factorial5',
    formula: `y ~ 1 + ${factorialTerms.map((term) => `(1 | ${term})`).join(' + ')}`,
    method: 'REML',
    data: factorial,
    size: '900 rows, 21 terms on 5 factors',
    goal: 5,
  },
  {
    name: 'slopes3',
    formula: 'y ~ x1 + x2 + x3 + (x1 + x2 + x3 | subject) + (x1 + x2 + x3 | item)',
    method: 'REML',
    data: threeSlopes,
    size: '6,000 rows, 100 × 60 crossed, 3 slopes on both',
    goal: 5,
  },
  {
    name: 'slope200k',
    formula: 'y ~ x + (x | g)',
    method: 'REML',
    data: () => oneSlope(200_000, 5_000),
    size: '200,000 rows, 5,000 groups',
    goal: 60,
  },
  {
    name: 'nested1m',
    formula: 'y ~ x + (1 | unit) + (1 | school) + (1 | region)',
    method: 'REML',
    data: () => nested(1_000_000, 40_000, 4_000, 200),
    size: '1,000,000 rows, 40,000 in 4,000 in 200',
    large: true,
  },
  {
    name: 'crossed1m',
    formula: 'y ~ x + (1 | subject) + (1 | item)',
    method: 'REML',
    data: () => crossed(1_000_000, 1_000, 1_000),
    size: '1,000,000 rows, 1,000 × 1,000 crossed',
    large: true,
  },
  {
    name: 'slope2m',
    formula: 'y ~ x + (x | g)',
    method: 'REML',
    data: () => oneSlope(2_000_000, 100_000),
    size: '2,000,000 rows, 100,000 groups',
    large: true,
    goal: 60,
  },
];

/** The models of these names, in the order of the table. */
export function modelsNamed(names: readonly string[]): readonly BenchModel[] {
  const unknown = names.find((name) => !models.some((model) => model.name === name));
  if (unknown !== undefined) {
    const known = models.map(({ name }) => name).join(', ');
    throw new Error(`no benchmark model "${unknown}"; there are ${known}`);
  }
  return models.filter(({ name }) => names.includes(name));
}
