import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { deparseFormula } from '../../src/formula/deparse.ts';
import type { Formula } from '../../src/formula/formula.ts';
import { readFormula } from '../../src/formula/level-equations/read-formula.ts';
import { beginsWithLevel } from '../../src/formula/level-equations/statements.ts';
import { symbolKey } from '../../src/formula/level-equations/symbol-key.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const combined = (text: string) => deparseFormula(readFormula(text));

function errorOf(run: () => unknown): BlupError {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('the combined formula', () => {
  const two = 'level 2 (school):';
  it.each([
    [
      `level 1: mathach = b0 + b1*cses; ${two} b0 = g00 + g01*sector + u0; b1 = g10 + u1`,
      'mathach ~ sector + cses + (cses | school)',
    ],
    [
      `level 1: mathach = b0 + b1*cses; ${two} b0 = g00 + g01*sector + u0; b1 = g10 + g11*sector + u1`,
      'mathach ~ sector + cses + cses:sector + (cses | school)',
    ],
    [`level 1: y = b0 + r; ${two} b0 = g00 + u0`, 'y ~ 1 + (1 | school)'],
    [`level 1: y = b0 + b1*x; ${two} b0 = g00 + u0; b1 = g10`, 'y ~ x + (1 | school)'],
    [`level 1: y = b0 + b1*x; ${two} b0 = g00; b1 = g10 + u1`, 'y ~ x + (0 + x | school)'],
    [`level 1: y = b1*x; ${two} b1 = g10 + u1`, 'y ~ 0 + x + (0 + x | school)'],
    [`level 1: y = b0 + b1*x; ${two} b0 = u0; b1 = g10`, 'y ~ 0 + x + (1 | school)'],
    [`level 1: y = b0 + b1*x; ${two} b0 = 0 + u0; b1 = g10`, 'y ~ 0 + x + (1 | school)'],
    [
      `level 1: y = b0 + b1*x*z + b2*I(x^2) + b3*poly(w, 2); ${two} b0 = g0 + u0; b1 = g1; b2 = g2; b3 = g3`,
      'y ~ x:z + I(x^2) + poly(w, 2) + (1 | school)',
    ],
    [
      `level 1: y = b0 + b1*x^2 + b2*(x - 5) + b3*2*x; ${two} b0 = g0 + u0; b1 = g1; b2 = g2; b3 = g3`,
      'y ~ I(x^2) + I(x - 5) + I(2 * x) + (1 | school)',
    ],
    [
      `level 1: log(y) = b0 + offset(z); ${two} b0 = g0 + u0`,
      'log(y) ~ 1 + offset(z) + (1 | school)',
    ],
    [
      `level 1: y = b0 + b1 \`a;b = c\`; ${two} b0 = g0 + u0; b1 = g1`,
      'y ~ `a;b = c` + (1 | school)',
    ],
    [`level 1: y = b0; level 2 (class:school): b0 = g0 + u0`, 'y ~ 1 + (1 | class:school)'],
    [`level 1: y = b0; ${two} b0 = g0 + u0*w + v0`, 'y ~ 1 + (w | school)'],
    [
      'level 1: y = p0 + p1*t + e; level 2 (id): p0 = b00 + b01*sex + r0; p1 = b10 + r1; level 3 (school): b00 = g000 + g001*size + u00; b01 = g010; b10 = g100 + g101*size + u10',
      'y ~ size + sex + t + t:size + (t | id) + (t | school)',
    ],
    [
      'level 1: y = p0 + p1*t; level 2 (id): p0 = b00 + r0; p1 = b10 + b11*sex; level 3 (school): b00 = g000; b10 = g100; b11 = g110 + g111*size + u11',
      'y ~ t + t:sex + t:sex:size + (1 | id) + (0 + t:sex | school)',
    ],
  ])('%s', (text, expected) => {
    expect(combined(text)).toBe(expected);
  });

  it.each([
    ['uncorrelated', '(x || g)'],
    ['u0 ⟂ u1', '(x || g)'],
    ['u0 ⊥ u1', '(x || g)'],
    ['u0 _|_ u1', '(x || g)'],
    ['u1 \\perp u_{0j}', '(x || g)'],
    ['uncorrelated(u0, u1)', '(x || g)'],
    ['cov(u0, u1) = 0', '(x || g)'],
    ['(u0, u1) ~ N(0, T)', '(x | g)'],
    ['T = [t00 t01; t10 t11]', '(x | g)'],
  ])('with %s', (statement, term) => {
    const text = `level 1: y = b0 + b1*x; level 2 (g): b0 = g0 + u0; b1 = g1 + u1; ${statement}`;
    expect(combined(text)).toBe(`y ~ x + ${term}`);
  });

  it('has blocks of correlated effects', () => {
    const text =
      'level 1: y = b0 + b1*x + b2*z; level 2 (g): b0 = g0 + u0; b1 = g1 + u1; b2 = g2 + u2;';
    expect(combined(`${text} u0 ⟂ u2; u1 ⟂ u2`)).toBe('y ~ x + z + (x | g) + (0 + z | g)');
    expect(combined(`${text} uncorrelated`)).toBe('y ~ x + z + (x + z || g)');
    expect(errorOf(() => combined(`${text} u0 ⟂ u2`)).code).toBe('formula-meaning');
  });
});

describe('spelling', () => {
  const expected = 'mathach ~ sector + cses + cses:sector + (cses | school)';
  it.each([
    `level 1: mathach = b0 + b1 cses\nlevel 2 (school): b0 = g00 + g01 sector + u0\nb1 = g10 + g11 sector + u1`,
    `Level 1: mathach = β0j + β1j*cses + r_ij; Level 2 (school): β0j = γ00 + γ01*sector + u0j; β1j = γ10 + γ11*sector + u1j`,
    `LEVEL-1 MODEL\n\n  mathach = B0 + B1*(cses) + R\n\nLEVEL-2 MODEL (school)\n\n  B0 = G00 + G01*(sector) + U0\n  B1 = G10 + G11*(sector) + U1\n`,
    `level 1\r\nmathachᵢⱼ = β₀ⱼ + β₁ⱼ·csesᵢⱼ + rᵢⱼ,  rᵢⱼ ~ N(0, σ²)\r\nlevel 2 [school]\r\nβ₀ⱼ = γ₀₀ + γ₀₁·sectorⱼ + u₀ⱼ\r\nβ₁ⱼ = γ₁₀ + γ₁₁·sectorⱼ + u₁ⱼ\r\n(u₀ⱼ, u₁ⱼ) ~ N(0, T)\r\nT = ⎡τ₀₀  τ₀₁⎤\r\n    ⎣τ₁₀  τ₁₁⎦`,
    `level 1: mathach = \\beta_{0j} + \\beta_{1j} \\cdot cses + r_{ij}; level 2 (school): \\beta_{0j} = \\gamma_{00} + \\gamma_{01} \\times sector + u_{0j}; \\beta_{1j} = \\gamma_{10} + \\gamma_{11} sector + u_{1j}`,
    `level 1: mathach = beta0 + beta1*cses + epsilon level 2, school: beta0 = gamma_00 + gamma_01*sector + u0, beta1 = gamma_10 + gamma_11*sector + u1`,
    `level1: mathach = start + slope*cses\nlevel2 (school):\n  start = a\n    + b*sector\n    + u0\n  slope =\n    c + d*sector + u1`,
    `level 1 (student): mathach ~ b0 + b1*cses; level 2 (school): b1 = g10 + g11*sector + u1; b0 = g00 + g01*sector + u0`,
    `level 2 (school): b0 = g00 + g01*sector + u0; b1 = g10 + g11*sector + u1; level 1: mathach = b0 + b1*cses`,
    `level 1: mathach = b0 + b1*cses; level 2 (school): b0 = g00 + g01*sector + u0; level 2 (school): b1 = g10 + g11*sector + u1`,
    `level 1: mathach = b0 + b1(cses); level 2 (school): b0 = g00 + g01(sector) + u0; b1 = g10 + g11(sector) + u1\nCombined:\n  anything = at all`,
  ])('%s', (text) => {
    if (text.startsWith('level 2')) {
      expect(beginsWithLevel(text)).toBe(true);
    }
    expect(combined(text)).toBe(expected);
  });

  it('of symbols', () => {
    for (const name of ['β₀ⱼ', 'β0j', 'β_0j', 'b0', 'b0j', 'b_0', 'beta0', 'beta_0j']) {
      expect(symbolKey(name)).toBe('b0');
    }
    expect(['r', 'r_ij', 'rij'].map(symbolKey)).toEqual(['r', 'r', 'r']);
    expect(['γ₁₀', 'g10', 'g1_0', 'g_10_0'].map(symbolKey)).toEqual([
      'g10',
      'g10',
      'g1_0',
      'g10_0',
    ]);
    expect(['slope', 'kill', 'constructor'].map(symbolKey)).toEqual([
      'slope',
      'kill',
      'constructor',
    ]);
  });

  it.each(['level1 ~ x + (1 | g)', 'level_1 ~ x + (1 | g)', 'level ~ x', 'levels:x ~ y'])(
    '%s is a formula',
    (text) => {
      expect(combined(text)).toBe(text);
    },
  );
});

describe('errors name the place', () => {
  const one = 'level 1: y = b0 + b1*x;';
  it.each([
    [`${one} level 2 (g): b0 = g0 + u0`, 'b1', /^coefficient b1 of level 1 has no equation/],
    [`${one} level 2 (g): b0 = g0 + u0; b01 = g1`, 'b1', /did you mean "b01"\?/],
    [`${one} level 2 (g): b0 = g0 + u0; b1 = g1; b1 = g2`, 'b1', /two equations/],
    [`${one} level 2 (g): b0 = g0 + u0; b1 = g1; b2 = g2`, 'b2', /stands at no lower level/],
    [`${one} level 2: b0 = g0 + u0; b1 = g1`, 'u0', /but no group; write "level 2 \(school\):"/],
    [`${one} level 2 (g): b0 = g0 + u0; b1 = g0 + u1`, 'g0', /^g0 stands in the equations twice/],
    [`${one} level 2 (g): b0 = g0 + u0; b1 = g1 + u0`, 'u0', /^u0 stands in the equations twice/],
    [`${one} level 2 (g): b0 = g0 + w1 + u0; b1 = g1`, 'u0', /two residuals, w1 and u0/],
    [
      `${one} level 2 (g): b0 = g0 + sector + u0; b1 = g1`,
      'sector',
      /needs a coefficient, as g01\*sector/,
    ],
    ['level 1: y = b0 + x; level 2 (g): b0 = g0 + u0', 'x', /needs a coefficient, as b1\*x/],
    [`${one} level 2 (g): b0 = g0 - u0; b1 = g1`, '-', /write "\+"/],
    [`${one} level 2 (g): b0 = g0 + 3*x + u0; b1 = g1`, '3*x', /does not begin with a coefficient/],
    [
      `${one} level 2 (g): b0 = g0 + g1* + u0; b1 = g1`,
      '*',
      /no predictor after the coefficient g1/,
    ],
    [`${one} level 2 (g): b0 = g0 + u0; b1 g1`, 'b1 g1', /no "="/],
    [`${one} level 2 (g): b0 = ; b1 = g1`, '=', /nothing right of "="/],
    [`${one} level 2 (g): b0 = g0 + ; b1 = g1`, '', /nothing between/],
    [`${one} level 2 (g):`, 'level 2 (g):', /^no equation at level 2/],
    ['level 2 (g): b0 = g0 + u0', 'level 2 (g):', /^no level 1/],
    ['level 1:', 'level 1:', /^no equation at level 1/],
    [`${one} z = b0; level 2 (g): b0 = g0 + u0`, 'z = b0', /^level 1 has two equations/],
    [`${one} level 2 (g): b0 = g0 + u0; log(b1) = g1`, 'log(b1)', /is no coefficient/],
    [`${one} level 2 (g): b0 = g0 + u0; level 2 (h): b1 = g1`, 'h', /two groups, g and h; crossed/],
    [
      `${one} level 2 (g): b0 = g0 + u0; b1 = g1 + u1; uncorrelated: u0`,
      'u0',
      /uncorrelated with what/,
    ],
    [`${one} level 2 (a/b): b0 = g0 + u0; b1 = g1`, 'a/b', /is no grouping factor/],
    [`${one} level 2 (g): b0 = g0 + u0; b1 = g1; u0 ⟂ u5`, 'u5', /is no random effect of level 2/],
    ['level 1: y = b0 + r*x; level 2 (g): b0 = g0 + u0', 'r', /residual r of level 1 stands alone/],
    [
      'level 1: y = b0 + b1*x + b2*x; level 2 (g): b0 = g0 + u0; b1 = g1; b2 = g2',
      'g2',
      /^g1 and g2 are both coefficients of x/,
    ],
    [
      'level 1: y = b0 + b1*x*x; level 2 (g): b0 = g0 + u0; b1 = g1',
      'g1',
      /holds x twice; write I\(x\^2\)/,
    ],
    [
      'level 1: y = b0; level 2 (g): b0 = g0 + b1*x; b1 = g1 + u1',
      'b1',
      /belongs to a higher level/,
    ],
    ['level 1: y = b0 + "x; level 2 (g): b0 = g0', '"', /^unclosed "/],
  ])('%s', (text, place, message) => {
    const { code, detail, message: shown } = errorOf(() => readFormula(text));
    expect(shown).toMatch(message);
    expect(['formula-meaning', 'formula-syntax']).toContain(code);
    expect(detail.formula).toBe(text);
    const { start, end } = detail.span ?? { start: -1, end: -1 };
    expect(text.slice(start, end)).toBe(place);
  });

  it('in the text as the user wrote it, Unicode and LaTeX included', () => {
    const text =
      'level 1: y = \\beta_{0j} + β₁ⱼ·xᵢⱼ; level 2 (g): \\beta_{0j} = \\gamma_{00} + u_{0j}';
    const { detail } = errorOf(() => readFormula(text));
    expect(text.slice(detail.span?.start, detail.span?.end)).toBe('β₁');
    const misspelt = 'level 1: y = b0 + b1*sses; level 2 (school): b0 = g0 + u0; b1 = g1';
    const data = { y: [1, 2, 3, 4], ses: [1, 3, 2, 4], school: ['a', 'a', 'b', 'b'] };
    const unknown = errorOf(() => lmer(readFormula(misspelt), data));
    expect(unknown).toMatchObject({ code: 'unknown-column', detail: { suggestion: 'ses' } });
    expect(misspelt.slice(unknown.detail.span?.start, unknown.detail.span?.end)).toBe('sses');
  });

  test('any text is a formula or an error', () => {
    const word = fc.constantFrom(
      ...'level 1: |level 2 (g): |level 3 (h)\n|b0|b1|g00|u0|r|x|y| = | + | - |*|:|;|,|\n|(|)|[|]|`|"|0|β₀ⱼ|⟂|uncorrelated|~|N(|offset(|_{|}|\\|^2|combined'.split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const text = `level 1: ${words.join('')}`;
        try {
          expect(readFormula(text).kind).toBe('formula');
        } catch (error) {
          expect(error).toBeInstanceOf(BlupError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('long text takes no time', () => {
    const many = Array.from({ length: 4000 }, (_, i) => i + 1);
    const begun = performance.now();
    const slopes = many.map((i) => `b${i}*x${i}`).join(' + ');
    const text = `level 1: y = b0 + ${slopes}; level 2 (g): b0 = g0 + u0; ${many.map((i) => `b${i} = g${i}`).join('; ')}`;
    expect(readFormula(text).fixed.terms).toHaveLength(4000);
    expect(errorOf(() => readFormula(`level 1: ${'b + '.repeat(60_000)}`)).code).toBe(
      'formula-syntax',
    );
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

/** What a formula means, whatever the order of its terms. */
function meaning({ fixed, random, response }: Formula) {
  const sorted = (labels: readonly string[]) =>
    labels.map((l) => l.split(':').sort().join(':')).sort();
  return {
    response: response?.name,
    intercept: fixed.intercept,
    fixed: sorted(fixed.terms.map(({ label }) => label)),
    random: random
      .map(({ terms, group, uncorrelated }) => ({
        group: group.name,
        uncorrelated,
        effects: sorted([
          ...(terms.intercept ? ['1'] : []),
          ...terms.terms.map(({ label }) => label),
        ]),
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

interface Slope {
  readonly fixed: boolean;
  readonly random: boolean;
  readonly above: readonly string[];
}

describe('two levels, generated', () => {
  const slope = fc.record({
    fixed: fc.boolean(),
    random: fc.boolean(),
    above: fc.subarray(['w', 'I(w^2)', '`a b`']),
  });
  const model = fc.record({
    intercept: fc.option(slope, { nil: undefined }),
    slopes: fc.array(slope, { maxLength: 3 }),
    uncorrelated: fc.boolean(),
    spelling: fc.constantFrom(
      { b: 'b', g: 'g', u: 'u', times: '*', end: '; ', residual: '' },
      { b: 'β', g: 'γ', u: 'u', times: '·', end: '\n', residual: ' + rᵢⱼ' },
      { b: 'beta_', g: 'gamma_', u: 'u_', times: ' ', end: '\n  ', residual: ' + e' },
    ),
  });

  test('are what R would be told', () => {
    fc.assert(
      fc.property(model, ({ intercept, slopes, uncorrelated, spelling }) => {
        const { b, g, u, times, end, residual } = spelling;
        const names = ['x', 'log(z)', 'x2:z2'];
        const all: [string | undefined, Slope][] = [
          ...(intercept === undefined ? [] : [[undefined, intercept] as [undefined, Slope]]),
          ...slopes.map((s, i): [string, Slope] => [names[i], s]),
        ];
        fc.pre(all.some(([, s]) => s.fixed || s.above.length > 0) && all.some(([, s]) => s.random));
        fc.pre(all.every(([, s]) => s.fixed || s.random || s.above.length > 0));
        const level1 = all.map(([x], i) => (x === undefined ? `${b}${i}` : `${b}${i}${times}${x}`));
        const level2 = all.map(([, s], i) => {
          const parts = [
            ...(s.fixed ? [`${g}${i}0`] : []),
            ...s.above.map((w, k) => `${g}${i}${k + 1}${times}${w}`),
            ...(s.random ? [`${u}${i}`] : []),
          ];
          return `${b}${i} = ${parts.join(' + ')}`;
        });
        const option = uncorrelated ? [`uncorrelated`] : [];
        const text = `level 1: y = ${level1.join(' + ')}${residual}${end}level 2 (g): ${[...level2, ...option].join(end)}`;

        const fixed = all.flatMap(([x, s]) => [
          ...(s.fixed ? [x ?? '1'] : []),
          ...s.above.map((w) => (x === undefined ? w : `${x}:${w}`)),
        ]);
        const random = all.filter(([, s]) => s.random).map(([x]) => x ?? '1');
        const bar = uncorrelated && random.length > 1 ? '||' : '|';
        const r = `y ~ 0 + ${fixed.join(' + ')} + (0 + ${random.join(' + ')} ${bar} g)`;
        expect(meaning(readFormula(text))).toEqual(meaning(readFormula(r)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('lmer', () => {
  const hsb = readTable(dataPath('hsb.csv'));
  const text =
    'level 1: mathach = b0 + b1*cses + r; level 2 (school): b0 = g00 + g01*sector + u0; b1 = g10 + g11*sector + u1';

  it('fits level equations as their formula', () => {
    const formula = 'mathach ~ sector + cses + cses:sector + (cses | school)';
    const model = lmer(readFormula(text), hsb);
    const expected = lmer(formula, hsb);
    expect(model.formula).toBe(formula);
    expect(model.objective).toBe(expected.objective);
    expect(model.fixed).toEqual(expected.fixed);
    expect(model.random).toEqual(expected.random);
  });

  it('refuses the text itself, and says how', () => {
    const error = errorOf(() => lmer(text, hsb));
    expect(error.code).toBe('formula-syntax');
    expect(error.message).toContain('give readFormula(text) in its place');
  });

  it('says when a variable is not of its level', () => {
    const wrong = text.replace('g01*sector', 'g01*ses');
    const { notices } = lmer(readFormula(wrong), hsb);
    expect(notices).toEqual([
      {
        code: 'level-varies',
        text: 'ses stands in the equations of school but varies within school; its group mean would be gmean(ses, school)',
        detail: { variable: 'ses', group: 'school' },
      },
    ]);
    expect(lmer(readFormula(text), hsb).notices).toEqual([]);
  });

  it('refuses levels that are not nested', () => {
    const data = {
      y: [1, 3, 2, 5, 4, 7, 6, 9],
      class: [1, 1, 2, 2, 1, 1, 2, 2],
      school: ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'],
    };
    const levels = (group: string) =>
      `level 1: y = p0; level 2 (${group}): p0 = b0 + r0; level 3 (school): b0 = g0 + u0`;
    expect(errorOf(() => lmer(readFormula(levels('class')), data))).toMatchObject({
      code: 'grouping-factor',
      detail: { value: '1', group: 'class', within: 'school' },
    });
    expect(lmer(readFormula(levels('class:school')), data).formula).toBe(
      'y ~ 1 + (1 | class:school) + (1 | school)',
    );
  });
});
