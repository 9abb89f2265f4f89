import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Design, RandomTerm } from '../../src/design/design.ts';
import { evaluateGeneralised } from '../../src/engine/evaluate-generalised.ts';
import type { FamilyName, LinkName } from '../../src/engine/family-codes.ts';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { orderChange } from '../../src/engine/order-change.ts';
import { quadratureStructure } from '../../src/engine/quadrature-structure.ts';
import { solveGeneralised } from '../../src/engine/solve-generalised.ts';

interface Reference {
  readonly data: Record<'id' | 'treat' | 'time' | 'y' | 'count', number[]>;
  readonly lme4: { points: number; value: number }[];
  readonly fixed: number[];
  readonly values: {
    family: FamilyName;
    link: LinkName;
    response: 'y' | 'count';
    sd: number;
    beta: number[];
    a: number[];
    value: number;
  }[];
  readonly optimum: { objective: number; sd: number; beta: number[] };
  readonly laplace: { objective: number; sd: number };
  readonly contraception: {
    par: number[];
    value: number;
    y: number[];
    district: number[];
    x: number[][];
  };
  readonly nested: Record<'y' | 'x' | 'mother' | 'community', number[]> & { value: number };
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../reference/quadrature.json', import.meta.url), 'utf8'),
);

function intercepts(group: string, codes: readonly number[]): RandomTerm {
  const levels = [...new Set(codes)].sort((a, b) => a - b);
  return {
    label: group,
    group,
    names: ['(Intercept)'],
    columns: [new Float64Array(codes.length).fill(1)],
    codes: Int32Array.from(codes, (code) => levels.indexOf(code)),
    levels: levels.map(String),
  };
}

function input(
  y: readonly number[],
  columns: readonly (readonly number[])[],
  random: readonly RandomTerm[],
  family: FamilyName = 'binomial',
  link: LinkName = 'logit',
): GeneralisedInput {
  const design: Design = {
    kind: 'design',
    n: y.length,
    responseName: 'y',
    y: Float64Array.from(y),
    fixed: {
      names: columns.map((_, j) => `x${j}`),
      columns: columns.map((column) => Float64Array.from(column)),
    },
    random,
    notices: [],
  } as unknown as Design;
  return { design, family, link };
}

/** ψ in the engine's basis for standard deviations of intercepts and coefficients in the user's columns. */
function parameters(sds: readonly number[], beta: readonly number[], a: readonly number[] = []) {
  return (triangle: Float64Array, terms: readonly Float64Array[]): Float64Array => {
    const p = beta.length;
    return Float64Array.from([
      ...sds.map((sd, t) => sd * terms[t][0]),
      ...beta.map((_, i) => beta.reduce((sum, b, j) => sum + triangle[j * p + i] * b, 0)),
      ...a,
    ]);
  };
}

const { data } = reference;
const columns = [
  data.id.map(() => 1),
  data.treat,
  data.time,
  data.time.map((time, i) => time * data.treat[i]),
];
const subjects = [intercepts('id', data.id)];
const binary = input(data.y, columns, subjects);

describe('at given parameters', () => {
  it.each(reference.lme4.filter(({ points }) => points > 1))(
    'the value is that of lme4 with $points points',
    ({ points, value }) => {
      const [sd, ...beta] = reference.fixed;
      const { objective } = evaluateGeneralised(binary, parameters([sd], beta), points);
      expect(Math.abs(objective - value)).toBeLessThan(1e-8 * value);
    },
  );

  it.each(reference.values)('$family, $link: 101 points agree with adaptive integration', (one) => {
    const given = input(data[one.response], columns, subjects, one.family, one.link);
    const psi = parameters([one.sd], one.beta, one.a);
    const { objective } = evaluateGeneralised(given, psi, 101);
    expect(Math.abs(objective - one.value)).toBeLessThan(1e-8 * Math.abs(one.value));
  });

  it('Contraception with 25 points is that of lme4', () => {
    const { par, value, y, district, x } = reference.contraception;
    const given = input(y, x, [intercepts('district', district)]);
    const { objective } = evaluateGeneralised(given, parameters([par[0]], par.slice(1)), 25);
    expect(Math.abs(objective - value)).toBeLessThan(1e-8 * value);
  });

  it('nested quadrature tends to the brute-force integral', () => {
    const { y, x, mother, community, value } = reference.nested;
    const random = [intercepts('mother', mother), intercepts('community', community)];
    const given = input(y, [y.map(() => 1), x], random);
    const at = (points: number) =>
      evaluateGeneralised(given, parameters([2, 1], [-0.4, 0.5]), points).objective;
    expect(Math.abs(at(25) - value)).toBeLessThan(1e-6);
    expect(Math.abs(at(41) - value)).toBeLessThan(1e-8);
    expect(Math.abs(at(1) - value)).toBeGreaterThan(0.1);
  });
});

describe('at the optimum', () => {
  it('100 points give the estimates of lme4, which Laplace misses', () => {
    const { objective, sd, beta } = reference.optimum;
    const fit = solveGeneralised(binary, { points: 100 });
    expect(fit.objective).toBeLessThan(objective + 1e-6);
    expect(Math.abs(fit.objective - objective)).toBeLessThan(1e-5);
    expect(Math.abs(fit.terms[0].template[0] / sd - 1)).toBeLessThan(1e-4);
    fit.beta.forEach((b, j) => {
      expect(Math.abs(b - beta[j])).toBeLessThan(1e-3 * Math.abs(beta[j]) + 1e-4);
    });
    const laplace = solveGeneralised(binary, { points: 1 });
    expect(Math.abs(laplace.objective - reference.laplace.objective)).toBeLessThan(1e-2);
    expect(Math.abs(laplace.terms[0].template[0] - sd)).toBeGreaterThan(0.1);
  });

  it('one evaluation tells what a higher order would change', () => {
    for (const [points, next] of [
      [5, 9],
      [9, 15],
      [15, 25],
    ]) {
      const fit = solveGeneralised(binary, { points });
      const change = orderChange(binary, fit, next);
      const moved = Math.abs(
        solveGeneralised(binary, { points: next, from: fit }).objective - fit.objective,
      );
      expect(change).toBeGreaterThan(0.9 * moved);
      expect(change).toBeLessThan(3 * moved + 1e-6);
    }
  });
});

describe('quadratureStructure', () => {
  const term = (group: string, codes: number[], k = 1): RandomTerm => {
    const one = intercepts(group, codes);
    return { ...one, names: Array.from({ length: k }, (_, c) => `x${c}`) };
  };

  it('knows one factor, nested ones in either order, and what cannot be integrated', () => {
    const top = [0, 0, 0, 0, 1, 1, 1, 1];
    const inner = [0, 0, 1, 1, 2, 2, 3, 3];
    const crossed = [0, 1, 0, 1, 0, 1, 2, 3];
    expect(quadratureStructure([term('a', top, 2), term('a', top)])).toEqual({
      kind: 'one',
      sizes: [3],
    });
    const expected = { kind: 'nested', sizes: [1, 2] };
    expect(quadratureStructure([term('a', top, 2), term('b', inner)])).toEqual(expected);
    expect(quadratureStructure([term('b', inner), term('a', top, 2)])).toEqual(expected);
    expect(quadratureStructure([term('a', top), term('b', crossed)])).toBeUndefined();
    expect(quadratureStructure([term('a', top, 4)])).toBeUndefined();
  });
});
