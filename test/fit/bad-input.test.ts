import { describe, expect, test } from 'vitest';
import { BlupError, type ErrorCode } from '../../src/errors/blup-error.ts';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { summary } from '../../src/report/summary.ts';

const n = 30;
const rows = Array.from({ length: n }, (_, i) => i);
const x = rows.map((i) => i);
const g = rows.map((i) => 'abcdef'[i % 6]);
/** A line, a group effect, and an error that looks irregular. */
const y = rows.map((i) => 1 + i + 2 * (i % 6) + ((i * 7919) % 31) / 10);
const data = { y, x, g };
const formula = 'y ~ x + (1 | g)';

const weightsMessage =
  'no option is called "weights": use precisionWeights (variance sigma²/w, what lmer calls weights), ' +
  'frequencyWeights (the row stands for w rows), samplingWeights (by level; not available yet) ' +
  'or trials (binomial denominators, what glmer calls weights)';

function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

type Case = [name: string, run: () => unknown, code: ErrorCode, message: string];

function refuses(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, run, code, message) => {
    expect(errorOf(run)).toEqual({ code, message });
  });
}

const fit = (text: string, table: unknown = data, options: object = {}) =>
  lmer(text, table as object, options as LmerOptions);

describe('formulas', () => {
  refuses([
    [
      'an unknown column',
      () => fit('y ~ xx + (1 | g)'),
      'unknown-column',
      'column "xx" is not in the data; did you mean "x"?',
    ],
    [
      'an unknown grouping factor',
      () => fit('y ~ x + (1 | school)'),
      'unknown-column',
      'column "school" is not in the data (columns: y, x, g)',
    ],
    [
      'text that is no formula',
      () => fit('y ~ x + (1 | g'),
      'formula-syntax',
      'unexpected end at position 15 in "y ~ x + (1 | g"',
    ],
    ['nothing', () => fit(''), 'formula-syntax', 'empty formula at position 1 in ""'],
    [
      'no random term',
      () => fit('y ~ x'),
      'no-random-term',
      'the formula has no random term such as (1 | school); add one, or fit it by lm(formula, data)',
    ],
    [
      'a random term without parentheses',
      () => fit('y ~ x + 1 | g'),
      'formula-meaning',
      'a random term needs parentheses: write (x + 1 | g)',
    ],
  ]);

  test('of 10,000 characters: a sum', () => {
    const text = `y ~ ${'x + '.repeat(2496)}(1 | g)`.padEnd(10_000);
    expect(text).toHaveLength(10_000);
    expect(fit(text).objective).toBe(fit(formula).objective);
  });

  test('of 10,000 characters: a product, a long name, a deep one', () => {
    expect(fit(`y ~ ${'x*'.repeat(4994)}x + (1|g)`).fixed.names).toEqual(['(Intercept)', 'x']);
    expect(errorOf(() => fit(`y ~ ${'x'.repeat(9988)} + (1|g)`)).code).toBe('unknown-column');
    const deep = `y ~ ${'('.repeat(4990)}x${')'.repeat(4990)} + (1|g)`;
    expect(errorOf(() => fit(deep)).message).toMatch(/^nested more than 200 deep at position \d+/);
  });
});

describe('groups', () => {
  refuses([
    [
      'a factor with one level',
      () => fit(formula, { y, x, g: rows.map(() => 'a') }),
      'grouping-factor',
      'grouping factor g has one level ("a"); a variance between groups needs at least 2',
    ],
    [
      'a single row',
      () => fit('y ~ 1 + (1 | g)', [{ y: 1, g: 'a' }]),
      'grouping-factor',
      'grouping factor g has one level ("a"); a variance between groups needs at least 2',
    ],
    [
      'as many levels as rows',
      () => fit(formula, { y, x, g: rows }),
      'grouping-factor',
      'grouping factor g has as many levels (30) as there are observations (30), so its random effect cannot be told ' +
        'from the residual; leave this term out, or group by a coarser column',
    ],
    [
      'singletons beside another factor',
      () => fit('y ~ x + (1 | g) + (1 | s)', { ...data, s: rows.map((i) => `s${i}`) }),
      'grouping-factor',
      'grouping factor s has as many levels (30) as there are observations (30), so its random effect cannot be told ' +
        'from the residual; leave this term out, or group by a coarser column',
    ],
    [
      'as many effects as rows',
      () => fit('y ~ x + (x | h)', { ...data, h: rows.map((i) => i % 15) }),
      'grouping-factor',
      'random term (x | h) has 30 effects (2 for each of 15 levels) but there are only 30 observations; ' +
        'drop a random slope',
    ],
  ]);

  test('singletons but for one pair can be fitted', () => {
    const s = rows.map((i) => `s${Math.max(i, 1)}`);
    const model = fit('y ~ x + (1 | g) + (1 | s)', { ...data, s });
    expect(model.random.map(({ levels }) => levels.length)).toEqual([6, 29]);
    expect(Number.isFinite(model.objective)).toBe(true);
  });
});

describe('data', () => {
  const cell = (values: readonly number[], row: number, value: unknown) =>
    values.map((v, i) => (i === row ? value : v));
  refuses([
    [
      'columns without rows',
      () => fit(formula, { y: [], x: [], g: [] }),
      'no-rows',
      'the data have columns but no rows; give at least one row',
    ],
    ['no rows', () => fit(formula, []), 'no-rows', 'the data have no rows; give at least one row'],
    [
      'no columns',
      () => fit(formula, {}),
      'input',
      'the data have no columns; give at least one named column',
    ],
    [
      'no data',
      () => lmer(formula, undefined as unknown as object),
      'input',
      'data must be an object of columns, an array of rows, an Arrow table or CSV text, not undefined',
    ],
    [
      'a column without a value',
      () => fit(formula, { y, x: rows.map(() => null), g }),
      'no-rows',
      'no row is complete: column "x" is missing in all 30 rows; leave it out or fill it in',
    ],
    [
      'a response without a value',
      () => fit(formula, { y: rows.map(() => Number.NaN), x, g }),
      'no-rows',
      'no row is complete: column "y" is missing in all 30 rows; leave it out or fill it in',
    ],
    [
      'a constant response',
      () => fit(formula, { y: rows.map(() => 3), x, g }),
      'response',
      'the response y is 3 in all 30 rows; there is no variation to explain',
    ],
    [
      'an infinite response',
      () => fit(formula, { y: cell(y, 3, Number.NEGATIVE_INFINITY), x, g }),
      'not-finite',
      'y is minus infinity in row 4; make the cell missing or transform otherwise',
    ],
    [
      'an infinite predictor',
      () => fit(formula, { y, x: cell(x, 4, Number.POSITIVE_INFINITY), g }),
      'not-finite',
      'x is infinite in row 5; make the cell missing or transform otherwise',
    ],
    [
      'a text column as response',
      () => fit('g ~ x + (1 | h)', { ...data, h: rows.map((i) => i % 5) }),
      'response',
      'the response g holds text ("a", "b", "c", …), a linear mixed model needs numbers; look for a cell that is no ' +
        'number, or name another column',
    ],
    [
      'a slip in a column of numbers, which is what the message shows',
      () => fit(formula, { y: cell(y, 7, '1o.5'), x, g }),
      'response',
      'the response y holds text ("1o.5"), a linear mixed model needs numbers; look for a cell that is no number, or ' +
        'name another column',
    ],
    [
      'truth values as response',
      () => fit(formula, { y: rows.map((i) => i % 2 === 0), x, g }),
      'response',
      "the response y holds truth values; fit a chance by glmer(formula, data, { family: 'binomial' }), or write as.numeric(y) for a linear one",
    ],
    [
      'fewer rows than coefficients',
      () => fit('y ~ x + z + w + (1 | g)', 'y,x,z,w,g\n1,1,2,3,a\n2,2,4,4,a\n3,4,1,2,b\n'),
      'too-few-rows',
      '3 complete rows cannot determine 4 coefficients; give more data or a smaller formula',
    ],
    [
      'a response that is exactly linear',
      () => fit(formula, { y: x.map((v) => 2 * v + 1), x, g }),
      'response',
      'the fixed effects reproduce "y" exactly; no variation is left to model',
    ],
    [
      'an empty text',
      () => fit(formula, '\n'),
      'parse-csv',
      'the text is empty; the first line must name the columns',
    ],
    [
      'a ragged line',
      () => fit(formula, 'y,x,g\n1,2,a\n2\n'),
      'parse-csv',
      'line 3 has 1 cells but the header has 3; check for a missing or unquoted delimiter',
    ],
    [
      'a column twice',
      () => fit(formula, 'y,x,g,y\n1,2,a,1\n'),
      'parse-csv',
      'columns 1 and 4 are both named "y"; rename one of the two',
    ],
  ]);

  test('a column named __proto__ is a column: predictor, response, group', () => {
    const table = (name: string, values: readonly unknown[]) =>
      Object.fromEntries([...Object.entries(data), [name, values]]);
    const plain = fit(formula);
    const asX = fit('y ~ __proto__ + (1 | g)', table('__proto__', x));
    const asY = fit('__proto__ ~ x + (1 | g)', table('__proto__', y));
    const asG = fit('y ~ x + (1 | __proto__)', table('__proto__', g));
    for (const model of [asX, asY, asG]) {
      expect(model.objective).toBe(plain.objective);
      expect(formatSummary(summary(model))).toContain('__proto__');
    }
    expect(Object.keys({})).toEqual([]);
  });

  test.each([1e150, 1e-150])('a response in units of %d has the same tests', (unit) => {
    const plain = summary(fit(formula)).coefficients;
    const scaled = summary(fit(formula, { y: y.map((v) => v * unit), x, g })).coefficients;
    scaled.forEach(({ estimate, statistic, df }, i) => {
      expect(estimate / unit / plain[i].estimate).toBeCloseTo(1, 9);
      expect((statistic ?? 0) / (plain[i].statistic ?? 0)).toBeCloseTo(1, 7);
      expect((df ?? 0) / (plain[i].df ?? 0)).toBeCloseTo(1, 6);
    });
  });

  refuses([
    [
      'a predictor of 1e308',
      () => fit(formula, { y, x: x.map((v) => v * 5e306), g }),
      'not-finite',
      '"x" has values of the order of 8e+307, beyond what can be squared; change its unit',
    ],
    [
      'a response of 1e308',
      () => fit(formula, { y: y.map((v, i) => (i === 3 ? 1e308 : v)), x, g }),
      'not-finite',
      '"y" has values of the order of 2e+307, beyond what can be squared; change its unit',
    ],
  ]);
});

describe('options', () => {
  const w = (value: (i: number) => number) => rows.map(value);
  refuses([
    ['weights', () => fit(formula, data, { weights: 'x' }), 'option', weightsMessage],
    [
      'a slip',
      () => fit(formula, data, { methd: 'ML' }),
      'option',
      'unknown option "methd"; did you mean "method"?',
    ],
    [
      'another method',
      () => fit(formula, data, { method: 'ml' }),
      'option',
      "method must be 'REML' or 'ML', not ml",
    ],
    ...[null, 'ML', ['ML']].map(
      (options): Case => [
        `options that are ${JSON.stringify(options)}`,
        () => lmer(formula, data, options as unknown as LmerOptions),
        'option',
        "options must be an object such as { na: 'omit' }",
      ],
    ),
    [
      'a progress that is no function',
      () => fit(formula, data, { onProgress: 3 }),
      'option',
      'onProgress must be a function, not number',
    ],
    [
      'a negative precision weight',
      () => fit(formula, data, { precisionWeights: w((i) => (i === 2 ? -1 : 1)) }),
      'option',
      'precisionWeights must be positive and finite; row 3 has -1',
    ],
    [
      'a precision weight of 0',
      () => fit(formula, data, { precisionWeights: 'x' }),
      'option',
      'precisionWeights must be positive and finite; row 1 has 0',
    ],
    [
      'precision weights without a value',
      () => fit(formula, data, { precisionWeights: w(() => Number.NaN) }),
      'no-rows',
      'no row is complete: column "precisionWeights" is missing in all 30 rows; leave it out or fill it in',
    ],
    [
      'a frequency weight that is not whole',
      () => fit(formula, data, { frequencyWeights: w(() => 1.5) }),
      'option',
      'frequencyWeights must be whole numbers from 0; row 1 has 1.5',
    ],
    [
      'a negative frequency weight',
      () => fit(formula, data, { frequencyWeights: w(() => -1) }),
      'option',
      'frequencyWeights must be whole numbers from 0; row 1 has -1',
    ],
    [
      'frequency weights of 0 throughout',
      () => fit(formula, data, { frequencyWeights: w(() => 0) }),
      'no-rows',
      'all frequencyWeights are 0; no row is left',
    ],
    [
      'too few weights',
      () => fit(formula, data, { frequencyWeights: [1, 2] }),
      'option',
      'frequencyWeights has 2 numbers but the data have 30 rows; give one for each row',
    ],
    [
      'an infinite offset',
      () => fit(formula, data, { offset: w((i) => (i === 1 ? Infinity : 0)) }),
      'not-finite',
      'the offset must be finite; row 2 has Infinity',
    ],
    [
      'a base level that the factor has not',
      () =>
        fit(
          'y ~ g + (1 | h)',
          { ...data, h: rows.map((i) => i % 5) },
          { contrasts: { g: { base: 'none' } } },
        ),
      'formula-meaning',
      'base "none" is none of the 6 levels; the first is "a"',
    ],
    [
      'progress that says stop',
      () => fit(formula, data, { onProgress: () => false }),
      'cancelled',
      'the fit was cancelled by onProgress',
    ],
  ]);

  test('a row whose weight is missing is left out and counted', () => {
    const weights = rows.map((i) => (i === 2 ? Number.NaN : 1));
    const model = fit(formula, data, { precisionWeights: weights });
    expect(model.nobs).toBe(29);
    expect(model.notices[0]).toMatchObject({
      code: 'rows-omitted',
      text: '1 of 30 rows left out: missing values in precisionWeights (1)',
    });
  });

  test('a fit after a cancelled one, or one whose progress threw, is as ever', () => {
    const before = fit(formula).objective;
    expect(errorOf(() => fit(formula, data, { onProgress: () => false })).code).toBe('cancelled');
    const onProgress = () => {
      throw new RangeError('of the caller');
    };
    expect(() => fit(formula, data, { onProgress })).toThrow(RangeError);
    expect(fit(formula).objective).toBe(before);
  });

  test('columns named by options are printed as in R', () => {
    const table = { ...data, w: rows.map((i) => 1 + (i % 3)), off: rows.map((i) => i / 7) };
    const model = fit(formula, table, { precisionWeights: 'w', offset: 'off', dataName: 'd' });
    const text = formatSummary(summary(model));
    expect(text).toContain('   Data: d\nWeights: w\n Offset: off\n\nREML');
    const counted = fit(formula, table, { frequencyWeights: 'w' });
    expect(formatSummary(summary(counted))).toContain('\nFrequency weights: w\n\n');
    const unnamed = fit(formula, table, { precisionWeights: table.w });
    expect(formatSummary(summary(unnamed))).not.toContain('Weights');
  });
});

describe('small and extreme models', () => {
  test('no fixed effects: REML is ML', () => {
    const reml = fit('y ~ 0 + (1 | g)');
    const ml = fit('y ~ 0 + (1 | g)', data, { method: 'ML' });
    expect(reml.fixed.names).toEqual([]);
    expect(reml.objective).toBeCloseTo(ml.objective, 10);
    expect(formatSummary(summary(reml))).not.toContain('Fixed effects');
  });

  test('an intercept only', () => {
    const model = fit('y ~ 1 + (1 | g)');
    expect(model.fixed.names).toEqual(['(Intercept)']);
    expect(model.certificate.certified).toBe(true);
  });

  test.each([
    ['constant within all groups', { y: rows.map((i) => (i % 6) ** 2), x, g }],
    ['a line with the same slope in all groups', { y: rows.map((i) => (i % 6) + i / 3), x, g }],
  ])('%s: no residual is left, so no certificate and no tests', (_, table) => {
    let model: ReturnType<typeof fit>;
    try {
      model = fit(formula, table);
    } catch (error) {
      expect(error).toBeInstanceOf(BlupError);
      return;
    }
    expect(model.certificate.certified).toBe(false);
    expect(model.notices.map(({ code }) => code)).toContain('not-certified');
    expect(summary(model).coefficients[0]).not.toHaveProperty('p');
  });

  refuses([
    [
      'no residual left by the random effects',
      () => fit('y ~ 1 + (1 | g)', { y: rows.map((i) => i % 6), g }),
      'response',
      'fixed and random effects together reproduce "y" exactly; no residual variation is left to model',
    ],
    [
      'extreme weights',
      () => fit(formula, data, { precisionWeights: rows.map(() => 1e308) }),
      'not-finite',
      'precisionWeights has values of the order of 1e+308, beyond what can be squared; divide all of them by one number',
    ],
    [
      'frequency weights that cannot be counted',
      () => fit(formula, data, { frequencyWeights: rows.map(() => 2 ** 52) }),
      'option',
      'frequencyWeights stand for 135107988821114880 observations, more than can be counted exactly; use smaller ones',
    ],
  ]);

  test.each(['y ~ x + (1 | g) + (1 | g)', 'y ~ g + (1 | g)', 'y ~ x + (x || g) + (1 | g)'])(
    '%s is not certified: the data do not determine it',
    (text) => {
      const model = fit(text);
      expect(model.certificate.certified).toBe(false);
      expect(model.certificate.missing).toContain('flat');
      expect(model.evaluations).toBeLessThan(25);
    },
  );
});
