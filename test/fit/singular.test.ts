import { describe, expect, test } from 'vitest';
import { isSingular } from '../../src/effects/theta.ts';
import { product, transpose } from '../../src/engine/small-matrix.ts';
import { lmer } from '../../src/fit/lmer.ts';
import type { RandomPart } from '../../src/fit/model.ts';
import { singularDirection } from '../../src/fit/singular.ts';
import { randomNumbers } from '../random-design.ts';

/** A term with a given relative covariance factor, by rows. */
function term(names: string[], rows: number[][]): RandomPart {
  const k = names.length;
  const template = transpose(Float64Array.from(rows.flat()), k, k);
  return {
    label: `${names.join(' + ')} | school`,
    group: 'school',
    names,
    levels: ['a', 'b'],
    template,
    covariance: product(template, transpose(template, k, k), k, k, k),
    effects: new Float64Array(2 * k),
    conditional: new Float64Array(2 * k * k),
    prediction: new Float64Array(2 * k * k),
  };
}

const two = ['(Intercept)', 'ses'];
const three = ['(Intercept)', 'ses', 'female'];

describe('a sentence for each boundary', () => {
  const cases: [string, string[], number[][], string, number][] = [
    [
      'one variance',
      ['(Intercept)'],
      [[0]],
      'the variance of (Intercept) within school is estimated 0',
      1,
    ],
    [
      'slope',
      two,
      [
        [2, 0],
        [0, 0],
      ],
      'the variance of ses within school is estimated 0',
      1,
    ],
    [
      'intercept',
      two,
      [
        [0, 0],
        [0, 3],
      ],
      'the variance of (Intercept) within school is estimated 0',
      1,
    ],
    [
      'whole term',
      two,
      [
        [0, 0],
        [0, 0],
      ],
      'the variances of (Intercept) and ses within school are estimated 0',
      2,
    ],
    [
      'correlation -1',
      two,
      [
        [1, 0],
        [-10, 0],
      ],
      '(Intercept) and ses within school are perfectly correlated (-1): the direction 0.995·(Intercept) + 0.0995·ses has no variance',
      1,
    ],
    [
      'correlation 1',
      two,
      [
        [3, 0],
        [4, 0],
      ],
      '(Intercept) and ses within school are perfectly correlated (1): the direction 0.8·(Intercept) - 0.6·ses has no variance',
      1,
    ],
    [
      'rank 2 of 3',
      three,
      [
        [1, 0, 0],
        [1, 1, 0],
        [1, 2, 0],
      ],
      'the direction 0.408·(Intercept) - 0.816·ses + 0.408·female within school has no variance',
      1,
    ],
    [
      'two of three correlated',
      three,
      [
        [1, 0, 0],
        [0.5, 1, 0],
        [-2, 0, 0],
      ],
      '(Intercept) and female within school are perfectly correlated (-1): the direction 0.894·(Intercept) + 0.447·female has no variance',
      1,
    ],
    [
      'rank 1 of 3',
      three,
      [
        [2, 0, 0],
        [1, 0, 0],
        [-2, 0, 0],
      ],
      '(Intercept), ses and female within school vary along one direction only, 0.667·(Intercept) + 0.333·ses - 0.667·female',
      2,
    ],
    [
      'a variance and a correlation',
      three,
      [
        [1, 0, 0],
        [0, 0, 0],
        [1, 0, 0],
      ],
      'the variance of ses within school is estimated 0; (Intercept) and female within school are perfectly correlated (1): the direction 0.707·(Intercept) - 0.707·female has no variance',
      2,
    ],
    [
      'units far apart',
      two,
      [
        [1e6, 0],
        [1e-6, 0],
      ],
      '(Intercept) and ses within school are perfectly correlated (1): the direction 1e-12·(Intercept) - 1·ses has no variance',
      1,
    ],
  ];
  test.each(cases)('%s', (_, names, rows, text, count) => {
    const part = term(names, rows);
    const { text: said, combinations, group } = singularDirection(part);
    expect(said).toBe(text);
    expect(group).toBe('school');
    expect(combinations).toHaveLength(count);
    const k = names.length;
    for (const d of combinations) {
      expect(Math.hypot(...d)).toBeCloseTo(1, 14);
      const half = product(transpose(part.template, k, k), Float64Array.from(d), k, k, 1);
      const scale = Math.max(...part.template.map(Math.abs));
      expect(Math.hypot(...half)).toBeLessThanOrEqual(1e-14 * scale);
    }
  });

  test('four coefficients in two dimensions', () => {
    const part = term(
      ['(Intercept)', 'a', 'b', 'c'],
      [
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [2, 1, 0, 0],
        [0, 1, 0, 0],
      ],
    );
    const { text, combinations } = singularDirection(part);
    expect(text).toMatch(/^the directions .+ and .+ within school have no variance$/);
    expect(combinations).toHaveLength(2);
  });
});

describe('fits on the boundary', () => {
  const uniform = randomNumbers(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const n = 200;
  const g = Array.from({ length: n }, (_, i) => `g${i % 20}`);
  const x = Array.from({ length: n }, normal);
  const z = Array.from({ length: n }, normal);
  const y = Array.from({ length: n }, normal);

  test('the combinations have no variance in the fit', () => {
    for (const formula of ['y ~ x + (x | g)', 'y ~ x + z + (x + z | g)', 'y ~ x + (x || g)']) {
      const model = lmer(formula, { y, x, z, g });
      expect(isSingular(model)).toBe(true);
      expect(model.singularDirections.length).toBeGreaterThan(0);
      for (const { term: label, combinations } of model.singularDirections) {
        const part = model.random.find((other) => other.label === label) as RandomPart;
        const k = part.names.length;
        for (const d of combinations) {
          const moved = product(part.covariance, Float64Array.from(d), k, k, 1);
          expect(Math.hypot(...moved)).toBeLessThan(1e-12);
        }
      }
    }
  });

  test('in other units the same combinations', () => {
    const [one] = lmer('y ~ x + (x | g)', { y, x, g }).singularDirections[0].combinations;
    const scaled = x.map((value) => 1000 * value);
    const [other] = lmer('y ~ x + (x | g)', { y, x: scaled, g }).singularDirections[0].combinations;
    expect((1000 * other[0]) / other[1] / (one[0] / one[1])).toBeCloseTo(1, 9);
  });

  test('a tolerance counts what is near, as lme4 does', () => {
    const model = lmer('y ~ x + (1 | g)', {
      y: y.map((value, i) => value + 0.3 * (i % 20)),
      x,
      g,
    });
    expect(isSingular(model)).toBe(false);
    expect(isSingular(model, { tolerance: 2 * model.theta[0] })).toBe(true);
    expect(isSingular(model, { tolerance: 0.5 * model.theta[0] })).toBe(false);
    expect(() => isSingular(model, { tolerance: Number.NaN })).toThrow(/must be 0 or more/);
  });
});
