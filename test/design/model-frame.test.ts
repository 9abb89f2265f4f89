import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designMatrices, fixedDesign } from '../../src/design/design-matrices.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import type { FrameOptions } from '../../src/frame/frame-options.ts';
import { modelFrame } from '../../src/frame/model-frame.ts';
import { asTable } from '../../src/table/as-table.ts';
import type { Column } from '../../src/table/table.ts';

const rows = Array.from({ length: 24 }, (_, i) => i);
const data = {
  y: rows.map((i) => Math.sin(i * i)),
  x: rows.map((i) => i % 7),
  neg: rows.map((i) => i - 1),
  gap: rows.map((i) => (i === 4 || i === 9 ? null : i % 5)),
  none: rows.map(() => null),
  f: rows.map((i) => 'abc'[i % 3]),
  g: rows.map((i) => `g${i % 4}`),
  id: rows.map((i) => i),
  year: rows.map((i) => 2000 + (i % 3) * 5),
  only: rows.map(() => 'one'),
  on: rows.map((i) => i % 2 === 0),
  flat: rows.map(() => 3),
  'two words': rows.map((i) => i % 2),
  w: rows.map((i) => 1 + (i % 2)),
  count: rows.map((i) => i % 3),
  ['__proto__']: rows.map((i) => i % 6),
};
const table = asTable(data);

function errorOf(formula: string, options: object = {}): BlupError {
  try {
    designMatrices(modelFrame(formula, table, options as FrameOptions));
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error(`no error: ${formula}`);
}

describe('bad input is answered in one line with a way out', () => {
  it.each([
    ['y ~ xx + (1 | g)', 'unknown-column', 'column "xx" is not in the data; did you mean "x"?'],
    [
      'y ~ x + (1 | school)',
      'unknown-column',
      'column "school" is not in the data (columns: y, x,',
    ],
    ['y ~ lgo(x) + (1 | g)', 'formula-meaning', 'unknown function "lgo"; did you mean "log"?'],
    ['y ~ none + (1 | g)', 'no-rows', 'column "none" is missing in all 24 rows'],
    ['f ~ x + (1 | g)', 'response', 'the response f holds text ("a", "b", "c")'],
    ['on ~ x + (1 | g)', 'response', 'fit a chance by glmer'],
    ['flat ~ x + (1 | g)', 'response', 'the response flat is 3 in all 24 rows'],
    ['poly(x, 2) ~ f + (1 | g)', 'response', 'must be one column of numbers'],
    ['~ x + (1 | g)', 'response', 'the formula has no response'],
    ['y ~ log(x) + (1 | g)', 'not-finite', 'log(x) is minus infinity in row 1'],
    ['y ~ only + (1 | g)', 'formula-meaning', 'factor only has only one level ("one")'],
    ['y ~ x + (1 | only)', 'grouping-factor', 'grouping factor only has one level ("one")'],
    ['y ~ x + (1 | id)', 'grouping-factor', 'as many levels (24) as there are observations (24)'],
    ['y ~ x + (x | g:f)', 'grouping-factor', 'random term (x | g:f) has 24 effects'],
    ['y ~ x', 'no-random-term', 'or fit it by lm(formula, data)'],
    ['y ~ factor(id) * x + (1 | g)', 'too-few-rows', '24 complete rows cannot determine 48'],
    ['y ~ factor(id) * factor(neg) * factor(x) + (1 | g)', 'too-few-rows', 'cannot determine 4032'],
    ['y ~ I(f + 1) + (1 | g)', 'formula-meaning', 'cannot calculate with f: it is a factor'],
    ['y ~ log(f) + (1 | g)', 'formula-meaning', 'log(f) needs numbers, not a factor'],
    ['y ~ poly(x, 2, 3, 4) + (1 | g)', 'formula-meaning', 'too many arguments for poly(x, degree'],
    ['y ~ poly(x, deg = 2) + (1 | g)', 'formula-meaning', 'argument "deg" does not fit poly(x,'],
    ['y ~ poly(degree = 2) + (1 | g)', 'formula-meaning', 'needs "x"'],
    ['y ~ relevel(f, ref = "z") + (1 | g)', 'formula-meaning', 'one of the levels (a, b, c)'],
    ['y ~ pi + (1 | g)', 'formula-meaning', 'pi is a constant'],
    ['y ~ x + (1 | poly(x, 2))', 'grouping-factor', 'must be a column'],
  ])('%s', (formula, code, message) => {
    const error = errorOf(formula);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
    expect(structuredClone(error.detail)).toEqual(error.detail);
  });

  it('names the row of the table in which a number is infinite', () => {
    const bad = asTable({ ...data, x: data.x.map((v, i) => (i === 6 ? -Infinity : v)) });
    expect(() => modelFrame('y ~ gap + x + (1 | g)', bad)).toThrow('x is minus infinity in row 7');
    expect(() => modelFrame('x ~ gap + (1 | g)', bad)).toThrow('x is minus infinity in row 7');
  });

  it('refuses a fixed factor of thousands of levels before it takes the memory', () => {
    const n = 50_000;
    const many = asTable({
      y: Array.from({ length: n }, (_, i) => i % 17),
      g: Array.from({ length: n }, (_, i) => i % 4),
      id: Array.from({ length: n }, (_, i) => `id${i >> 1}`),
    });
    expect(() => modelFrame('y ~ id + (1 | g)', many)).toThrow(
      'factor id has 25000 levels, more than the 2000 that a fixed effect or a random slope may have',
    );
    expect(modelFrame('y ~ 1 + (1 | id)', many).groups.get('id')?.levels.length).toBe(25_000);
  });

  it('accepts a column with any name', () => {
    const frame = modelFrame('y ~ `two words` + `__proto__` + __proto__ + (1 | g)', table);
    expect(fixedDesign(frame).names).toEqual(['(Intercept)', '`two words`', '`__proto__`']);
  });
});

describe('options', () => {
  it.each([
    [{ weights: 'w' }, /no option is called "weights": use precisionWeights .*trials/],
    [
      { precisonWeights: 'w' },
      /unknown option "precisonWeights"; did you mean "precisionWeights"\?/,
    ],
    [{ REML: false }, /unknown option "REML": write method: 'ML' or 'REML'$/],
    [{ constructor: 1 }, /unknown option "constructor" \(known: precisionWeights,/],
    [{ colour: 1 }, /unknown option "colour" \(known: precisionWeights,/],
    [{ precisionWeights: 'neg' }, /must be positive and finite; row 1 has -1/],
    [{ precisionWeights: [1, 2] }, /has 2 numbers but the data have 24 rows/],
    [{ precisionWeights: 'f' }, /column "f" must hold numbers/],
    [{ frequencyWeights: 'y' }, /must be whole numbers from 0; row 2 has/],
    [{ frequencyWeights: rows.map(() => 0) }, /all frequencyWeights are 0/],
    [{ offset: rows.map(() => Infinity) }, /the offset must be finite; row 1/],
    [{ offset: 3 }, /must be the name of a column or an array of 24 numbers/],
    [{ na: 'drop' }, /na must be 'omit' or 'fail', not drop/],
    [{ contrasts: { ff: 'sum' } }, /"ff" is no factor of the model; did you mean "f"\?/],
    [
      { contrasts: { x: 'sum' } },
      /"x" is no factor of the model; the option factors makes it one$/,
    ],
    [{ contrasts: { f: 'summ' } }, /contrasts "summ" are not known; did you mean "sum"\?/],
    [{ contrasts: { f: 3 } }, /contrasts must be/],
  ])('%j', (options, message) => {
    const error = errorOf('y ~ x + f + (1 | g)', options);
    expect(error.message).toMatch(message);
    expect(['option', 'no-rows', 'not-finite']).toContain(error.code);
  });

  it('leaves out rows that stand for no observation', () => {
    const frame = modelFrame('y ~ x + (1 | g)', table, { frequencyWeights: 'count' });
    expect(frame.nrow).toBe(16);
    expect([...(frame.frequencyWeights ?? [])]).toEqual(data.count.filter((w) => w > 0));
    expect(frame.notices).toEqual([]);
  });

  it('adds the offset to offset() terms', () => {
    const options = { offset: 'w' };
    const { offset = [] } = modelFrame(
      'y ~ offset(neg) + x + offset(2 * x) + (1 | g)',
      table,
      options,
    );
    expect([...offset]).toEqual(rows.map((i) => data.neg[i] + 2 * data.x[i] + data.w[i]));
  });

  it('takes a custom contrast matrix', () => {
    const contrasts = { f: [[1], [0], [-1]] };
    const { names, columns } = fixedDesign(modelFrame('y ~ f + (1 | g)', table, { contrasts }));
    expect(names).toEqual(['(Intercept)', 'f1']);
    expect([...columns[1].subarray(0, 3)]).toEqual([1, 0, -1]);
  });
});

describe('missing cells', () => {
  it('leaves rows out and says so', () => {
    const frame = modelFrame('y ~ gap + (1 | g)', table);
    expect([...frame.rows]).toEqual(rows.filter((i) => i !== 4 && i !== 9));
    expect(frame.notices).toEqual([
      {
        code: 'rows-omitted',
        text: '2 of 24 rows left out: missing values in gap (2)',
        detail: { omitted: 2, rows: 24, missing: [{ name: 'gap', missing: 2 }] },
      },
    ]);
  });

  it('leaves out rows in which a calculation gives no number', () => {
    const frame = modelFrame('y ~ sqrt(neg) + gap + (1 | g)', table);
    expect([...frame.rows]).toEqual(rows.filter((i) => i !== 0 && i !== 4 && i !== 9));
    expect(frame.notices[0].text).toContain(
      '3 of 24 rows left out: missing values in gap (2), sqrt',
    );
  });

  it('fails when asked to', () => {
    const error = errorOf('y ~ gap + (1 | g)', { na: 'fail' });
    expect(error.code).toBe('input');
    expect(error.message).toContain('2 of 24 rows are incomplete');
  });

  it('drops levels that lose all their rows', () => {
    const f = data.f.map((v, i) => (i === 4 ? 'rare' : v));
    const frame = modelFrame('y ~ gap + f + (1 | g)', asTable({ ...data, f }));
    expect(fixedDesign(frame).names).toEqual(['(Intercept)', 'gap', 'fb', 'fc']);
  });

  it('takes the constants of bases from the rows kept', () => {
    const kept = data.gap.filter((v) => v !== null);
    const mean = kept.reduce((a, b) => a + b, 0) / kept.length;
    const frame = modelFrame('y ~ center(gap) + (1 | g)', table);
    expect(frame.schema.constants).toEqual([
      ['center(gap)', { kind: 'scale', center: expect.closeTo(mean, 12), scale: 1 }],
    ]);
  });
});

describe('columns', () => {
  it('aggregates level-1 variables to groups', () => {
    const { columns } = fixedDesign(modelFrame('y ~ gmean(x, g) + gcenter(x, g) + (1 | g)', table));
    const mean = (i: number) => {
      const own = rows.filter((j) => data.g[j] === data.g[i]).map((j) => data.x[j]);
      return own.reduce((a, b) => a + b, 0) / own.length;
    };
    for (const i of rows) {
      expect(columns[1][i]).toBeCloseTo(mean(i), 12);
      expect(columns[2][i]).toBeCloseTo(data.x[i] - mean(i), 12);
    }
  });

  it('groups by numbers in numerical order', () => {
    const { random } = designMatrices(modelFrame('y ~ x + (1 | year)', table));
    expect(random[0].levels).toEqual(['2000', '2005', '2010']);
  });

  it('keeps a schema that survives JSON', () => {
    const { schema } = modelFrame('y ~ poly(x, 2) * f + on + gmean(x, g) + (1 | g)', table);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema.columns.map(({ name }) => name)).toEqual(['y', 'x', 'f', 'on', 'g']);
  });

  it('compares texts and numbers', () => {
    const formula =
      'y ~ (f == "a") + I(f %in% c("a", "b")) + I(x > 2 & x != 4) + I(-x %/% 2) + (1 | g)';
    const { names, columns } = fixedDesign(modelFrame(formula, table));
    expect(names).toEqual([
      '(Intercept)',
      'f == "a"TRUE',
      'I(f %in% c("a", "b"))TRUE',
      'I(x > 2 & x != 4)TRUE',
      'I(-x%/%2)',
    ]);
    for (const i of rows) {
      const expected = [
        data.f[i] === 'a',
        data.f[i] !== 'c',
        data.x[i] > 2 && data.x[i] !== 4,
        Math.floor(-data.x[i] / 2),
      ];
      expect(columns.slice(1).map((column) => column[i])).toEqual(expected.map(Number));
    }
  });

  it('is the same whatever the order of rows', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: 24 }), (order) => {
        const permuted = asTable(
          Object.fromEntries(
            Object.entries(data).map(([name, values]) => [name, order.map((i) => values[i])]),
          ),
        );
        const formula = 'y ~ f * x + (x | g)';
        const design = designMatrices(modelFrame(formula, permuted));
        const straight = designMatrices(modelFrame(formula, table));
        expect(design.random[0].levels).toEqual(straight.random[0].levels);
        design.fixed.columns.forEach((column, c) => {
          expect([...column]).toEqual(order.map((i) => straight.fixed.columns[c][i]));
        });
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});

describe('any formula', () => {
  it('gives a design or a BlupError', () => {
    const words =
      'x neg gap f g on only y poly(x,2) ns(neg,df=3) bs(x) scale(gap) cut(x,3) factor(x) log(neg) I(x^2) ' +
      'relevel(f,"b") gmean(x,g) (1|g) (x|g) (f||g) (1|g/f) (0+on|f:g) offset(x) c(1) T . 1 0 2';
    const piece = fc.constantFrom(...words.split(' '), '`two words`');
    const operator = fc.constantFrom('+', '+', '+', '*', ':', '-', '/', '%in%', '^', '==', '&');
    const right = fc
      .array(fc.tuple(operator, piece), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.flat().join(' '));
    fc.assert(
      fc.property(right, (text) => {
        try {
          const { fixed, n } = designMatrices(modelFrame(`y ~ x ${text} + (1 | g)`, table));
          for (const column of fixed.columns) {
            expect(column.length).toBe(n);
            expect(column.every(Number.isFinite)).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof BlupError)) throw error;
          expect(error.message).not.toContain('\n');
        }
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});

describe('large data', () => {
  it('takes 2,000,000 rows without copying, in well under a second', () => {
    const n = 2_000_000;
    const numbers = (k: number) => Float64Array.from({ length: n }, (_, i) => (i * k) % 1009);
    const columns = { y: numbers(7), x: numbers(3), z: numbers(11) };
    const codes = Int32Array.from({ length: n }, (_, i) => i % 5000);
    const levels = Array.from({ length: 5000 }, (_, l) => `s${l}`);
    const big = {
      kind: 'table' as const,
      nrow: n,
      names: ['y', 'x', 'z', 'g'],
      columns: new Map<string, Column>([
        ...Object.entries(columns).map(
          ([k, values]) => [k, { kind: 'numeric' as const, values }] as const,
        ),
        ['g', { kind: 'factor' as const, codes, levels }] as const,
      ]),
    };
    // Processor time, the best of three: other work on the machine must not count.
    const times = [1, 2, 3].map(() => {
      const start = process.cpuUsage();
      const design = designMatrices(modelFrame('y ~ x + z + (x | g)', big));
      const { user, system } = process.cpuUsage(start);
      return { design, milliseconds: (user + system) / 1000 };
    });
    expect(Math.min(...times.map(({ milliseconds }) => milliseconds))).toBeLessThan(1000);
    const [{ design }] = times;
    expect(design.fixed.columns[1]).toBe(columns.x);
    expect(design.random[0].codes).toBe(codes);
  });
});
