import { describe, expect, test } from 'vitest';
import { checkModel } from '../../src/diagnose/check-model.ts';
import { influence } from '../../src/diagnose/influence.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { checkToJson } from '../../src/report/check-to-json.ts';
import { formatCheck } from '../../src/report/format-check.ts';
import { formatInfluence } from '../../src/report/format-influence.ts';
import { fitCase, reference } from './diagnose-cases.ts';

type Row = Record<string, string | number>;

/** Forty groups of ten; what `spoil` says is wrong. */
function makeRows(spoil: (row: { g: number; i: number; x: number; e: number }) => Row): Row[] {
  const { normal } = randomStream(12);
  const effect = Array.from({ length: 40 }, normal);
  return Array.from({ length: 400 }, (_, i) => {
    const g = i % 40;
    const x = normal();
    const e = normal();
    return { g: `g${g}`, x, y: 3 + effect[g] + x + e, ...spoil({ g, i, x, e }) };
  });
}

function verdicts(formula: string, rows: Row[]) {
  const { items } = checkModel(lmer(formula, rows), { nsim: 60 });
  return Object.fromEntries(items.map(({ check, verdict }) => [check, verdict]));
}

describe('checkModel', () => {
  test('finds nothing in data from the model', () => {
    const found = verdicts(
      'y ~ x + (1 | g)',
      makeRows(() => ({})),
    );
    expect(found).toEqual({
      optimum: 'fine',
      singular: 'fine',
      collinearity: 'fine',
      residuals: 'fine',
      spread: 'fine',
      outliers: 'fine',
      ranef: 'fine',
      simulation: 'fine',
      influence: 'look',
    });
  });

  test('finds what was put in', () => {
    const heavy = verdicts(
      'y ~ x + (1 | g)',
      makeRows(({ x, e }) => ({ y: 3 + x + Math.sinh(1.5 * e) })),
    );
    expect(heavy).toMatchObject({ residuals: 'problem', outliers: 'look' });
    const spread = verdicts(
      'y ~ x + (1 | g)',
      makeRows(({ g, x, e }) => ({ y: 8 + 2 * x + Math.sin(g) + e * Math.exp(0.6 * x) })),
    );
    expect(spread.spread).toBe('problem');
    const twins = verdicts(
      'y ~ x + z + (1 | g)',
      makeRows(({ x, i }) => ({ z: x + 0.05 * Math.sin(7 * i) })),
    );
    expect(twins.collinearity).toBe('problem');
    const group = verdicts(
      'y ~ x + w + (1 | g)',
      makeRows(({ g, x, e }) => ({ w: g === 5 ? 9 : Math.sin(g), y: x + (g === 5 ? 30 : 0) + e })),
    );
    expect(group.influence).toBe('problem');
    const none = verdicts(
      'y ~ x + (1 | g)',
      makeRows(({ x, e }) => ({ y: x + e - 0 })).map((row, i) => ({ ...row, g: `g${i % 7}` })),
    );
    expect(none.optimum).toBe('fine');
  });

  test('is plain data, as text and as JSON', () => {
    const check = checkModel(fitCase(reference.cases[0]));
    expect(structuredClone(check)).toEqual(check);
    const text = formatCheck(check);
    expect(text.startsWith('Checks of Reaction ~ Days + (Days | Subject)\n\nfine ')).toBe(true);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'residual is 5.53, in row 57 (Bonferroni p < .001)',
    );
    expect(text.endsWith('\n\n10 checks: 7 fine, 2 to look at, 1 problem\n')).toBe(true);
    expect(text.split('\n').every((line) => line.length <= 80 && line === line.trimEnd())).toBe(
      true,
    );
    const json = JSON.parse(JSON.stringify(checkToJson(check)));
    expect(json.checks.length).toBe(check.items.length);
    expect(json.influence.deletions[0].dfbetas.length).toBe(2);
    expect(json.simulated).not.toHaveProperty('residuals');
  });

  test('leaves groups out only when asked where they are many', () => {
    const model = fitCase(reference.cases[0]);
    expect(checkModel(model, { influence: false, nsim: 20 }).influence).toBeUndefined();
    expect(checkModel(model, { influence: 'row', nsim: 20 }).influence?.deletions.length).toBe(180);
    expect(() => checkModel(model, { influence: 'school' })).toThrow('no grouping factor');
  });
});

test('the most influential groups as text', () => {
  const text = formatInfluence(influence(fitCase(reference.cases[0])), { limit: 2 });
  expect(text).toBe(`\
Influence by deletion of the levels of Subject, variances estimated anew
18 deletions, 0 with a Cook's distance above 4/18; the first 2:
    rows  Cook MDFFITS COVRATIO
309   10 0.149   0.188    0.890
335   10 0.129   0.155    0.938

DFBETAS (estimate without minus with, in standard errors):
    (Intercept)  Days
309       0.411 0.310
335      -0.095 0.556

Relative change of variances and covariances:
    var_(Intercept)|Subject cov_Days.(Intercept)|Subject var_Days|Subject
309                  -0.166                       -2.598           -0.062
335                   0.054                        1.075           -0.270
    sigma^2
309   0.052
335   0.047
`);
});
