import { type Columns, numbered } from './generators.ts';
import type { BenchModel } from './models.ts';
import { random } from './random.ts';

/** One generalised model of the benchmark, fitted by Laplace's approximation here and in lme4. */
export interface GlmmModel extends BenchModel {
  readonly family: 'binomial' | 'poisson';
}

/** Successes with an intercept and a slope that vary over groups, rows in turns of groups. */
function logisticSlope(rows: number, groups: number): Columns {
  const r = random(rows + groups);
  const draw = () => Float64Array.from({ length: groups }, () => r.normal());
  const [a, b] = [draw(), draw()];
  const codes = Int32Array.from({ length: rows }, (_, i) => i % groups);
  const x = Float64Array.from({ length: rows }, () => r.normal());
  const w = Float64Array.from({ length: rows }, () => r.normal());
  const y = Float64Array.from(codes, (g, i) => {
    const eta = -0.5 + 0.8 * x[i] + 0.3 * w[i] + a[g] + (0.3 * a[g] + 0.5 * b[g]) * x[i];
    return Number(r.uniform() < 1 / (1 + Math.exp(-eta)));
  });
  const numeric = (values: Float64Array) => ({ kind: 'numeric' as const, values });
  return { y: numeric(y), x: numeric(x), w: numeric(w), g: numbered(codes, groups) };
}

const reference = 'test/reference/data';

/** Generalised models, small to large. */
export const glmmModels: readonly GlmmModel[] = [
  {
    name: 'cbpp',
    formula: 'cbind(incidence, size - incidence) ~ period + (1 | herd)',
    method: 'ML',
    family: 'binomial',
    data: { file: `${reference}/cbpp.csv`, factors: ['herd', 'period'] },
    size: '56 rows, 15 herds',
    goal: 20,
  },
  {
    name: 'Contraception',
    formula: 'use ~ urban + age + livch + (urban | district)',
    method: 'ML',
    family: 'binomial',
    data: {
      file: `${reference}/contraception.csv`,
      factors: ['use', 'urban', 'livch', 'district'],
    },
    size: '1,934 rows, 60 districts',
    goal: 20,
  },
  {
    name: 'grouseticks',
    formula: 'TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)',
    method: 'ML',
    family: 'poisson',
    data: {
      file: `${reference}/grouseticks.csv`,
      factors: ['YEAR', 'BROOD', 'INDEX', 'LOCATION'],
    },
    size: '403 rows, 403 + 118 + 63 levels nested',
    goal: 20,
  },
  {
    name: 'VerbAgg',
    formula: 'r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)',
    method: 'ML',
    family: 'binomial',
    data: {
      file: `${reference}/verbagg.csv.gz`,
      factors: ['r2', 'Gender', 'btype', 'situ', 'id', 'item'],
    },
    size: '7,584 rows, 316 × 24 crossed',
    goal: 20,
  },
  {
    name: 'logistic-slope',
    formula: 'y ~ x + w + (x | g)',
    method: 'ML',
    family: 'binomial',
    data: () => logisticSlope(100_000, 2000),
    size: '100,000 rows, 2,000 groups',
    large: true,
    goal: 20,
  },
];
