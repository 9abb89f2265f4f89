import { describe, expect, test } from 'vitest';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { bootstrap } from '../../src/inference/bootstrap/bootstrap.ts';
import { bootstrapInterval } from '../../src/inference/bootstrap/bootstrap-interval.ts';
import { jackknifeAcceleration } from '../../src/inference/bootstrap/jackknife.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';

type Row = Record<string, string | number>;

/** `a` within `g`, or crossed with it; weights of both kinds. */
function makeRows(crossed: boolean): Row[] {
  const { uniform, normal } = randomStream(23);
  const groups = Array.from({ length: 9 }, () => [1.5 * normal(), 0.8 * normal()]);
  const inner = Array.from({ length: 36 }, normal);
  return Array.from({ length: 150 }, (_, i) => {
    const g = i % 9;
    const a = crossed ? Math.floor(4 * uniform()) : 4 * g + Math.floor(4 * uniform());
    const x = normal();
    const [b, slope] = groups[g];
    return {
      g: `g${g}`,
      a: `a${a}`,
      x,
      w: 0.3 + uniform(),
      f: 1 + Math.floor(3 * uniform()),
      y: 10 + b + inner[a] + (2 + slope) * x + normal(),
    };
  });
}

function statisticOf({ fixed, random, sigma, objective }: Model): number[] {
  return [
    ...fixed.estimates,
    ...random.map(({ covariance }) => Math.sqrt(covariance[0])),
    sigma,
    objective,
  ];
}

const cases: [name: string, formula: string, options: LmerOptions][] = [
  ['one factor', 'y ~ x + (x | g)', {}],
  [
    'one factor, weighted, ML',
    'y ~ x + (x | g)',
    { precisionWeights: 'w', frequencyWeights: 'f', method: 'ML' },
  ],
  ['nested factors', 'y ~ x + (1 | g) + (1 | a)', { precisionWeights: 'w' }],
];

describe('jackknifeAcceleration', () => {
  test.each(cases)('as from fits to the rows of the other groups: %s', (_, formula, options) => {
    const rows = makeRows(false);
    const model = lmer(formula, rows, options);
    const groups = [...new Set(rows.map(({ g }) => g))];
    const fits = groups.map((g) =>
      statisticOf(
        lmer(
          formula,
          rows.filter((row) => row.g !== g),
          options,
        ),
      ),
    );
    const own = jackknifeAcceleration(model, ({ fixef, sd, sigma, objective }) => [
      ...Object.values(fixef),
      ...model.random.map(({ names, group }) => sd[`${names[0]}|${group}`]),
      sigma,
      objective,
    ]);
    const expected = fits[0].map((_value, j) => {
      const mean = fits.reduce((sum, fit) => sum + fit[j], 0) / fits.length;
      const power = (k: number) => fits.reduce((sum, fit) => sum + (mean - fit[j]) ** k, 0);
      return power(3) / (6 * power(2) ** 1.5);
    });
    expected.forEach((a, j) => {
      expect(Math.abs(own[j] - a)).toBeLessThan(1e-5);
    });
  });

  test('bca intervals', () => {
    const model = lmer('y ~ x + (x | g)', makeRows(false));
    const boot = bootstrap(model, { nsim: 2000 });
    const acceleration = jackknifeAcceleration(model);
    expect(acceleration.length).toBe(boot.names.length);
    const plain = bootstrapInterval(boot);
    bootstrapInterval(boot, { type: 'bca', acceleration }).forEach(({ lower, upper }, j) => {
      expect(lower).toBeLessThan(boot.original[j]);
      expect(upper).toBeGreaterThan(boot.original[j]);
      const width = plain[j].upper - plain[j].lower;
      expect(Math.abs(upper - plain[j].upper)).toBeLessThan(width);
    });
  });

  test('a group that alone determines a coefficient is passed over', () => {
    const rows = makeRows(false).map((row) => ({ ...row, only: row.g === 'g3' ? 1 : 0 }));
    const acceleration = jackknifeAcceleration(lmer('y ~ x + only + (1 | g)', rows));
    expect(acceleration.every(Number.isFinite)).toBe(true);
    expect(Math.max(...acceleration.map(Math.abs))).toBeLessThan(1);
  });

  test('crossed factors have no independent groups', () => {
    const model = lmer('y ~ x + (1 | g) + (1 | a)', makeRows(true));
    expect(() => jackknifeAcceleration(model)).toThrow('no grouping factor contains all others');
  });
});
