import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { formatAnova } from '../../src/report/format-anova.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { summary } from '../../src/report/summary.ts';
import { readTable } from '../../src/table/read-file.ts';

const root = new URL('../..', import.meta.url).pathname;
const printed = (name: string) =>
  readFileSync(`${root}test/reference/printed/${name}.txt`, 'utf8').replace(/\n$/, '');
const data = (name: string, factors: string[] = []) => {
  const folder = name === 'hsb' ? 'web-demo/data' : 'test/reference/data';
  return readTable(`${root}${folder}/${name}.csv`, { factors });
};

/** R's text without what is R's own: class names, `message()`s, state of the optimiser. */
function common(text: string): string {
  return text
    .replace(/ +\[\n?'?lmer\w+'?\]/, '')
    .replace(
      "maximum likelihood . t-tests use Satterthwaite's\n  method",
      "maximum likelihood. t-tests use Satterthwaite's method",
    )
    .replace(/\n\nCorrelation matrix not shown[\s\S]*/, '')
    .replace(/\n(optimizer \(|fit warnings:)[\s\S]*/, '');
}

/** Our text without what is ours. */
function ours(text: string): string {
  return text
    .replace(/\n\noptimum: [\s\S]*/, '')
    .replace(/\n\nCorrelation of fixed effects not shown.*/, '');
}

/** Our text with R's numbers where they agree to 2e-5: it takes the df from second differences of the criterion. */
function withTheirDigits(mine: string, theirs: string): string {
  const numbers = theirs.match(/\S+/g) ?? [];
  let next = 0;
  return mine.replace(/\S+/g, (token) => {
    const other = numbers[next++] ?? '';
    const close = Math.abs(Number(token) / Number(other) - 1) < 2e-5;
    return close && token.length === other.length ? other : token;
  });
}

const slope = 'Reaction ~ Days + (Days | Subject)';
const publicMale = { Sector: { base: 'Public' }, Sex: { base: 'Male' } };
const cases: [string, string, string, LmerOptions, string[]?][] = [
  ['hsb-cross-level-reml', 'hsb', 'mathach ~ meanses*cses + sector*cses + (cses | school)', {}],
  ['sleepstudy-slope-reml', 'sleepstudy', slope, {}],
  ['sleepstudy-slope-ml', 'sleepstudy', slope, { method: 'ML' }],
  ['sleepstudy-independent-reml', 'sleepstudy', 'Reaction ~ Days + (Days || Subject)', {}],
  ['penicillin-reml', 'penicillin', 'diameter ~ 1 + (1 | plate) + (1 | sample)', {}],
  ['dyestuff2-reml', 'dyestuff2', 'Yield ~ 1 + (1 | Batch)', {}],
  ['machines-cell-reml', 'machines', 'score ~ Machine + (0 + Machine | Worker)', {}],
  [
    'mathachieve-reml',
    'mathachieve',
    'MathAch ~ SES*Size + Sector + Minority + Sex + (SES | School)',
    { contrasts: publicMale },
  ],
  ['cake-reml', 'cake', 'angle ~ recipe*temperature + (1 | recipe:replicate)', {}, ['temperature']],
  ['egsingle-growth-reml', 'egsingle', 'math ~ year + (year | childid) + (year | schoolid)', {}],
  ['rank-deficient-reml', 'sleepextra', 'Reaction ~ Days + hours + (Days | Subject)', {}],
];

describe('models fitted here print as the same models in R', () => {
  for (const [file, name, formula, options, factors] of cases) {
    test(file, () => {
      const model = lmer(formula, data(name, factors), { ...options, dataName: name });
      const theirs = common(printed(file));
      const mine = ours(formatSummary(summary(model)));
      expect(withTheirDigits(mine, theirs)).toBe(theirs);
    });
  }
});

describe("Kenward-Roger's method prints as in R", () => {
  const adjusted = [
    ['hsb-cross-level-kr', 'hsb-cross-level-reml'],
    ['sleepstudy-slope-kr', 'sleepstudy-slope-reml'],
    ['cake-kr', 'cake-reml'],
  ];
  for (const [file, as] of adjusted) {
    test(file, () => {
      const [, name, formula, options, factors] = cases.find(([one]) => one === as) ?? cases[0];
      const model = lmer(formula, data(name, factors), { ...options, dataName: name });
      const theirs = common(printed(file));
      const mine = ours(formatSummary(summary(model, { ddf: 'kenward-roger' })));
      expect(withTheirDigits(mine, theirs)).toBe(theirs);
    });
  }
});

describe('comparisons print as in R, but for the column of the mixture', () => {
  const pairs: [string, string, string[], string[]][] = [
    ['anova-sleepstudy', 'sleepstudy', ['Reaction ~ Days + (1 | Subject)', slope], ['fm1', 'fm2']],
    [
      'anova-hsb',
      'hsb',
      ['mathach ~ cses + (1 | school)', 'mathach ~ cses + (cses | school)'],
      ['h1', 'h2'],
    ],
  ];
  for (const [file, name, formulas, names] of pairs) {
    test(file, () => {
      const [a, b] = formulas.map((formula) => lmer(formula, data(name), { dataName: name }));
      const text = formatAnova(anova(a, b, { names }));
      expect(text).toContain('note: the models were refitted by ML (instead of REML)');
      const lines = text
        .replace(/ +Pr\(mix\)\n/, '\n')
        .replace(/(\*) +\S+\n---/, '$1\n---')
        .replace(/\nPr\(mix\)[\s\S]*/, '')
        .split('\n');
      const trimmed = lines.map((line) => line.trimEnd());
      expect(trimmed).toEqual(
        printed(file)
          .split('\n')
          .map((line) => line.trimEnd()),
      );
    });
  }
});
