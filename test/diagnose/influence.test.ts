import { describe, expect, test } from 'vitest';
import { influence } from '../../src/diagnose/influence.ts';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { distance, fitCase, makeRows, reference } from './diagnose-cases.ts';

type Row = Record<string, string | number>;

const sample = { seed: 31, n: 150, groups: 9, noise: 0.8 };

/** Variances and covariances as `influence` orders them. */
function variancesOf({ random, sigma }: Model): number[] {
  const entries = random.flatMap(({ names, covariance }) =>
    names.flatMap((_, c) => names.slice(c).map((__, r) => covariance[c * names.length + c + r])),
  );
  return [...entries, sigma ** 2];
}

describe('influence', () => {
  const cases = reference.cases.flatMap((one) =>
    one.influence.map((expected) => [one.name, expected.by, one, expected] as const),
  );
  test.each(cases)('as refits by lme4: %s without each %s', (_, by, one, expected) => {
    const model = fitCase(one);
    const { deletions, undetermined, estimates } = influence(model, { by });
    expect(undetermined).toEqual([]);
    const p = estimates.length;
    expected.deleted.forEach((level, i) => {
      const label = by === 'row' ? String(Number(level) + 1) : String(level);
      const own = deletions.find((deletion) => deletion.label === label);
      if (own === undefined) throw new Error(`no deletion of ${label}`);
      expect(distance(own.estimates, expected.fixed[i])).toBeLessThan(1e-5);
      expect(distance([own.sigma], [expected.sigma[i]])).toBeLessThan(1e-4);
      expect(distance(own.variances.slice(0, -1), expected.variances[i])).toBeLessThan(1e-4);
      const se = own.estimates.map((___, j) => Math.sqrt(expected.vcov[i][j * (p + 1)]));
      const d = own.estimates.map((___, j) => (expected.fixed[i][j] - estimates[j]) / se[j]);
      expect(distance(own.dfbetas, d, 1)).toBeLessThan(1e-4);
      expect(own.cooksDistance).toBeCloseTo(expected.cooks[i], 4);
    });
  });

  const models: [
    name: string,
    by: string,
    crossed: boolean,
    formula: string,
    options: LmerOptions,
  ][] = [
    ['slopes', 'g', false, 'y ~ x + (x | g)', {}],
    [
      'weights of both kinds, ML',
      'g',
      false,
      'y ~ x + (x | g)',
      { precisionWeights: 'w', frequencyWeights: 'f', method: 'ML' },
    ],
    ['the outer of nested factors', 'g', false, 'y ~ x + (x | g) + (1 | a)', {}],
    ['the inner of nested factors', 'a', false, 'y ~ x + (x | g) + (1 | a)', {}],
    ['a crossed factor', 'a', true, 'y ~ x + (x | g) + (1 | a)', { precisionWeights: 'w' }],
  ];
  test.each(models)('as fits to the other rows: %s', (_, by, crossed, formula, options) => {
    const rows = makeRows(crossed, sample);
    const model = lmer(formula, rows, options);
    for (const deletion of influence(model, { by }).deletions) {
      const rest = lmer(
        formula,
        rows.filter((row) => row[by] !== deletion.label),
        options,
      );
      expect(distance(deletion.estimates, rest.fixed.estimates)).toBeLessThan(1e-5);
      expect(distance(deletion.variances, variancesOf(rest))).toBeLessThan(1e-5);
      expect(deletion.rows).toBe(rows.filter((row) => row[by] === deletion.label).length);
      const determinant = ({ vcov: v }: Model['fixed']) => v[0] * v[3] - v[1] * v[2];
      const ratio = determinant(rest.fixed) / determinant(model.fixed);
      expect(deletion.covRatio / ratio).toBeCloseTo(1, 4);
    }
  });

  test('rows in closed form are as rows taken off, the variances held', () => {
    for (const crossed of [false, true]) {
      const model = lmer('y ~ x + (x | g) + (1 | a)', makeRows(crossed, sample), {
        precisionWeights: 'w',
        frequencyWeights: 'f',
        method: crossed ? 'ML' : 'REML',
      });
      const quick = influence(model, { by: 'row', refit: false });
      const values = Array.from(model.rows);
      const slow = influence(model, { by: { name: 'case', values }, refit: false });
      expect(quick.deletions.length).toBe(150);
      quick.deletions.forEach((own, i) => {
        const other = slow.deletions[i];
        expect(distance(own.dfbetas, other.dfbetas, 1)).toBeLessThan(1e-9);
        expect(distance(own.estimates, other.estimates)).toBeLessThan(1e-9);
        for (const name of ['cooksDistance', 'mdffits', 'covRatio', 'sigma'] as const) {
          expect(distance([own[name]], [other[name]], 1)).toBeLessThan(1e-9);
        }
      });
    }
  });

  test('what the rest does not determine is named', () => {
    const rows = makeRows(false, sample).map(
      (row): Row => ({ ...row, only: row.g === 'g3' ? 1 : 0 }),
    );
    const { deletions, undetermined } = influence(lmer('y ~ x + only + (1 | g)', rows));
    expect(undetermined).toEqual(['g3']);
    expect(deletions.length).toBe(8);
    const two = influence(
      lmer(
        'y ~ x + (1 | g)',
        rows.filter(({ g }) => g === 'g1' || g === 'g2'),
      ),
    );
    expect(two.undetermined).toEqual(['g1', 'g2']);
  });

  test('bad options', () => {
    const model = lmer('y ~ x + (1 | g)', makeRows(false, sample));
    expect(() => influence(model, { by: 'school' })).toThrow('no grouping factor of the model');
    expect(() => influence(model, { by: { name: 'a', values: [1] } })).toThrow('a has 1 values');
    // @ts-expect-error not a boolean
    expect(() => influence(model, { refit: 1 })).toThrow('refit must be true or false');
    expect(() => influence(model, { by: 'row', onProgress: () => false })).toThrow('cancelled');
  });
});
