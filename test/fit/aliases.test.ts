import { expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';

const n = 60;
const rows = Array.from({ length: n }, (_, i) => {
  const x = Math.sin(i);
  const z = Math.cos(2 * i) + 1000;
  return {
    y: Math.sin(7 * i) + x,
    x,
    z,
    both: 3 * x - 2 * z,
    zero: 0,
    f: 'abc'[i % 3],
    k: 'abc'[i % 3] === 'c' ? 'u' : 'v',
    g: `g${i % 7}`,
    w: 1 + (i % 4),
  };
});

test.each([{}, { precisionWeights: 'w' }, { frequencyWeights: 'w' }])(
  'columns left out are what they are made of: %o',
  (options) => {
    const model = lmer('y ~ x + z + both + zero + f + k + (1 | g)', rows, options);
    const { names, dropped, aliases = [] } = model.fixed;
    expect(names).toEqual(['(Intercept)', 'x', 'z', 'fb', 'fc']);
    expect(dropped).toEqual(['both', 'zero', 'kv']);
    const expected = [
      [0, 3, -2, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, -1],
    ];
    aliases.forEach((a, d) => {
      expected[d].forEach((value, j) => {
        expect(a[j]).toBeCloseTo(value, 9);
      });
    });
  },
);

test('without dependent columns there is nothing', () => {
  expect(lmer('y ~ x + (1 | g)', rows).fixed.aliases).toBeUndefined();
});
