import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ranef } from '../../src/effects/ranef.ts';
import { type GlmerOptions, glmer } from '../../src/fit/glmer.ts';
import { bilinear } from '../../src/inference/terms/hypothesis.ts';
import { predict } from '../../src/predict/predict.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { asTable } from '../../src/table/as-table.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { NumericColumn, Table } from '../../src/table/table.ts';
import { dataPath } from '../reference-cases.ts';

interface Case {
  name: string;
  data: string;
  formula: string;
  family: string;
  link: NonNullable<GlmerOptions['link']>;
  factors: string[];
  rows: number[];
  eta: number[];
  se: number[];
  mean: number[];
  seMean: number[];
  new: { eta: number[]; se: number[] };
  condSd: Record<string, { levels: string[]; names: string[]; sds: number[][] }>;
}

/** What glmmTMB says: test/reference/glmm-predict.R. */
const cases = JSON.parse(
  readFileSync(new URL('../reference/glmm-predict.json', import.meta.url), 'utf8'),
) as Case[];

/** glmmTMB takes the covariance of the parameters from differences of its gradient. */
const TOLERANCE = 2e-4;

function close(found: ArrayLike<number>, wanted: readonly number[], relative: number): void {
  const worst = wanted.reduce((most, x, i) => Math.max(most, Math.abs(found[i] / x - 1)), 0);
  expect(worst).toBeLessThan(relative);
}

function addColumn(table: Table, name: string, values: Float64Array): Table {
  return {
    ...table,
    names: [...new Set([...table.names, name])],
    columns: new Map([...table.columns, [name, { kind: 'numeric', values }]]),
  };
}

/** The first four of the reference's rows, of groups that the fit did not have. */
function fresh({ name, data, factors, rows }: Case) {
  const { columns } = readTable(dataPath(data), { factors });
  const groups = { nested: ['mom', 'comm'], crossed: ['BROOD', 'LOCATION'] }[name] ?? [
    ...['herd', 'district', 'LOCATION'].filter((group) => columns.has(group)),
  ];
  return Object.fromEntries(
    Array.from(columns, ([column, values]) => [
      column,
      rows.slice(0, 4).map((i) => {
        const value =
          values.kind === 'factor' ? values.levels[values.codes[i]] : (values.values[i] ?? null);
        return groups.includes(column) ? `new${value}` : value;
      }),
    ]),
  );
}

/** A random coefficient's column: a number, or the dummy variable of level Y. */
function coefficientOf(rows: Record<string, readonly unknown[]>, name: string, i: number): number {
  return name === 'urbanY' ? Number(rows.urban[i] === 'Y') : Number(rows[name][i]);
}

describe.each(cases)('groups of $name as by glmmTMB', (given) => {
  const { rows, formula, family, link, factors } = given;
  const model = glmer(formula, readTable(dataPath(given.data), { factors }), {
    family,
    link,
    nAGQ: 1,
  });
  const at = (values: ArrayLike<number> | undefined) => rows.map((i) => values?.[i] ?? Number.NaN);

  test('linear predictors and means with standard errors', () => {
    const onLink = predict(model, undefined, { scale: 'link', se: true });
    close(at(onLink.fit), given.eta, TOLERANCE);
    close(at(onLink.se), given.se, TOLERANCE);
    const means = predict(model, undefined, { se: true });
    close(at(means.fit), given.mean, TOLERANCE);
    close(at(means.se), given.seMean, TOLERANCE);
  });

  test('new groups: the variance of their effects is added to that of a typical group', () => {
    const rows = fresh(given);
    const own = predict(model, rows, { scale: 'link', se: true, allowNewLevels: true });
    const typical = predict(model, rows, { scale: 'link', se: true, target: 'typical' });
    close(own.se ?? [], given.new.se, TOLERANCE);
    close(own.fit, given.new.eta, TOLERANCE);
    const added = own.se?.map((x, i) => x ** 2 - (typical.se?.[i] ?? 0) ** 2) ?? [];
    const wanted = Array.from(added, (_, i) =>
      model.random.reduce((sum, { names, covariance }) => {
        const k = names.length;
        const z = names.map((name) => (name === '(Intercept)' ? 1 : coefficientOf(rows, name, i)));
        return sum + bilinear(covariance, z, z, k);
      }, 0),
    );
    close(added, wanted, 1e-9);
  });

  test('random effects', () => {
    for (const { group, names, levels, condSd } of ranef(model, { condVar: 'prediction' })) {
      const own = given.condSd[group];
      own.levels.forEach((level, l) => {
        const at = levels.indexOf(level) * names.length;
        close(condSd.subarray(at, at + names.length), own.sds[l], TOLERANCE);
      });
    }
  });
});

const contraception = readTable(dataPath('contraception.csv'));

test('a loaded model gives the same to the bit, and without its groups none', () => {
  const model = glmer('use ~ age + urban + (1 | district)', contraception, { family: 'binomial' });
  const again = loadModel(saveModel(model));
  const options = { interval: 'mean' } as const;
  expect(predict(again, contraception, options)).toStrictEqual(
    predict(model, contraception, options),
  );
  const withheld = loadModel(saveModel(model, { groups: false }));
  expect(() => predict(withheld, contraception, options)).toThrow('need the groups');
});

test('neither unit nor origin of a predictor matters', () => {
  const formula = 'use ~ age + urban + (1 + age | district)';
  const age = contraception.columns.get('age') as NumericColumn;
  const moved = addColumn(
    contraception,
    'age',
    age.values.map((x) => 1990 + x / 10),
  );
  const options = { family: 'binomial', nAGQ: 1 } as const;
  const one = predict(glmer(formula, contraception, options), undefined, { interval: 'mean' });
  const other = predict(glmer(formula, moved, options), undefined, { interval: 'mean' });
  for (const part of ['fit', 'se', 'lower', 'upper'] as const) {
    close(other[part] ?? [], Array.from(one[part] ?? []), 1e-6);
  }
});

test('an ordinal response of two categories is a binomial one', () => {
  const rows = readTable(dataPath('wine.csv'));
  const rating = rows.columns.get('rating');
  const high = Array.from({ length: rows.nrow }, (_, i) => {
    const value =
      rating?.kind === 'factor' ? Number(rating.levels[rating.codes[i]]) : rating?.values[i];
    return Number(value) > 3 ? 1 : 0;
  });
  const formula = 'high ~ temp + contact + (1 | judge)';
  const data = addColumn(rows, 'high', Float64Array.from(high));
  const binomial = predict(glmer(formula, data, { family: 'binomial', nAGQ: 1 }), undefined, {
    se: true,
  });
  const ordinal = predict(
    glmer(formula, asTable(data, { factors: ['high'] }), { family: 'ordinal', nAGQ: 1 }),
    undefined,
    { scale: 'classes', se: true },
  );
  const second = (values: Float64Array | undefined) =>
    values?.filter((_, at) => at % 2 === 1) ?? [];
  close(second(ordinal.fit), Array.from(binomial.fit), 1e-7);
  // Hessians are differences of gradients with a step of 2e-3, in other parameters.
  close(second(ordinal.se), Array.from(binomial.se ?? []), 5e-5);
});

test('without variance between groups a group is a typical one', () => {
  const rows = { x: [] as number[], y: [] as number[], g: [] as string[] };
  for (let i = 0; i < 60; i++) {
    rows.x.push(i % 5);
    rows.g.push(`g${Math.floor(i / 6)}`);
    // Every group has the same two responses of one: less variation than by chance.
    rows.y.push(i % 6 < 2 + (i % 5 === 4 ? 1 : 0) ? 1 : 0);
  }
  const model = glmer('y ~ x + (1 | g)', rows, { family: 'binomial' });
  expect(model.singular).toBe(true);
  const group = predict(model, undefined, { interval: 'mean' });
  const typical = predict(model, undefined, { interval: 'mean', target: 'typical' });
  close(group.se ?? [], Array.from(typical.se ?? []), 1e-12);
  close(group.upper ?? [], Array.from(typical.upper ?? []), 1e-12);
});
