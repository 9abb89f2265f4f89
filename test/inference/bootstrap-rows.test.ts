// The bootstrap from cross-products against simulating rows and fitting them again: the same distribution of everything
// that is estimated. Samples are seeded; a threshold of 1.95 for the Kolmogorov–Smirnov distance and of 3.9 standard
// errors for the mean is passed by chance once in a thousand and once in ten thousand comparisons.
import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { refit, refitML } from '../../src/fit/refit.ts';
import { type Bootstrap, bootstrap } from '../../src/inference/bootstrap/bootstrap.ts';
import { pbmodcomp } from '../../src/inference/bootstrap/pbmodcomp.ts';
import { type RandomStream, randomStream } from '../../src/inference/distributions/random.ts';
import { asTable } from '../../src/table/as-table.ts';
import { readTable } from '../../src/table/read-file.ts';
import { kolmogorovSmirnov, meanDifference } from '../two-samples.ts';

const folder = new URL('../reference/data/', import.meta.url).pathname;
const data = (name: string) => readTable(`${folder}${name}`);

/** y = Xβ̂ + Zb + e row by row, new b and new e. */
function simulateRows(model: Model, { normal }: RandomStream): Float64Array {
  const { design, fixed, random, sigma } = model;
  const y = new Float64Array(design.n);
  fixed.estimates.forEach((beta, j) => {
    design.fixed.columns[j].forEach((x, i) => {
      y[i] += beta * x;
    });
  });
  random.forEach(({ template, levels }, t) => {
    const { codes, columns } = design.random[t];
    const k = columns.length;
    const effects = levels.map(() => {
      const u = Array.from({ length: k }, normal);
      return u.map((_, r) => sigma * u.reduce((sum, x, c) => sum + template[c * k + r] * x, 0));
    });
    for (let i = 0; i < y.length; i++) {
      columns.forEach((column, c) => {
        y[i] += column[i] * effects[codes[i]][c];
      });
    }
  });
  for (let i = 0; i < y.length; i++) {
    y[i] += (sigma * normal()) / Math.sqrt(design.precisionWeights?.[i] ?? 1);
  }
  return y;
}

/** What `bootstrap` reports by default, of one fit. */
function estimatesOf(model: Model): Record<string, number> {
  const values: Record<string, number> = { sigma: model.sigma };
  for (const { names, group, covariance } of model.random) {
    const k = names.length;
    const sd = names.map((_, i) => Math.sqrt(covariance[i * k + i]));
    names.forEach((name, i) => {
      values[`sd_${name}|${group}`] = sd[i];
      for (let j = 0; j < i; j++) {
        values[`cor_${name}.${names[j]}|${group}`] = covariance[j * k + i] / (sd[i] * sd[j]);
      }
    });
  }
  model.fixed.names.forEach((name, j) => {
    values[name] = model.fixed.estimates[j];
  });
  return values;
}

function column({ names, replicates }: Bootstrap, name: string): Float64Array {
  const j = names.indexOf(name);
  return replicates.filter((_, at) => at % names.length === j);
}

/** Both kinds of weights; the second table has a row for each that a frequency stands for. */
function weightedTables() {
  const { uniform, normal } = randomStream(17);
  const effects = Array.from({ length: 12 }, () => [1.2 * normal(), 0.6 * normal()]);
  const rows = Array.from({ length: 70 }, (_, i) => {
    const g = i % 12;
    const x = normal();
    const w = 0.3 + 2 * uniform();
    const y = 3 + (1 + effects[g][1]) * x + effects[g][0] + normal() / Math.sqrt(w);
    return { g: `g${g}`, x, w, f: 1 + (i % 3), y };
  });
  return { short: asTable(rows), long: asTable(rows.flatMap((row) => new Array(row.f).fill(row))) };
}

const { short, long } = weightedTables();
const weighted = 'y ~ x + (x | g)';
const cases: [name: string, free: Model, rows: Model, count: number][] = [
  [
    'slopes on one factor',
    ...twice(lmer('Reaction ~ Days + (Days | Subject)', data('sleepstudy.csv'))),
    700,
  ],
  ['variance near zero', ...twice(lmer('Yield ~ 1 + (1 | Batch)', data('dyestuff.csv'))), 1500],
  [
    'crossed factors',
    ...twice(lmer('diameter ~ 1 + (1 | plate) + (1 | sample)', data('penicillin.csv'))),
    500,
  ],
  [
    'weights of both kinds, frequencies written out as rows',
    lmer(weighted, short, { precisionWeights: 'w', frequencyWeights: 'f' }),
    lmer(weighted, long, { precisionWeights: 'w' }),
    700,
  ],
];

function twice(model: Model): [Model, Model] {
  return [model, model];
}

describe.each(cases)('bootstrap of %s', (_, free, rows, count) => {
  const boot = bootstrap(free, { nsim: 8000, seed: 31 });
  const stream = randomStream(32);
  const fits = Array.from({ length: count }, () =>
    estimatesOf(refit(rows, simulateRows(rows, stream))),
  );
  test.each(boot.names.map((name) => [name]))('%s is distributed as by rows', (name) => {
    const own = column(boot, name);
    const other = fits.map((fit) => fit[name]);
    expect(other.filter(Number.isFinite).length).toBeGreaterThan(0.6 * count);
    expect(kolmogorovSmirnov(own, other)).toBeLessThan(1.95);
    expect(Math.abs(meanDifference(own, other))).toBeLessThan(3.9);
    const estimate = boot.original[boot.names.indexOf(name)];
    const square = (x: number) => (x - estimate) ** 2;
    expect(Math.abs(meanDifference(own.map(square), other.map(square)))).toBeLessThan(3.9);
  });
});

describe('pbmodcomp', () => {
  const sleep = data('sleepstudy.csv');
  const pastes = data('pastes.csv');
  const pairs: [string, Model, Model][] = [
    [
      'a fixed effect',
      lmer('Reaction ~ Days + I(Days^2) + (Days | Subject)', sleep),
      lmer('Reaction ~ Days + (Days | Subject)', sleep),
    ],
    [
      'a slope',
      lmer('Reaction ~ Days + (Days | Subject)', sleep),
      lmer('Reaction ~ Days + (1 | Subject)', sleep),
    ],
    [
      'a factor',
      lmer('strength ~ 1 + (1 | batch/cask)', pastes),
      lmer('strength ~ 1 + (1 | batch:cask)', pastes),
    ],
    [
      'weights of both kinds',
      lmer(weighted, short, { precisionWeights: 'w', frequencyWeights: 'f' }),
      lmer('y ~ 1 + (1 | g)', short, { precisionWeights: 'w', frequencyWeights: 'f' }),
    ],
  ];
  test.each(pairs)('the test of %s is distributed as by rows', (name, large, small) => {
    const test = pbmodcomp(large, small, { nsim: 4000, seed: 5 });
    expect(test.failed).toBe(0);
    const stream = randomStream(6);
    const [rowsLarge, rowsSmall] =
      name === 'weights of both kinds'
        ? [weighted, 'y ~ 1 + (1 | g)'].map((formula) =>
            lmer(formula, long, { precisionWeights: 'w', method: 'ML' }),
          )
        : [large, small].map(refitML);
    const statistics = Array.from({ length: 500 }, () => {
      const y = simulateRows(rowsSmall, stream);
      return Math.max(0, refit(rowsSmall, y).objective - refit(rowsLarge, y).objective);
    });
    // A statistic of 0 comes out as 1e-9 or so on either way.
    const rounded = (x: number) => (x < 1e-6 ? 0 : x);
    expect(kolmogorovSmirnov(test.replicates.map(rounded), statistics.map(rounded))).toBeLessThan(
      1.95,
    );
    expect(Math.abs(meanDifference(test.replicates, statistics))).toBeLessThan(3.9);
  });
});
