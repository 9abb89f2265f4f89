import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import type { GeneralisedInput, GeneralisedSolution } from '../../src/engine/generalised.ts';
import { solveGeneralised } from '../../src/engine/solve-generalised.ts';
import { drawGeneralised, generalisedCases } from '../generalised-cases.ts';
import { randomNumbers, structures } from '../random-design.ts';

/** Replaces distinct columns by distinct columns, in X and Z alike. */
function mapColumns(design: Design, map: (column: Float64Array) => Float64Array): Design {
  const known = new Map<Float64Array, Float64Array>();
  const mapped = (column: Float64Array): Float64Array => {
    const next = known.get(column) ?? map(column);
    known.set(column, next);
    return next;
  };
  return {
    ...design,
    fixed: { ...design.fixed, columns: design.fixed.columns.map(mapped) },
    random: design.random.map((term) => ({ ...term, columns: term.columns.map(mapped) })),
  };
}

/** Rows in another order; terms that share codes go on sharing them. */
function permute(input: GeneralisedInput, order: readonly number[]): GeneralisedInput {
  const take = (x: Float64Array): Float64Array => Float64Array.from(order, (i) => x[i]);
  const design = mapColumns(input.design, take);
  const codes = new Map<Int32Array, Int32Array>();
  for (const term of design.random) {
    codes.set(
      term.codes,
      Int32Array.from(order, (i) => term.codes[i]),
    );
  }
  return {
    ...input,
    design: {
      ...design,
      y: take(design.y),
      ...(design.offset && { offset: take(design.offset) }),
      random: design.random.map((term) => ({
        ...term,
        codes: codes.get(term.codes) as Int32Array,
      })),
    },
    ...(input.sizes && { sizes: take(input.sizes) }),
  };
}

function shuffled(n: number, seed: number): number[] {
  const uniform = randomNumbers(seed);
  return Array.from({ length: n }, (_, i) => ({ i, key: uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
}

/** Largest difference of the linear predictors, rows of `b` in the given order. */
function furthest(a: GeneralisedSolution, b: GeneralisedSolution, order?: readonly number[]) {
  return b.eta.reduce(
    (worst, x, i) => Math.max(worst, Math.abs(x - a.eta[order === undefined ? i : order[i]])),
    0,
  );
}

// Slopes without their intercept, and whole covariance matrices: models that do not depend on the origin of a predictor.
const [logit, , , poisson, gamma] = generalisedCases;

describe.each([logit, poisson, gamma])('$family with $link link', (one) => {
  describe.each(structures)('on a random %s design', (structure) => {
    const input = drawGeneralised(5, structure, one);
    const here = solveGeneralised(input);

    it('does not depend on the order of the rows', () => {
      const order = shuffled(input.design.n, 3);
      const there = solveGeneralised(permute(input, order));
      expect(Math.abs(there.objective - here.objective)).toBeLessThan(1e-7);
      expect(furthest(here, there, order)).toBeLessThan(1e-4);
    });

    it('does not depend on the numbers of the levels', () => {
      const turned = new Map<Int32Array, Int32Array>();
      const random = input.design.random.map((term) => {
        const count = term.levels.length;
        const codes = turned.get(term.codes) ?? term.codes.map((code) => count - 1 - code);
        turned.set(term.codes, codes);
        return { ...term, codes };
      });
      const there = solveGeneralised({ ...input, design: { ...input.design, random } });
      expect(Math.abs(there.objective - here.objective)).toBeLessThan(1e-7);
      expect(furthest(here, there)).toBeLessThan(1e-4);
    });

    it('does not depend on the units of predictors', () => {
      const design = mapColumns(input.design, (column) => column.map((x) => 1000 * x));
      const there = solveGeneralised({ ...input, design });
      expect(Math.abs(there.objective - here.objective)).toBeLessThan(1e-7);
      expect(furthest(here, there)).toBeLessThan(1e-4);
      here.beta.forEach((beta, j) => {
        expect(Math.abs(1000 * there.beta[j] - beta)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(beta)),
        );
      });
    });
  });
});

describe('a random slope', () => {
  it('does not depend on the origin of its predictor', () => {
    for (const one of [logit, poisson, gamma]) {
      const input = drawGeneralised(2, 'one', one);
      const [constant, x] = input.design.fixed.columns;
      const [term] = input.design.random;
      const withSlope = (slope: Float64Array): GeneralisedInput => ({
        ...input,
        design: {
          ...input.design,
          fixed: { ...input.design.fixed, columns: [constant, slope], names: ['1', 'x'] },
          random: [{ ...term, columns: [constant, slope], names: ['1', 'x'] }],
        },
      });
      const here = solveGeneralised(withSlope(x));
      const there = solveGeneralised(withSlope(x.map((value) => value + 2000)));
      expect(Math.abs(there.objective - here.objective)).toBeLessThan(1e-6);
      expect(Math.abs(there.beta[1] - here.beta[1])).toBeLessThan(1e-5);
      expect(furthest(here, there)).toBeLessThan(1e-4);
    }
  });
});

describe('rows that share everything but the response', () => {
  it.each([logit, poisson])('may be summed: $family', (one) => {
    // Every row twice, with responses of their own, and then summed.
    const first = drawGeneralised(7, 'crossed', one);
    const { design, sizes } = first;
    const n = design.n;
    const uniform = randomNumbers(11);
    const other = Float64Array.from(design.y, (y, i) => {
      const size = (sizes as Float64Array)[i];
      return one.family === 'binomial'
        ? Math.floor(uniform() * (size + 1))
        : y + Math.floor(3 * uniform());
    });
    const whole = permute(first, [...Array(n).keys(), ...Array(n).keys()]);
    const doubled: GeneralisedInput = {
      ...whole,
      design: { ...whole.design, n: 2 * n, y: Float64Array.from([...design.y, ...other]) },
    };
    const factorial = (y: number): number => {
      let sum = 0;
      for (let i = 2; i <= y; i++) sum += Math.log(i);
      return sum;
    };
    // What the constants of the summed rows have that those of the single rows do not.
    let constant = 0;
    for (let i = 0; i < n; i++) {
      const [y, z] = [design.y[i], other[i]];
      const m = (sizes as Float64Array)[i];
      if (one.family === 'binomial') {
        const choose = (a: number, b: number) => factorial(a) - factorial(b) - factorial(a - b);
        constant += choose(m, y) + choose(m, z) - choose(2 * m, y + z);
      } else {
        constant += factorial(y + z) - factorial(y) - factorial(z) - (y + z) * Math.log(2);
      }
    }
    const summed: GeneralisedInput = {
      ...first,
      design: { ...design, y: design.y.map((y, i) => y + other[i]) },
      sizes: (sizes as Float64Array).map((size) => 2 * size),
      constant,
    };
    const a = solveGeneralised(doubled);
    const b = solveGeneralised(summed);
    expect(Math.abs(a.objective - b.objective)).toBeLessThan(1e-7);
    for (const [j, beta] of a.beta.entries()) expect(Math.abs(b.beta[j] - beta)).toBeLessThan(1e-4);
  });
});

describe('an ordinal model', () => {
  const base = drawGeneralised(2, 'one', logit);
  const { columns, names, assign, termLabels } = base.design.fixed;
  const uniform = randomNumbers(5);
  const ordinal = (fixed: Float64Array[]): GeneralisedInput => ({
    family: 'ordinal',
    link: 'logit',
    categories: 4,
    design: {
      ...base.design,
      fixed: { names: names.slice(1), columns: fixed, assign: assign.slice(1), termLabels },
    },
  });
  const y = base.design.y.map((_, i) => {
    const latent = 0.8 * columns[1][i] + Math.log(1 / uniform() - 1);
    return [-1, 0.5, 1.5].filter((cut) => latent > cut).length;
  });
  const withY = (input: GeneralisedInput) => ({ ...input, design: { ...input.design, y } });

  it('takes the origin of a predictor into its thresholds', () => {
    const plain = columns.slice(1);
    const here = solveGeneralised(withY(ordinal(plain)));
    const shifted = plain.map((column, j) => (j === 0 ? column.map((x) => x + 1000) : column));
    const moved = mapColumns(ordinal(plain).design, (column) =>
      column === plain[0] ? shifted[0] : column,
    );
    const there = solveGeneralised(withY({ ...ordinal(plain), design: moved }));
    // A random slope of the shifted predictor goes with a random intercept: the same model.
    expect(Math.abs(there.objective - here.objective)).toBeLessThan(1e-6);
    expect(Math.abs(there.beta[0] - here.beta[0])).toBeLessThan(1e-5);
    expect(there.auxiliary[0] - 1000 * there.beta[0]).toBeCloseTo(here.auxiliary[0], 3);
    expect(there.auxiliary[1]).toBeCloseTo(here.auxiliary[1], 4);
    // The standard error of the first threshold, where the predictor is 1000, is the old one.
    const d = Math.round(Math.sqrt(here.covariance?.length ?? 0));
    const a = d - 3;
    const variance = (c: Float64Array, shift: number): number =>
      c[a * d + a] - 2 * shift * c[a * d] + shift * shift * c[0];
    const old = here.covariance as Float64Array;
    expect(variance(there.covariance as Float64Array, 1000) / variance(old, 0)).toBeCloseTo(1, 3);
    expect(here.decrement).toBeLessThan(1e-8);
  });
});
