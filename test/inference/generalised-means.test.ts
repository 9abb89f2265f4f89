import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { ranova } from '../../src/inference/comparison/ranova.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import { contrast } from '../../src/inference/contrasts/contrast.ts';
import { levelText } from '../../src/inference/emmeans/contrast-labels.ts';
import { contrasts } from '../../src/inference/emmeans/contrasts.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { jointTests } from '../../src/inference/emmeans/joint-tests.ts';
import { dropOne } from '../../src/inference/terms/drop-one.ts';
import { formatAnova } from '../../src/report/format-anova.ts';
import { formatContrasts, formatEmmeans } from '../../src/report/format-emmeans.ts';
import { readTable } from '../../src/table/read-file.ts';
import { answer, list, type Question, type ReferenceRows } from '../emmeans-reference.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';

const reference = JSON.parse(
  readFileSync(new URL('../reference/generalised-means.json', import.meta.url), 'utf8'),
) as {
  data: string;
  factors: string[];
  formula: string;
  family: string;
  link: 'logit' | 'inverse';
  points: number;
  objective: number;
  questions: Question[];
  joint: { term: string[]; df1: number[]; f: number[] };
  terms?: string[];
  wald2?: number[];
  wald3?: number[];
  dropped?: { term: string; objective: number; npar: number }[];
}[];

/** TMB takes its Hessian, and with it standard errors, by differences; glmer by those of a rough criterion. */
function compare(
  rows: readonly Readonly<Record<'estimate' | 'se' | 'df' | 'lower' | 'upper', number>>[],
  expected: ReferenceRows,
  digits: number,
): void {
  expect(rows.length).toBe(list(expected.estimate).length);
  rows.forEach((row, i) => {
    const se = list(expected.se)[i];
    expect(row.df).toBe(Infinity);
    expect(Math.abs(row.estimate - list(expected.estimate)[i]) / se, `${i}`).toBeLessThan(digits);
    expect(Math.abs(row.se / se - 1), `se ${i}`).toBeLessThan(digits);
    expect(Math.abs(row.lower - list(expected.lower)[i]) / se, `lower ${i}`).toBeLessThan(
      10 * digits,
    );
    expect(Math.abs(row.upper - list(expected.upper)[i]) / se, `upper ${i}`).toBeLessThan(
      10 * digits,
    );
  });
}

const shape = (line: string) => line.replace(/[\d\s]+/g, '#');

/** The same lines but for digits and blanks: estimates by other optimisers round to other last digits. */
function sameShape(text: string, expected: readonly string[]): void {
  const own = text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('note: '));
  // R was told the degrees of freedom, and says so; of glmer it says nothing.
  const theirs = expected.filter((line) => !line.startsWith('Degrees-of-freedom'));
  expect(own.map(shape).join('\n')).toBe(theirs.map(shape).join('\n').trimEnd());
}

describe.each(reference)('$formula $link $points', (r) => {
  const model = glmer(r.formula, readTable(dataPath(r.data), { factors: r.factors }), {
    family: r.family,
    link: r.link,
    nAGQ: r.points,
  });
  const digits = r.points > 1 ? 2e-3 : 3e-4;

  it.each(r.questions)('$f $specs | $by $type $method $adjust', (q) => {
    const means = answer(model, q);
    expect(means.ddf).toBe('none');
    compare(means.rows, q.means, digits);
    // R takes I(y/100) under an inverse link for two transformations.
    if (r.link !== 'inverse') sameShape(formatEmmeans(means), q.printed);
    if (q.contrasts === undefined || q.method === undefined) return;
    const result = contrasts(means, q.method, q.adjust ? { adjust: q.adjust } : {});
    // Slopes without interaction do not differ.
    if (list(q.contrasts.se)[0] < 1e-12) return;
    compare(result.rows, q.contrasts, digits);
    expect(result.rows.map((row) => row.contrast)).toEqual(list(q.contrasts.labels.contrast));
    result.by.forEach((name, v) => {
      const values = result.rows.map(({ levels }) => levelText(levels[v]));
      expect(values).toEqual(list(q.contrasts?.labels[name] ?? []));
    });
    if (r.link !== 'inverse') {
      sameShape(formatContrasts(result), q.printedContrasts as string[]);
    }
    const { t, p } = q.contrasts;
    result.rows.forEach((row, i) => {
      expect(Math.abs(row.statistic / list(t)[i] - 1)).toBeLessThan(2 * digits + 1e-4);
      expect(Math.abs(row.p - list(p)[i])).toBeLessThan(1e-4 + 3 * digits * list(p)[i]);
    });
  });

  it('joint tests', () => {
    const rows = jointTests(model);
    expect(rows.map(({ term }) => term)).toEqual(r.joint.term);
    rows.forEach((row, i) => {
      expect(row.numDf).toBe(r.joint.df1[i]);
      expect(row.denDf).toBe(Infinity);
      expect(row.chisq).toBeCloseTo(row.numDf * row.f, 10);
      // F is rounded to three decimals in R's table.
      expect(Math.abs(row.f - r.joint.f[i])).toBeLessThan(6e-4 + 2 * digits * row.f);
    });
  });

  it.runIf(r.wald2 !== undefined)('Wald tests of terms', () => {
    const two = anova(model, { type: 2 });
    expect(two.rows.map(({ term }) => term)).toEqual(r.terms);
    two.rows.forEach(({ chisq = 0 }, t) => {
      expect(Math.abs(chisq / (r.wald2?.[t] ?? 0) - 1)).toBeLessThan(1e-3);
    });
    anova(model).rows.forEach(({ chisq = 0 }, t) => {
      expect(Math.abs(chisq / (r.wald3?.[t] ?? 0) - 1)).toBeLessThan(1e-3);
    });
    expect(formatAnova(two)).toMatch(
      /^Analysis of Deviance Table \(Type II Wald chisquare tests\)\n +Chisq Df Pr\(>Chisq\)/,
    );
  });

  it.runIf(r.dropped !== undefined)('likelihood ratios without a term', () => {
    const [whole, ...rows] = dropOne(model).rows;
    expect(rows.map(({ term }) => term)).toEqual(r.dropped?.map(({ term }) => term));
    rows.forEach(({ npar, logLik, lrt, aic }, t) => {
      const expected = r.dropped?.[t] ?? { objective: 0, npar: 0 };
      expect(npar).toBe(expected.npar);
      expect(Math.abs(-2 * logLik - expected.objective)).toBeLessThan(1e-4);
      expect(lrt).toBeCloseTo(2 * (whole.logLik - logLik), 10);
      expect(aic - whole.aic).toBeCloseTo((lrt ?? 0) - 2 * expected.npar, 10);
    });
  });
});

describe('tests of terms', () => {
  const slopes = fitGlmm(glmmCase('contraception slope 9'));
  const ordinal = fitGlmm(glmmCase('socatt logit 12'));

  test('a Wald test of one coefficient is its z squared', () => {
    const unit = slopes.fixed.names.map((_, j) => Number(j === 2));
    const { statistic, p } = contrast(slopes, slopes.fixed.names[2]);
    const test = contest(slopes, [unit, unit]);
    expect(test).toMatchObject({ numDf: 1, denDf: Infinity });
    expect(test.chisq).toBeCloseTo(statistic ** 2, 9);
    expect(test.p).toBeCloseTo(p, 12);
  });

  test('type I of the last term is its type II; the first types sum to the whole', () => {
    const one = anova(slopes, { type: 1 }).rows;
    const two = anova(slopes, { type: 2 }).rows;
    expect(one.at(-1)?.chisq).toBeCloseTo(two.at(-1)?.chisq ?? 0, 8);
    const rows = slopes.fixed.names.flatMap((_, j) =>
      j === 0 ? [] : [slopes.fixed.names.map((__, k) => Number(k === j))],
    );
    const sum = one.reduce((all, { chisq = 0 }) => all + chisq, 0);
    expect(contest(slopes, rows).chisq).toBeCloseTo(sum, 7);
  });

  test('random terms: the slope, then all, by refits', () => {
    const [whole, slope] = ranova(slopes).rows;
    const simple = fitGlmm(glmmCase('contraception 25'), { nAGQ: 9 });
    expect(whole.logLik).toBeCloseTo(-slopes.objective / 2, 12);
    expect(slope).toMatchObject({ term: 'urban in (urban | district)', df: 2 });
    expect(-2 * slope.logLik).toBeCloseTo(simple.objective, 6);
    const [, intercept] = ranova(simple).rows;
    expect(intercept.df).toBe(1);
    expect(intercept.pMix).toBeCloseTo((intercept.p ?? 0) / 2, 12);
    // glm(use ~ urban + age + livch, binomial) of R: its -2 log-likelihood.
    expect(-2 * intercept.logLik).toBeCloseTo(2456.72914628, 6);
  });

  test('an ordinal model: terms, random terms, the latent scale', () => {
    const two = anova(ordinal, { type: 2 }).rows;
    const three = anova(ordinal).rows;
    expect(three[0].chisq).toBeCloseTo(two[0].chisq ?? 0, 7);
    const [, religion, year] = dropOne(ordinal).rows;
    expect([religion.npar, year.npar]).toEqual([3, 3]);
    expect((religion.lrt ?? 0) / (two[0].chisq ?? 1)).toBeGreaterThan(0.8);
    expect((religion.lrt ?? 0) / (two[0].chisq ?? 1)).toBeLessThan(1.25);
    const means = emmeans(ordinal, 'year');
    const { rows } = contrasts(means, 'trt.vs.ctrl', { adjust: 'none' });
    const own = ordinal.fixed.names.flatMap((name, j) => (name.startsWith('year') ? [j] : []));
    own.forEach((j, i) => {
      expect(rows[i].estimate).toBeCloseTo(ordinal.fixed.estimates[j], 12);
      const p = ordinal.fixed.names.length;
      expect(rows[i].se).toBeCloseTo(Math.sqrt(ordinal.fixed.vcov[j * (p + 1)]), 12);
    });
    // 0 is the mean of the thresholds: means move with the fixed effects alone, and their errors are those of a constant too.
    const thresholds = Array.from(ordinal.thresholds?.estimates ?? []);
    const centre = thresholds.reduce((sum, x) => sum + x / thresholds.length, 0);
    const religions = ordinal.fixed.names.flatMap((name, j) =>
      name.startsWith('religion') ? [ordinal.fixed.estimates[j]] : [],
    );
    const shift = religions.reduce((sum, x) => sum + x / 4, 0);
    expect(means.rows[0].estimate).toBeCloseTo(shift - centre, 12);
    expect(means.rows[0].se).toBeGreaterThan(0);
  });

  test('what has no answer is refused', () => {
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof BlupError ? error.code : error;
      }
      return undefined;
    };
    expect(code(() => dropOne(slopes, { test: 'F' }))).toBe('option');
    expect(code(() => emmeans(ordinal, 'year', { type: 'response' }))).toBe('option');
  });
});

test('models with different missing rows are compared on common ones', () => {
  const rows = readTable(dataPath('contraception.csv'));
  const holes = Array.from({ length: 1934 }, (_, i) => (i % 9 === 0 ? Number.NaN : i % 7));
  const columns = Object.fromEntries(
    ['use', 'age', 'urban', 'district'].map((name) => [name, rows.columns.get(name)]),
  );
  const table = {
    ...rows,
    names: ['use', 'age', 'urban', 'district', 'extra'],
    columns: new Map([
      ...Object.entries(columns),
      ['extra', { kind: 'numeric' as const, values: Float64Array.from(holes) }],
    ]) as typeof rows.columns,
  };
  const options = { family: 'binomial', nAGQ: 5 };
  const small = glmer('use ~ age + (1 | district)', table, options);
  const large = glmer('use ~ age + extra + (1 | district)', table, options);
  const { rows: compared, notices } = anova(small, large);
  expect(notices.map(({ code }) => code)).toEqual(['rows-restricted']);
  const [, extra] = dropOne(large).rows.filter(({ term }) => term !== 'age');
  expect(compared[1].chisq).toBeCloseTo(extra.lrt ?? 0, 6);
});
