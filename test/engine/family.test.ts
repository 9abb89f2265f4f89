import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../src/engine/core.ts';
import {
  type FamilyName,
  familyCodes,
  type LinkName,
  linkCodes,
} from '../../src/engine/family-codes.ts';
import { type GeneralisedExports, withGeneralisedCore } from '../../src/engine/generalised-core.ts';

interface Row {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly y: number;
  readonly w: number;
  readonly eta: number;
  readonly a: readonly number[];
  readonly categories: number;
  readonly value: number;
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/family.json', import.meta.url), 'utf8'),
) as { rows: Row[]; logGamma: { x: number; value: number }[] };

interface FamilyExports extends GeneralisedExports {
  setFamily(family: number, link: number, categories: number): void;
  rowColumns(): number;
  evaluateRows(
    order: number,
    n: number,
    y: number,
    size: number,
    eta: number,
    a: number,
    out: number,
    stride: number,
  ): number;
  evaluateBase(n: number, y: number, size: number, a: number, out: number, slopes: number): void;
  logGamma(x: number): number;
  millsRatio(x: number): number;
  exponentialsOf(count: number, x: number, out: number): void;
  logarithmsOf(count: number, x: number, out: number): void;
}

function withFamily<T>(calculation: (core: Core<FamilyExports>) => T): T {
  return withGeneralisedCore((core) => calculation(core as unknown as Core<FamilyExports>));
}

interface Evaluation {
  readonly status: number;
  /** Kernel and base together, then the derivatives. */
  readonly value: number;
  readonly columns: Float64Array;
  /** ∂(kernel + base)/∂a_j. */
  readonly slopes: readonly number[];
}

function evaluate(core: Core<FamilyExports>, row: Omit<Row, 'value'>): Evaluation {
  const { exports } = core;
  exports.reset();
  exports.setFamily(familyCodes[row.family], linkCodes[row.link], row.categories);
  const [y, w, eta] = [row.y, row.w, row.eta].map((x) => core.writeF64([x]));
  const a = core.writeF64(row.a.length > 0 ? row.a : [0]);
  const count = exports.rowColumns();
  const out = core.writeF64(new Float64Array(count));
  const base = core.writeF64([0, 0]);
  const status = exports.evaluateRows(3, 1, y, w, eta, a, out, 1);
  exports.evaluateBase(1, y, w, a, base, base + 8);
  const columns = core.readF64(out, count);
  const [constant, slope] = core.readF64(base, 2);
  return {
    status,
    value: columns[0] + constant,
    columns,
    slopes: row.a.map((_, j) => columns[5 + 3 * j] + (j === 0 ? slope : 0)),
  };
}

/** Derivative by differences of three steps, two extrapolations; with it how far the last two agree. */
function derivative(f: (x: number) => number, x: number, step: number): [number, number] {
  const central = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  const [a, b, c] = [central(step), central(step / 2), central(step / 4)];
  const [d, e] = [(4 * b - a) / 3, (4 * c - b) / 3];
  return [(16 * e - d) / 15, Math.abs(e - d)];
}

const pairs = [...new Set(reference.rows.map(({ family, link }) => `${family} ${link}`))];

describe.each(pairs)('%s', (pair) => {
  const rows = reference.rows.filter(({ family, link }) => `${family} ${link}` === pair);

  it('has the log densities of R', () => {
    withFamily((core) => {
      for (const row of rows) {
        const { status, value } = evaluate(core, row);
        expect(status).toBe(0);
        // R's own densities cancel where their parts are large.
        const tolerance = 4e-13 * Math.max(1, Math.abs(row.value), row.y);
        const far = Math.abs(row.value) < 1e-3 ? 1e-9 * Math.abs(row.value) : Infinity;
        expect(Math.abs(value - row.value)).toBeLessThan(Math.min(tolerance, far + 1e-300));
      }
    });
  });

  it('has derivatives that agree with differences of each other', () => {
    withFamily((core) => {
      for (const row of rows) {
        const { columns, slopes } = evaluate(core, row);
        const at = (eta: number) => evaluate(core, { ...row, eta }).columns;
        // Links of positive means end at η = 0, the log link of a probability too.
        const room = Math.abs(row.eta) > 0 ? 0.02 * Math.abs(row.eta) : 0.02;
        const step = Math.min(0.02, room);
        for (const [column, of] of [
          [1, 0],
          [2, 1],
          [4, 2],
        ]) {
          const [expected, doubt] = derivative((eta) => at(eta)[of], row.eta, step);
          const rounding = (1e-13 * Math.abs(columns[of])) / step;
          const tolerance = 1e-8 * Math.abs(expected) + 10 * rounding + doubt + 1e-12;
          expect(Math.abs(columns[column] - expected)).toBeLessThan(tolerance);
        }
        row.a.forEach((_, j) => {
          const moved = (x: number) => evaluate(core, { ...row, a: row.a.with(j, x) });
          const [whole, unsure] = derivative((x) => moved(x).value, row.a[j], 0.02);
          expect(Math.abs(slopes[j] - whole)).toBeLessThan(1e-9 * (1 + Math.abs(whole)) + unsure);
          for (const of of [1, 2]) {
            const [expected, doubt] = derivative((x) => moved(x).columns[of], row.a[j], 0.02);
            const tolerance =
              1e-8 * Math.abs(expected) + doubt + 1e-10 * (1 + Math.abs(columns[of]));
            expect(Math.abs(columns[5 + 3 * j + of] - expected)).toBeLessThan(tolerance);
          }
        });
        expect(columns[3]).toBeGreaterThanOrEqual(0);
      }
    });
  });
});

describe('the edges', () => {
  it('refuses a linear predictor outside the domain of the link, without NaN', () => {
    withFamily((core) => {
      const cases: [FamilyName, LinkName, number, number, number[]][] = [
        ['poisson', 'identity', 1, -0.1, []],
        ['poisson', 'sqrt', 1, 0, []],
        ['poisson', 'log', 1, 800, []],
        ['poisson', 'log', 1, Number.NaN, []],
        ['binomial', 'logit', 1, Number.NaN, []],
        ['binomial', 'identity', 1, 1.2, []],
        ['binomial', 'log', 0, 0.1, []],
        ['gamma', 'inverse', 1, -2, [0]],
        ['gamma', 'log', 1, -800, [0]],
        ['gaussian', 'inverse', 1, 0, [0]],
        ['negative-binomial-1', 'log', 1, 900, [0]],
        ['beta', 'probit', 0.5, -60, [0]],
      ];
      for (const [family, link, y, eta, a] of cases) {
        const { status, columns } = evaluate(core, {
          family,
          link,
          y,
          w: 1,
          eta,
          a,
          categories: 0,
        });
        expect(status).toBe(1);
        expect(columns[0]).toBe(-Infinity);
        expect([...columns.subarray(1)].every((x) => x === 0)).toBe(true);
      }
    });
  });

  it('lets a row of no trials say nothing, wherever it lies', () => {
    withFamily((core) => {
      for (const link of ['logit', 'probit', 'cloglog', 'cauchit'] as const) {
        for (const eta of [-700, 0, 700]) {
          const row = { family: 'binomial', link, y: 0, w: 0, eta, a: [], categories: 0 } as const;
          const { status, value, columns } = evaluate(core, row);
          expect(status).toBe(0);
          expect([value, ...columns].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
        }
      }
    });
  });

  it('keeps the digits of far tails', () => {
    withFamily((core) => {
      const row = { family: 'binomial', w: 1, a: [], categories: 0 } as const;
      // Mills: −φ/Φ at −40 by its continued fraction, and ∂² = −r(r + x)
      const probit = evaluate(core, { ...row, link: 'probit', y: 1, eta: -40 }).columns;
      expect(probit[1] / 40.02496884720726 - 1).toBeCloseTo(0, 14);
      expect(probit[4]).toBeGreaterThan(0);
      const logit = evaluate(core, { ...row, link: 'logit', y: 1, eta: 700 }).columns;
      expect(logit[1] / Math.exp(-700) - 1).toBeCloseTo(0, 13);
      expect(logit[2] / -Math.exp(-700) - 1).toBeCloseTo(0, 13);
      const cloglog = evaluate(core, { ...row, link: 'cloglog', y: 1, eta: -40 }).columns;
      expect(cloglog[2] / (-0.5 * Math.exp(-40)) - 1).toBeCloseTo(0, 13);
    });
  });

  it('tends to the Poisson limit without losing it', () => {
    withFamily((core) => {
      const plain = { y: 3, w: 1, eta: 0.7, categories: 0, link: 'log' } as const;
      const poisson = evaluate(core, { ...plain, family: 'poisson', a: [] });
      for (const [family, a] of [
        ['negative-binomial-1', -28],
        ['negative-binomial-2', 28],
      ] as const) {
        const limit = evaluate(core, { ...plain, family, a: [a] });
        expect(limit.value).toBeCloseTo(poisson.value, 10);
        for (const j of [1, 2, 4]) expect(limit.columns[j]).toBeCloseTo(poisson.columns[j], 9);
      }
    });
  });
});

describe('special functions', () => {
  it('log Γ is that of R', () => {
    withFamily(({ exports }) => {
      for (const { x, value } of reference.logGamma) {
        // R takes the logarithm of Γ near 1 and 2, which is good to 1e-16 in absolute terms only.
        expect(Math.abs(exports.logGamma(x) - value)).toBeLessThan(2e-14 * Math.abs(value) + 2e-16);
      }
    });
  });

  it("Mills' ratio obeys R′ = xR − 1", () => {
    withFamily(({ exports }) => {
      for (const x of [0.1, 0.5, 1, 2, 5, 9]) {
        const [slope] = derivative((at) => exports.millsRatio(at), x, 0.05);
        expect(Math.abs(slope - (x * exports.millsRatio(x) - 1))).toBeLessThan(1e-10);
      }
      expect(exports.millsRatio(0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 15);
    });
  });

  it('exponentials and logarithms of pairs are exact to rounding', () => {
    withFamily((core) => {
      const x = Float64Array.from({ length: 4000 }, (_, i) => (i - 2000) * 0.3531);
      const address = core.writeF64(x);
      core.exports.exponentialsOf(x.length, address, address);
      core.readF64(address, x.length).forEach((value, i) => {
        const exact = Math.exp(Math.max(-708, Math.min(709, x[i])));
        expect(Math.abs(value / exact - 1)).toBeLessThan(4.5e-16);
      });
      const positive = x.map((value) => 1.0001 * Math.exp(0.3 * value));
      const at = core.writeF64(positive);
      core.exports.logarithmsOf(positive.length, at, at);
      core.readF64(at, x.length).forEach((value, i) => {
        const exact = Math.log(positive[i]);
        expect(Math.abs(value - exact)).toBeLessThan(3e-16 * Math.max(1, Math.abs(exact)));
      });
    });
  });

  it('codes are those of the core', () => {
    const text = readFileSync(new URL('../../assembly/family/codes.ts', import.meta.url), 'utf8');
    const codes = Object.fromEntries(
      [...text.matchAll(/const (\w+): i32 = (\d+)/g)].map(([, name, code]) => [
        name.toLowerCase().replaceAll('_', '-'),
        Number(code),
      ]),
    );
    expect({ ...familyCodes, ...linkCodes }).toEqual(codes);
  });
});
