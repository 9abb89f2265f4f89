import { describe, expect, it } from 'vitest';
import { evaluateGeneralised } from '../../src/engine/evaluate-generalised.ts';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { solveGeneralised } from '../../src/engine/solve-generalised.ts';
import { drawGeneralised, generalisedCases } from '../generalised-cases.ts';
import { structures } from '../random-design.ts';

describe.each(generalisedCases)('$family with $link link', (one) => {
  it.each(structures)(
    'finds optima of random %s designs, on the boundary or off it',
    (structure) => {
      for (let seed = 2; seed <= 6; seed++) {
        const input = drawGeneralised(seed, structure, one);
        const solution = solveGeneralised(input);
        expect(solution.outcome).toBe('converged');
        expect(solution.decrement).toBeLessThan(1e-8);
        expect(solution.smallestCurvature).toBeGreaterThan(0);
        expect(solution.descends).toBe(false);
        expect(solution.modeFound).toBe(true);
        expect(solution.separated).toBe(false);
        // No small step along any parameter, off the boundary ones too, leads below.
        const { psi } = solution.inner;
        psi.forEach((x, k) => {
          for (const h of [0.02, -0.02]) {
            const moved = psi.slice();
            moved[k] = x + h;
            const { objective } = evaluateGeneralised(input, () => moved);
            expect(objective).toBeGreaterThan(solution.objective - 1e-7);
          }
        });
      }
    },
  );
});

describe('a model without effects of groups', () => {
  it('has variance zero, certified, and the fixed effects of the model without the term', () => {
    const [logit] = generalisedCases;
    const input = drawGeneralised(3, 'one', logit);
    const { design } = input;
    // Each group gets every combination of response and predictor equally often.
    const n = 80;
    const x = Float64Array.from({ length: n }, (_, i) => (i >> 1) % 2);
    const balanced: GeneralisedInput = {
      family: 'binomial',
      link: 'logit',
      design: {
        ...design,
        n,
        y: Float64Array.from({ length: n }, (_, i) => Number(i % 4 !== 0)),
        fixed: {
          names: ['(Intercept)', 'x'],
          columns: [new Float64Array(n).fill(1), x],
          assign: [0, 1],
          termLabels: ['(Intercept)', 'x'],
        },
        random: [
          {
            label: '1 | g',
            group: 'g',
            names: ['(Intercept)'],
            columns: [new Float64Array(n).fill(1)],
            codes: Int32Array.from({ length: n }, (_, i) => i >> 3),
            levels: Array.from({ length: n / 8 }, (_, i) => `g${i}`),
          },
        ],
        offset: new Float64Array(n),
      },
    };
    const solution = solveGeneralised(balanced);
    expect(solution.terms[0].template[0]).toBe(0);
    expect(solution.free).toEqual([false]);
    expect(solution.boundarySlope).toBeGreaterThan(0);
    expect(solution.decrement).toBeLessThan(1e-8);
    // x = 0: half successes; x = 1: all of them, which separates; the intercept is then log 1.
    expect(solution.beta[0]).toBeCloseTo(0, 8);
    expect(solution.separated).toBe(true);
  });
});

describe('a search from a known optimum', () => {
  it('ends there after few evaluations', () => {
    const input = drawGeneralised(3, 'crossed', generalisedCases[0]);
    const there = solveGeneralised(input);
    const again = solveGeneralised(input, { from: there });
    expect(Math.abs(again.objective - there.objective)).toBeLessThan(1e-8);
    expect(again.evaluations).toBeLessThan(12);
  });
});

describe('the parameters in the user’s columns', () => {
  it('reproduce the linear predictor and the standard errors of a change of unit', () => {
    const input = drawGeneralised(4, 'crossed', generalisedCases[3]);
    const { design } = input;
    const solution = solveGeneralised(input);
    const eta = Float64Array.from({ length: design.n }, (_, i) => {
      let sum = design.offset?.[i] ?? 0;
      design.fixed.columns.forEach((column, j) => {
        sum += column[i] * solution.beta[j];
      });
      design.random.forEach(({ columns, codes }, t) => {
        const k = columns.length;
        columns.forEach((column, c) => {
          sum += column[i] * solution.terms[t].effects[codes[i] * k + c];
        });
      });
      return sum;
    });
    for (const [i, x] of eta.entries()) expect(Math.abs(x - solution.eta[i])).toBeLessThan(1e-9);
  });
});
