import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fixef } from '../../src/effects/fixef.ts';
import { standardErrors } from '../../src/effects/vcov.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { readFormula } from '../../src/formula/level-equations/read-formula.ts';
import { formatEquations } from '../../src/report/format-equations.ts';
import { estimateText, shortNumber } from '../../src/report/level-equations/equation-number.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const hsb = readTable(dataPath('hsb.csv'));
const growth = readTable(dataPath('egsingle.csv'));
const scots = readTable(dataPath('scotssec.csv'));

function errorOf(run: () => unknown): BlupError {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error('no error');
}

/** Line breaks as printed, without those that make this file readable. */
const lines = (...text: readonly string[]) => `${text.join('\n')}\n`;

describe('the textbook models of High School & Beyond (Raudenbush & Bryk 2002, chapter 4)', () => {
  it('means as outcomes', () => {
    const equations = levelEquations(lmer('mathach ~ meanses + (1 | school)', hsb));
    expect(formatEquations(equations)).toBe(
      lines(
        'Level 1:',
        '  mathachᵢⱼ = β₀ⱼ + rᵢⱼ',
        '  rᵢⱼ ~ N(0, σ²)',
        '',
        'Level 2 (school):',
        '  β₀ⱼ = γ₀₀ + γ₀₁·meansesⱼ + u₀ⱼ',
        '  u₀ⱼ ~ N(0, τ₀₀)',
        '',
        'Combined:',
        '  mathachᵢⱼ = γ₀₀ + γ₀₁·meansesⱼ + u₀ⱼ + rᵢⱼ',
        '',
        'Formula:',
        '  mathach ~ meanses + (1 | school)',
      ),
    );
    // lme4: 12.6846 (0.1493), 5.8635 (0.3615), τ₀₀ 2.6389, σ² 39.157.
    expect(formatEquations(equations, { standardErrors: true, combined: false })).toBe(
      lines(
        'Level 1:',
        '  mathachᵢⱼ = β₀ⱼ + rᵢⱼ',
        '  rᵢⱼ ~ N(0, 39.16)',
        '',
        'Level 2 (school):',
        '  β₀ⱼ = 12.68 (0.15) + 5.86 (0.36)·meansesⱼ + u₀ⱼ',
        '  u₀ⱼ ~ N(0, 2.639)',
        '',
        'Formula:',
        '  mathach ~ meanses + (1 | school)',
      ),
    );
  });

  it('random coefficients', () => {
    const equations = levelEquations(lmer('mathach ~ cses + (cses | school)', hsb));
    // lme4: 12.6362, 2.1932, τ₀₀ 8.68097, τ₀₁ 0.046792, τ₁₁ 0.693989, σ² 36.7002.
    expect(formatEquations(equations, { estimates: true })).toBe(
      lines(
        'Level 1:',
        '  mathachᵢⱼ = β₀ⱼ + β₁ⱼ·csesᵢⱼ + rᵢⱼ',
        '  rᵢⱼ ~ N(0, 36.70)',
        '',
        'Level 2 (school):',
        '  β₀ⱼ = 12.64 + u₀ⱼ',
        '  β₁ⱼ = 2.19 + u₁ⱼ',
        '  (u₀ⱼ, u₁ⱼ) ~ N(0, T)',
        '  T = ⎡  8.681  0.04679⎤',
        '      ⎣0.04679   0.6940⎦',
        '',
        'Combined:',
        '  mathachᵢⱼ = 12.64 + 2.19·csesᵢⱼ + u₀ⱼ + u₁ⱼ·csesᵢⱼ + rᵢⱼ',
        '',
        'Formula:',
        '  mathach ~ cses + (cses | school)',
      ),
    );
  });

  it('intercepts and slopes as outcomes', () => {
    const model = lmer('mathach ~ meanses*cses + sector*cses + (cses | school)', hsb);
    const equations = levelEquations(model);
    expect(formatEquations(equations)).toBe(
      lines(
        'Level 1:',
        '  mathachᵢⱼ = β₀ⱼ + β₁ⱼ·csesᵢⱼ + rᵢⱼ',
        '  rᵢⱼ ~ N(0, σ²)',
        '',
        'Level 2 (school):',
        '  β₀ⱼ = γ₀₀ + γ₀₁·meansesⱼ + γ₀₂·sectorⱼ + u₀ⱼ',
        '  β₁ⱼ = γ₁₀ + γ₁₁·meansesⱼ + γ₁₂·sectorⱼ + u₁ⱼ',
        '  (u₀ⱼ, u₁ⱼ) ~ N(0, T)',
        '  T = ⎡τ₀₀  τ₀₁⎤',
        '      ⎣τ₁₀  τ₁₁⎦',
        '',
        'Combined:',
        '  mathachᵢⱼ = γ₀₀ + γ₀₁·meansesⱼ + γ₀₂·sectorⱼ + γ₁₀·csesᵢⱼ + γ₁₁·csesᵢⱼ·meansesⱼ + γ₁₂·csesᵢⱼ·sectorⱼ + u₀ⱼ + u₁ⱼ·csesᵢⱼ + rᵢⱼ',
        '',
        'Formula:',
        '  mathach ~ meanses * cses + sector * cses + (cses | school)',
      ),
    );
    // lme4: 12.1279 (0.1993), 5.3329 (0.3692), 1.2266 (0.3063), 2.9450 (0.1556), 1.0392 (0.2989), −1.6427 (0.2398).
    expect(
      formatEquations(equations, { format: 'latex', standardErrors: true, combined: false }),
    ).toBe(
      lines(
        '\\begin{align*}',
        '  \\text{Level 1:} && \\text{mathach}_{ij} &= \\beta_{0j} + \\beta_{1j}\\,\\text{cses}_{ij} + r_{ij} \\\\',
        '  && r_{ij} &\\sim N(0, 36.72) \\\\',
        '  \\text{Level 2 (school):} && \\beta_{0j} &= \\underset{(0.20)}{12.13} + \\underset{(0.37)}{5.33}\\,\\text{meanses}_{j} + \\underset{(0.31)}{1.23}\\,\\text{sector}_{j} + u_{0j} \\\\',
        '  && \\beta_{1j} &= \\underset{(0.16)}{2.95} + \\underset{(0.30)}{1.04}\\,\\text{meanses}_{j} - \\underset{(0.24)}{1.64}\\,\\text{sector}_{j} + u_{1j} \\\\',
        '  && \\begin{bmatrix} u_{0j} \\\\ u_{1j} \\end{bmatrix} &\\sim N\\left(\\begin{bmatrix} 0 \\\\ 0 \\end{bmatrix}, \\mathbf{T}\\right), \\quad \\mathbf{T} = \\begin{bmatrix} 2.380 & 0.1918 \\\\ 0.1918 & 0.1012 \\end{bmatrix}',
        '\\end{align*}',
      ),
    );
    const names = equations.combined.terms.flatMap(({ name }) => name ?? []);
    const { names: all, values } = fixef(model);
    expect(names.toSorted()).toEqual([...all].sort());
    for (const { name, estimate, standardError } of equations.combined.terms) {
      if (name === undefined) continue;
      expect(estimate).toBe(values[all.indexOf(name)]);
      expect(standardError).toBe(standardErrors(model)[all.indexOf(name)]);
    }
  });

  it('survive structured clone and JSON', () => {
    const equations = levelEquations(lmer('mathach ~ cses + (cses | school)', hsb));
    expect(structuredClone(equations)).toEqual(equations);
    expect(JSON.parse(JSON.stringify(equations))).toEqual(equations);
  });
});

describe('three levels and crossed factors', () => {
  it('growth of children in schools', () => {
    const model = lmer(
      'math ~ year * size + female + (year | childid) + (year || schoolid)',
      growth,
    );
    expect(formatEquations(levelEquations(model))).toBe(
      lines(
        'Level 1:',
        '  mathᵢⱼₖ = π₀ⱼₖ + π₁ⱼₖ·yearᵢⱼₖ + eᵢⱼₖ',
        '  eᵢⱼₖ ~ N(0, σ²)',
        '',
        'Level 2 (childid):',
        '  π₀ⱼₖ = β₀₀ₖ + β₀₁ₖ·femaleMaleⱼₖ + r₀ⱼₖ',
        '  π₁ⱼₖ = β₁₀ₖ + r₁ⱼₖ',
        '  (r₀ⱼₖ, r₁ⱼₖ) ~ N(0, Tπ)',
        '  Tπ = ⎡τπ₀₀  τπ₀₁⎤',
        '       ⎣τπ₁₀  τπ₁₁⎦',
        '',
        'Level 3 (schoolid):',
        '  β₀₀ₖ = γ₀₀₀ + γ₀₀₁·sizeₖ + u₀₀ₖ',
        '  β₀₁ₖ = γ₀₁₀',
        '  β₁₀ₖ = γ₁₀₀ + γ₁₀₁·sizeₖ + u₁₀ₖ',
        '  (u₀₀ₖ, u₁₀ₖ) ~ N(0, Tβ)',
        '  Tβ = ⎡τβ₀₀     0⎤',
        '       ⎣   0  τβ₁₁⎦',
        '  u₀₀ₖ ⟂ u₁₀ₖ',
        '',
        'Combined:',
        '  mathᵢⱼₖ = γ₀₀₀ + γ₀₀₁·sizeₖ + γ₀₁₀·femaleMaleⱼₖ + γ₁₀₀·yearᵢⱼₖ + γ₁₀₁·yearᵢⱼₖ·sizeₖ + r₀ⱼₖ + r₁ⱼₖ·yearᵢⱼₖ + u₀₀ₖ + u₁₀ₖ·yearᵢⱼₖ + eᵢⱼₖ',
        '',
        'Formula:',
        '  math ~ year * size + female + (year | childid) + (year || schoolid)',
      ),
    );
    expect(errorOf(() => levelEquations(model, { levels: ['schoolid', 'childid'] }))).toMatchObject(
      {
        code: 'option',
        message: expect.stringContaining('schoolid is not nested in childid'),
      },
    );
  });

  it('pupils in crossed schools', () => {
    const model = lmer('attain ~ verbal + sex + (verbal | primary) + (1 | second)', scots);
    expect(formatEquations(levelEquations(model))).toBe(
      lines(
        'Combined, j = primary, k = second:',
        '  attainᵢ₍ⱼₖ₎ = γ₀ + γ₁·verbalᵢ₍ⱼₖ₎ + γ₂·sexMᵢ₍ⱼₖ₎ + u₀ⱼ + u₁ⱼ·verbalᵢ₍ⱼₖ₎ + v₀ₖ + eᵢ₍ⱼₖ₎',
        '  (u₀ⱼ, u₁ⱼ) ~ N(0, Tᵤ)',
        '  Tᵤ = ⎡τᵤ₀₀  τᵤ₀₁⎤',
        '       ⎣τᵤ₁₀  τᵤ₁₁⎦',
        '  v₀ₖ ~ N(0, τᵥ₀₀)',
        '  eᵢ₍ⱼₖ₎ ~ N(0, σ²)',
        '',
        'Formula:',
        '  attain ~ verbal + sex + (verbal | primary) + (1 | second)',
      ),
    );
    expect(formatEquations(levelEquations(model), { format: 'latex' })).toBe(
      lines(
        '\\begin{align*}',
        '  \\text{Combined:} && \\text{attain}_{i(jk)} &= \\gamma_{0} + \\gamma_{1}\\,\\text{verbal}_{i(jk)} + \\gamma_{2}\\,\\text{sexM}_{i(jk)} + u_{0j} \\\\',
        '  &&  &\\quad + u_{1j}\\,\\text{verbal}_{i(jk)} + v_{0k} + e_{i(jk)} \\\\',
        '  \\text{primary:} && \\begin{bmatrix} u_{0j} \\\\ u_{1j} \\end{bmatrix} &\\sim N\\left(\\begin{bmatrix} 0 \\\\ 0 \\end{bmatrix}, \\mathbf{T}_{u}\\right), \\quad \\mathbf{T}_{u} = \\begin{bmatrix} \\tau_{u 00} & \\tau_{u 01} \\\\ \\tau_{u 10} & \\tau_{u 11} \\end{bmatrix} \\\\',
        '  \\text{second:} && v_{0k} &\\sim N(0, \\tau_{v 00}) \\\\',
        '  \\text{Residual:} && e_{i(jk)} &\\sim N(0, \\sigma^2)',
        '\\end{align*}',
      ),
    );
  });
});

describe('the level of a variable', () => {
  /** Left and right sides without the layout. */
  const sides = (formula: string, options = {}) =>
    formatEquations(levelEquations(lmer(formula, hsb), options), { combined: false })
      .split('\n')
      .filter((line) => / = [βγ]/.test(line))
      .map((line) => line.trim());

  it('is found where only products with it are in the model', () => {
    expect(sides('mathach ~ cses + cses:sector + (1 | school)')).toEqual([
      'mathachᵢⱼ = β₀ⱼ + β₁ⱼ·csesᵢⱼ + rᵢⱼ',
      'β₀ⱼ = γ₀₀ + u₀ⱼ',
      'β₁ⱼ = γ₁₀ + γ₁₁·sectorⱼ',
    ]);
    expect(sides('mathach ~ meanses:sector + (1 | school)')).toEqual([
      'mathachᵢⱼ = β₀ⱼ + rᵢⱼ',
      'β₀ⱼ = γ₀₀ + γ₀₁·meansesⱼ·sectorⱼ + u₀ⱼ',
    ]);
  });

  it('is that of a computed variable, a basis, a factor', () => {
    expect(
      sides('mathach ~ gmean(ses, school) * gcenter(ses, school) + factor(sector) + (1 | school)'),
    ).toEqual([
      'mathachᵢⱼ = β₀ⱼ + β₁ⱼ·gcenter(ses, school)ᵢⱼ + rᵢⱼ',
      'β₀ⱼ = γ₀₀ + γ₀₁·gmean(ses, school)ⱼ + γ₀₂·factor(sector)1ⱼ + u₀ⱼ',
      'β₁ⱼ = γ₁₀ + γ₁₁·gmean(ses, school)ⱼ',
    ]);
    expect(sides('mathach ~ poly(meanses, 2):minority + (1 | school)')).toEqual([
      'mathachᵢⱼ = β₀ⱼ + β₁ⱼ·minorityᵢⱼ + rᵢⱼ',
      'β₀ⱼ = γ₀₀ + u₀ⱼ',
      'β₁ⱼ = γ₁₁·poly(meanses, 2)1ⱼ + γ₁₂·poly(meanses, 2)2ⱼ',
    ]);
  });

  it('can be given', () => {
    expect(sides('mathach ~ cses*ses + (1 | school)', { at: { cses: 'school' } })).toEqual([
      'mathachᵢⱼ = β₀ⱼ + β₁ⱼ·sesᵢⱼ + rᵢⱼ',
      'β₀ⱼ = γ₀₀ + γ₀₁·csesⱼ + u₀ⱼ',
      'β₁ⱼ = γ₁₀ + γ₁₁·csesⱼ',
    ]);
    const formula = 'y ~ w * x + (x | s/c)';
    const { equations } = levelEquations(formula, { at: { w: 's' } });
    expect(equations.map(({ level, terms }) => [level, terms.length])).toEqual([
      [1, 3],
      [2, 2],
      [2, 2],
      [3, 3],
      [3, 3],
    ]);
    const both = 'y ~ x + (1 | a) + (1 | b)';
    expect(levelEquations(both).crossed).toBe(true);
    expect(levelEquations(both, { levels: ['b', 'a'] }).groups).toEqual([
      { group: 'b', units: 'jk' },
      { group: 'a', units: 'k' },
    ]);
  });

  it('of a random slope of a level-2 variable stays with its residual', () => {
    const equations = levelEquations('y ~ w + (w | g)', { at: { w: 'g' } });
    expect(formatEquations(equations, { combined: false })).toContain(
      'β₀ⱼ = γ₀₀ + γ₀₁·wⱼ + u₀ⱼ + u₀₁ⱼ·wⱼ\n',
    );
    expect(readFormula(formatEquations(equations)).random[0].label).toBe('w | g');
  });
});

describe('weights, offsets, many predictors, names', () => {
  it('weights divide the residual variance, offsets have no coefficient', () => {
    const model = lmer('mathach ~ offset(ses) + cses + (1 | school)', hsb, {
      precisionWeights: 'size',
      offset: 'minority',
    });
    const text = formatEquations(levelEquations(model));
    expect(text).toContain('= β₀ⱼ + β₁ⱼ·csesᵢⱼ + offset(ses)ᵢⱼ + offset(minority)ᵢⱼ + rᵢⱼ\n');
    expect(text).toContain('rᵢⱼ ~ N(0, σ² / sizeᵢⱼ)\n');
  });

  it('numbers from 10 are kept apart', () => {
    const names = Array.from({ length: 11 }, (_, i) => `x${i + 1}`);
    const equations = levelEquations(`y ~ ${names.join(' + ')} + (x10 + x11 || g)`);
    const text = formatEquations(equations);
    expect(text).toContain('β₁₁ⱼ = γ₁₁_₀ + u₁₁ⱼ\n');
    expect(levelEquations(readFormula(text))).toEqual({
      ...equations,
      formula: expect.any(String),
    });
    expect(formatEquations(equations, { format: 'latex' })).toContain('\\gamma_{11,0}');
  });

  it('LaTeX escapes what LaTeX reads', () => {
    const names = ['a_b', '50%', 'x^2', 'R&D', '#1', '$', '{', '}', '~', '\\', 'a < b', 'x|y'];
    const model = levelEquations(
      `\`y_1\` ~ I(x^2) + ${names.map((n) => `\`${n}\``).join(' + ')} + (1 | \`g_%\`)`,
    );
    const latex = formatEquations(model, { format: 'latex' });
    expectValidLatex(latex);
    expect(latex).toContain('\\text{I(x\\textasciicircum{}2)}_{ij}');
    expect(latex).toContain('\\text{a\\_b}_{ij}');
    expect(latex).toContain('\\text{50\\%}_{ij}');
    expect(latex).toContain('\\text{Level 2 (`g\\_\\%`):}');
  });
});

/** Balanced braces, environments and \left \right; nothing special left unescaped in texts; `_` and `^` before a group. */
function expectValidLatex(latex: string): void {
  const bare = latex.replace(/\\[\\{}_%&#$]/g, '');
  let depth = 0;
  let least = 0;
  for (const c of bare) {
    depth += Number(c === '{') - Number(c === '}');
    least = Math.min(least, depth);
  }
  expect([depth, least]).toEqual([0, 0]);
  expect(bare).not.toMatch(/[%#$~]/);
  for (const [, text] of bare.matchAll(/\\text\{((?:[^{}]|\{\})*)\}/g)) {
    expect(text).not.toMatch(/[_&^]/);
  }
  expect(bare.match(/\\begin\{\w+\*?\}/g)?.length).toBe(bare.match(/\\end\{\w+\*?\}/g)?.length);
  expect((bare.match(/\\left/g) ?? []).length).toBe((bare.match(/\\right/g) ?? []).length);
  expect(bare).not.toMatch(/_(?!\{)/);
  expect(latex).not.toMatch(/NaN|undefined/);
}

describe('errors', () => {
  it.each([
    [() => levelEquations('y ~ . + (1 | g)'), 'formula-meaning', /name the columns/],
    [() => levelEquations('~ x + (1 | g)'), 'response', /no response/],
    [() => levelEquations('y ~ x + (1 | g)', { at: { z: 'g' } }), 'option', /"z" is no variable/],
    [
      () => levelEquations('y ~ x + (1 | g)', { at: { x: 'h' } }),
      'option',
      /"h" is no grouping factor/,
    ],
    [() => levelEquations('y ~ x + (1 | g)', { levels: ['gg'] }), 'option', /did you mean "g"\?/],
    [() => levelEquations('y ~ x + (1 | g)', { levels: [] }), 'option', /must name each/],
    [
      () => formatEquations(levelEquations('y ~ x + (1 | g)'), { estimates: true }),
      'option',
      /no estimates/,
    ],
    [
      () => formatEquations(levelEquations('y ~ 1'), { format: 'html' as 'text' }),
      'option',
      /'text' or 'latex'/,
    ],
  ])('%s', (run, code, message) => {
    const error = errorOf(run);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

describe('numbers', () => {
  it('have the decimals that the standard error deserves', () => {
    expect(estimateText(12.1287, 0.1987)).toEqual({ estimate: '12.13', standardError: '0.20' });
    expect(estimateText(-0.000312, 0.000181)).toEqual({
      estimate: '0.00031',
      standardError: '0.00018',
    });
    expect(estimateText(251.405, 6.825)).toEqual({ estimate: '251.4', standardError: '6.8' });
    expect(estimateText(12345.6, 678.9)).toEqual({ estimate: '12346', standardError: '679' });
    expect(estimateText(1.5e-12, 2.5e-13)).toEqual({
      estimate: '1.50e-12',
      standardError: '2.5e-13',
    });
    expect(estimateText(0, 0.01)).toEqual({ estimate: '0.000', standardError: '0.010' });
    expect(estimateText(-2.71849, undefined)).toEqual({ estimate: '2.718' });
    expect(shortNumber(0)).toBe('0');
    expect(shortNumber(36.7)).toBe('36.70');
    expect(shortNumber(123456)).toBe('123456');
    expect(shortNumber(1.234e12)).toBe('1.234e+12');
  });
});

/** What a formula means, whatever the order of its terms. */
function meaning(formula: string) {
  const { fixed, random, response } = readFormula(formula);
  const sorted = (labels: readonly string[]) =>
    labels.map((label) => label.split(':').sort().join(':')).sort();
  const effects = random.flatMap(({ terms, group, uncorrelated }) => {
    const names = [...(terms.intercept ? ['1'] : []), ...terms.terms.map(({ label }) => label)];
    const blocks = uncorrelated ? names.map((name) => [name]) : [names];
    return blocks.map((block) => JSON.stringify([group.name, sorted(block)]));
  });
  const labels = sorted(fixed.terms.map(({ label }) => label));
  return [response?.name, fixed.intercept, labels, effects.sort()];
}

/** Products with their variables sorted: a term list names them in the order in which it met them. */
function inOrder(text: string): string {
  const sides = text.split(/( [=+] |\n)/);
  return sides.map((side) => side.split('·').sort().join('·')).join('');
}

describe('formula → equations → text → formula', () => {
  const product = fc.record({
    level1: fc.subarray(['x', 'I(x^2)', 'log(z)'], { maxLength: 2 }),
    level2: fc.subarray(['v', 'w'], { maxLength: 2 }),
    level3: fc.subarray(['size', '`a b`'], { maxLength: 1 }),
    fixed: fc.boolean(),
    within: fc.boolean(),
    between: fc.boolean(),
  });
  const nested = fc.record({
    levels: fc.constantFrom(['g'], ['c', 's'], ['c:s', 's']),
    intercept: fc.record({ fixed: fc.boolean(), within: fc.boolean(), between: fc.boolean() }),
    products: fc.uniqueArray(product, {
      maxLength: 6,
      selector: ({ level1, level2, level3 }) => JSON.stringify([level1, level2, level3]),
    }),
    uncorrelated: fc.boolean(),
  });

  /** The units of a variable that a residual of a lower level is multiplied by are not in the text. */
  const isWithin = ({ level3 }: { level3: readonly string[] }, levels: readonly string[]) =>
    levels.length === 1 || level3.length === 0;

  test('comes back the same for nested models', () => {
    fc.assert(
      fc.property(nested, ({ levels, intercept, products, uncorrelated }) => {
        const top = levels[levels.length - 1];
        const terms = [
          { ...intercept, label: '1' },
          ...products.map((p) => ({
            ...p,
            within: p.within && isWithin(p, levels),
            label: [...p.level1, ...p.level2, ...p.level3].join(':'),
          })),
        ].filter(({ label }) => label !== '');
        const labels = (key: 'fixed' | 'within' | 'between') =>
          ['0', ...terms.filter((term) => term[key]).map(({ label }) => label)].join(' + ');
        fc.pre(labels('within') !== '0' && labels('between') !== '0');
        const bar = uncorrelated ? '||' : '|';
        const bars = levels.map(
          (g, i) => `(${labels(i === 0 ? 'within' : 'between')} ${bar} ${g})`,
        );
        const formula = `y ~ ${labels('fixed')} + ${bars.join(' + ')}`;
        const used = new Set(
          products
            .filter(
              (p) =>
                p.fixed || (p.within && isWithin(p, levels)) || (p.between && levels.length > 1),
            )
            .flatMap(({ level2, level3 }) => [...level2, ...level3]),
        );
        const places = { v: levels[0], w: levels[0], size: top, '`a b`': top };
        const at = Object.fromEntries(Object.entries(places).filter(([name]) => used.has(name)));

        const equations = levelEquations(formula, { levels, at });
        const text = formatEquations(equations);
        const [written] = text.split('Formula:');
        expect(meaning(text)).toEqual(meaning(formula));
        const [again] = formatEquations(levelEquations(readFormula(text))).split('Formula:');
        expect(inOrder(again)).toBe(inOrder(written));
        expectValidLatex(formatEquations(equations, { format: 'latex' }));
      }),
      { numRuns: 300 },
    );
  });

  it('whatever the level equations say', () => {
    const text = [
      'level 1: y = b0 + b1*x + b2*z',
      'level 2 (g): b0 = g00 + g01*w + u0; b1 = g10 + g11*w + u1; b2 = g20 + u2; u0 ⟂ u2; u1 ⟂ u2',
    ].join('\n');
    const written = formatEquations(levelEquations(text));
    expect(written).toContain('  u₀ⱼ ⟂ u₂ⱼ\n  u₁ⱼ ⟂ u₂ⱼ\n');
    expect(readFormula(written).random.map(({ label }) => label)).toEqual(['x | g', '0 + z | g']);
    expect(formatEquations(levelEquations(written))).toBe(written);
  });
});
