import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { ranova } from '../../src/inference/comparison/ranova.ts';
import { dropOne } from '../../src/inference/terms/drop-one.ts';
import { anovaToJson } from '../../src/report/anova-to-json.ts';
import { formatAnova } from '../../src/report/format-anova.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { fitStored, storedTests } from '../tests-reference.ts';

/** Lines without blanks at their ends. */
function lines(text: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Our text with R's numbers where they agree to 1e-4: the last digit shown may differ by one. */
function withTheirDigits(mine: string[], theirs: string[]): string[] {
  const numbers = theirs.join('\n').match(/\S+/g) ?? [];
  let next = 0;
  return mine.map((line) =>
    line.replace(/\S+/g, (token) => {
      const other = numbers[next++] ?? '';
      const close = Math.abs(Number(token) / Number(other) - 1) < 1e-4;
      return close && token.length === other.length ? other : token;
    }),
  );
}

/** Without the columns and remarks that lmerTest does not have. */
function withoutOurs(text: string): string {
  return text
    .replace(/^note: .*\n/gm, '')
    .replace(/\nPr\((mix|exact)\): [\s\S]*/, '\n')
    .replace(/ +Pr\(mix\)( Pr\(exact\))?\n/, '\n');
}

describe('F-tests print as in lmerTest', () => {
  for (const stored of storedTests.anovas) {
    const model = fitStored(stored, stored.factors, stored.contrasts);
    test(stored.name, () => {
      for (const { type, ddf, printed } of stored.anovas) {
        const mine = lines(withoutOurs(formatAnova(anova(model, { type, ddf }))));
        const theirs = printed.map((line) => line.trimEnd());
        expect(withTheirDigits(mine, theirs)).toEqual(theirs);
      }
    });
    if (stored.name === 'no intercept') continue;
    test(`${stored.name}, single deletions`, () => {
      for (const { ddf, printed } of stored.drops) {
        const mine = lines(formatAnova(dropOne(model, { ddf })));
        const theirs = printed.map((line) => line.trimEnd());
        expect(withTheirDigits(mine, theirs)).toEqual(theirs);
      }
    });
  }
});

describe('likelihood ratios print as in lme4 and lmerTest', () => {
  for (const { data, formula, kind, printed } of storedTests.printed) {
    test(`${kind}: ${formula}`, () => {
      const model = fitStored({ data, formula });
      const theirs = printed.map((line) => line.trimEnd());
      if (kind === 'drop1') {
        expect(lines(formatAnova(dropOne(model, { test: 'Chisq' })))).toEqual(theirs);
        return;
      }
      const tests = ranova(model, { nsim: 0 });
      const rows = tests.rows.map(({ pMix: _, ...row }) => row);
      expect(lines(formatAnova({ ...tests, rows }))).toEqual(theirs);
    });
  }
});

describe('what lmerTest does not print', () => {
  const dyestuff = fitStored({ data: 'dyestuff.csv', formula: 'Yield ~ 1 + (1 | Batch)' });
  test('mixture and exact p-values with their explanations', () => {
    expect(
      formatAnova(ranova(dyestuff, { seed: 2 })),
    ).toBe(`ANOVA-like table for random-effects: Single term deletions

Model:
Yield ~ 1 + (1 | Batch)
            npar  logLik    AIC   LRT Df Pr(>Chisq)    Pr(mix) Pr(exact)
<none>         3 -159.83 325.65                                         
(1 | Batch)    2 -163.01 330.02 6.369  1    0.01161 * 0.005807    0.0047
---
Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1
Pr(mix): one variance is tested at its boundary 0, where Pr(>Chisq) is too
large; p-value of the mixture of half chi-squared with Df - 1 and half with Df
degrees of freedom.
Pr(exact): p-value in the finite-sample null distribution of the only variance,
from 10000 draws with seed 2.
`);
  });
  test('no terms, no degrees of freedom, empty rows and cells', () => {
    expect(formatAnova(anova(dyestuff))).toBe(
      "Type III Analysis of Variance Table with Satterthwaite's method\nno terms to test\n",
    );
    const table = readTable(dataPath('sleepextra.csv'));
    const model = lmer('Reaction ~ Days + hours + (Days | Subject)', table);
    expect(
      formatAnova(anova(model, { type: 1, ddf: 'none' })),
    ).toBe(`Type I Analysis of Variance Table
      Sum Sq Mean Sq NumDF F value
Days   30031   30031     1  45.853
hours                             
`);
    const empty = fitStored({
      data: 'tasting.csv',
      formula: 'liking ~ product * site + (1 | taster)',
    });
    expect(formatAnova(anova(empty))).toContain('\nnote: no rows for productd:siteC: ');
  });
});

test('tables as JSON', () => {
  const model = fitStored({ data: 'sleepstudy.csv', formula: 'Reaction ~ Days + (1 | Subject)' });
  const parse = (value: object) => JSON.parse(JSON.stringify(value));
  expect(parse(anovaToJson(anova(model, { type: 2 })))).toMatchObject({
    formula: 'Reaction ~ Days + (1 | Subject)',
    type: 2,
    ddf: 'satterthwaite',
    tests: [{ term: 'Days', numDf: 1, denDf: expect.closeTo(161, 3), f: expect.closeTo(169.4, 1) }],
    notices: [],
  });
  const random = parse(anovaToJson(ranova(model, { nsim: 99 })));
  expect(random).toMatchObject({
    method: 'REML',
    AIC: expect.closeTo(1794.465, 3),
    tests: [{ term: '(1 | Subject)', npar: 3, df: 1, pExact: 0.01 }],
    simulation: { nsim: 99, seed: 1 },
  });
  const fixed = parse(anovaToJson(dropOne(model, { test: 'Chisq' })));
  expect(fixed).toMatchObject({ method: 'ML', tests: [{ term: 'Days', npar: 1 }] });
  expect(parse(anovaToJson(dropOne(model)))).not.toHaveProperty('type');
});
