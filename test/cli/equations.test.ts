import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blup as run } from './blup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hsb = `${root}web-demo/data/hsb.csv`;
const levels =
  'level 1: mathach = b0 + b1*cses; level 2 (school): b0 = g00 + g01*sector + u0; b1 = g10 + g11*sector + u1';
const formula = 'mathach ~ sector + cses + cses:sector + (cses | school)';

const blup = (...args: readonly string[]) => run(args);

describe('blup equations', () => {
  test('of data and a formula, with estimates', () => {
    expect(blup('equations', hsb, formula, '--standard-errors', '--no-combined')).toEqual({
      status: 0,
      stderr: '',
      stdout: `Level 1:
  mathachᵢⱼ = β₀ⱼ + β₁ⱼ·csesᵢⱼ + rᵢⱼ
  rᵢⱼ ~ N(0, 36.71)

Level 2 (school):
  β₀ⱼ = 11.39 (0.29) + 2.81 (0.44)·sectorⱼ + u₀ⱼ
  β₁ⱼ = 2.80 (0.15) − 1.34 (0.23)·sectorⱼ + u₁ⱼ
  (u₀ⱼ, u₁ⱼ) ~ N(0, T)
  T = ⎡6.738   1.049⎤
      ⎣1.049  0.2657⎦

Formula:
  mathach ~ sector + cses + cses:sector + (cses | school)
`,
    });
  });

  test('of level equations, the same', () => {
    for (const format of ['text', 'latex', 'json']) {
      const [a, b] = [levels, formula].map((text) =>
        blup('equations', hsb, text, '--estimates', '--format', format),
      );
      expect(a).toEqual(b);
      expect(a.status).toBe(0);
    }
  });

  test('without data', () => {
    const written = blup('equations', '--formula', levels);
    expect(written).toEqual(
      blup('equations', '--formula', formula, '--at', 'sector=school', '--levels', 'school'),
    );
    expect(written.stdout).toContain('  β₁ⱼ = γ₁₀ + γ₁₁·sectorⱼ + u₁ⱼ\n');
    expect(blup('equations', '--formula', written.stdout)).toEqual(written);
    const json = JSON.parse(blup('equations', '--formula', levels, '--format', 'json').stdout);
    expect(json).toMatchObject({ kind: 'level-equations', formula, crossed: false });
  });

  test('refuses wrong calls', () => {
    expect(blup('equations', hsb)).toEqual({
      status: 2,
      stdout: '',
      stderr: `blup: a formula is missing after "${hsb}"; only a model saved by blup fit --save goes without\n`,
    });
    expect(blup('equations', '--formula', formula, '--estimates').stderr).toMatch(/no estimates/);
    expect(blup('equations', '--formula', formula, '--at', 'sector').stderr).toMatch(
      /--at needs variable=group/,
    );
    expect(blup('equations', '--formula', 'level 1: y = b0 + b1*x; level 2 (g): b0 = g0')).toEqual({
      status: 2,
      stdout: '',
      stderr: `blup: coefficient b1 of level 1 has no equation at a higher level; write "b1 = …" at level 2
  level 1: y = b0 + b1*x; level 2 (g): b0 = g0
                    ^^
`,
    });
    expect(blup('equations', levels, hsb).stderr).toMatch(/^blup: the data come first/);
  });
});

test('blup fit takes level equations and prints their formula', () => {
  const [a, b] = [levels, formula].map((text) => blup('fit', hsb, text));
  expect(a).toEqual(b);
  expect(a.stdout).toContain(`Formula: ${formula}\n`);
});

test('blup fit shows the place of a wrong column in the equations', () => {
  const text = 'level 1: mathach = b0; level 2 (school): b0 = g00 + g01*secktor + u0';
  expect(
    blup('fit', hsb, text).stderr,
  ).toBe(`blup: column "secktor" is not in the data; did you mean "sector"?
  ${text}
  ${' '.repeat(text.indexOf('secktor'))}^^^^^^^
`);
});
