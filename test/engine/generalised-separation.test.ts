import { describe, expect, it } from 'vitest';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { solveGeneralised } from '../../src/engine/solve-generalised.ts';
import { randomNumbers } from '../random-design.ts';

/** Groups of ten rows; a response that `x` may decide. */
function input(
  family: 'binomial' | 'poisson',
  y: (x: number, u: number) => number,
): GeneralisedInput {
  const n = 300;
  const uniform = randomNumbers(17);
  const x = Float64Array.from({ length: n }, (_, i) => Number(i % 3 === 0));
  const one = new Float64Array(n).fill(1);
  return {
    family,
    link: family === 'binomial' ? 'logit' : 'log',
    design: {
      kind: 'design',
      n,
      responseName: 'y',
      y: x.map((value) => y(value, uniform())),
      fixed: {
        names: ['(Intercept)', 'x'],
        columns: [one, x],
        assign: [0, 1],
        termLabels: ['(Intercept)', 'x'],
      },
      random: [
        {
          label: '1 | g',
          group: 'g',
          names: ['(Intercept)'],
          columns: [one],
          codes: Int32Array.from({ length: n }, (_, i) => Math.floor(i / 10)),
          levels: Array.from({ length: n / 10 }, (_, g) => `g${g}`),
        },
      ],
      notices: [],
    },
  };
}

describe('data that are separated', () => {
  it.each([
    ['completely', input('binomial', (x) => x)],
    ['on one side', input('binomial', (x, u) => (x === 1 ? 1 : Number(u < 0.4)))],
    ['by counts of zero', input('poisson', (x, u) => (x === 1 ? 0 : Math.floor(4 * u)))],
  ])('%s are named', (_, data) => {
    const solution = solveGeneralised(data);
    expect(solution.separated).toBe(true);
    expect(solution.eta.every(Number.isFinite)).toBe(true);
    expect(solution.evaluations).toBeLessThan(160);
  });

  it('are told from data that are not', () => {
    const solution = solveGeneralised(input('binomial', (x, u) => Number(u < 0.2 + 0.6 * x)));
    expect(solution.separated).toBe(false);
  });
});
