import { describe, expect, test } from 'vitest';
import { blup as run } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const hsb = `${root}web-demo/data/hsb.csv`;
const sleepstudy = `${root}web-demo/data/sleepstudy.csv`;

const blup = (...args: readonly string[]) => run(args);

test.each(['lm', 'lm-list', 'icc', 'level-residuals'])('blup %s --help', (name) => {
  const { status, stdout } = blup(name, '--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: blup /);
  expect(stdout).toMatch(/\nExamples?:\n {2}blup /);
});

test('blup lm', () => {
  const { status, stdout } = blup('lm', hsb, 'mathach ~ ses');
  expect(status).toBe(0);
  expect(stdout).toContain(
    'Residual standard error: 6.416 on 7183 degrees of freedom\n' +
      'Multiple R-squared:  0.1301,\tAdjusted R-squared:   0.13 \n',
  );
  const json = JSON.parse(blup('lm', hsb, 'mathach ~ ses', '--format', 'json').stdout);
  expect(json).toMatchObject({ method: 'OLS', nobs: 7185, dfResidual: 7183, df: 3 });
  expect(json.coefficients.map(({ name }: { name: string }) => name)).toEqual([
    '(Intercept)',
    'ses',
  ]);
  const weighted = blup('lm', hsb, 'mathach ~ ses', '--precision-weights', 'size');
  expect(weighted.stdout).toContain('Weights: size\n\nWeighted Residuals:\n');
  expect(blup('lm', hsb, 'mathach ~ ses + (1 | school)')).toMatchObject({
    status: 2,
    stdout: '',
    stderr:
      'blup: lm takes no random term such as (1 | school); leave it out, or fit the formula by lmer\n',
  });
});

test('blup lm-list', () => {
  const { status, stdout } = blup('lm-list', sleepstudy, 'Reaction ~ Days | Subject');
  expect(status).toBe(0);
  expect(stdout).toContain('\nFormula: Reaction ~ Days | Subject\n   Data: sleepstudy\n');
  expect(stdout).toMatch(/\n308 +244\.1927 +21\.764702\n/);
  expect(stdout).toContain('Residual standard error: 25.59182\n');
  const args = ['lm-list', hsb, 'mathach ~ cses | school', '--format', 'json'];
  const json = JSON.parse(blup(...args).stdout);
  expect(json.fits).toHaveLength(160);
  expect(json.sigma).toBeCloseTo(6.05972, 5);
  expect(blup('lm-list', hsb, 'mathach ~ cses').stderr).toContain('such as y ~ x | g');
  expect(blup('lm-list', hsb, 'mathach ~ cses | school | sector').stderr).toContain('^');
});

describe('blup icc', () => {
  test('says what grouping does', () => {
    const { status, stdout } = blup('icc', hsb, 'mathach ~ 1 + (1 | school)');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '          ICC 95 % from     to Levels Mean size Design effect\n' +
        'school 0.1804    0.1464 0.2197    160    44.906        8.9186\n',
    );
    expect(stdout).toContain('(Intercept) | school 0.9014 160 of 160\n');
  });

  test('as json, of several factors', () => {
    const file = `${root}web-demo/data/penicillin.csv`;
    const formula = 'diameter ~ 1 + (1 | plate) + (1 | sample)';
    const { stdout } = blup('icc', file, formula, '--format', 'json', '--confint', 'none');
    const json = JSON.parse(stdout);
    expect(json.icc.groups).toHaveLength(2);
    expect(json.icc).not.toHaveProperty('interval');
    expect(json).not.toHaveProperty('snijdersBosker');
    expect(json.reliability[0].values).toHaveLength(24);
  });
});

describe('blup level-residuals', () => {
  const slope = 'Reaction ~ Days + (Days | Subject)';

  test('prints tables, from the smallest residual on', () => {
    const { status, stdout } = blup('level-residuals', sleepstudy, slope);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Residuals of \(Intercept\) within Subject\nMean reliability: 0.7301\n/,
    );
    expect(stdout).toMatch(/\n335 +10 +-10\.752/);
    expect(blup('residuals', sleepstudy, slope).stdout).toBe(stdout);
  });

  test('as csv and json', () => {
    const csv = blup(
      'level-residuals',
      hsb,
      'mathach ~ 1 + (1 | school)',
      '--format',
      'csv',
    ).stdout;
    const lines = csv.trimEnd().split('\n');
    expect(lines).toHaveLength(161);
    expect(lines[0]).toMatch(/^group,name,level,n,estimate,sd,lower,upper,comparisonLower,/);
    const args = ['level-residuals', sleepstudy, slope, '--group', 'Subject', '--level', '0.9'];
    const json = JSON.parse(blup(...args, '--format', 'json').stdout);
    expect(json).toMatchObject({ kind: 'level-residuals', level: 0.9, multiplicity: 'tukey' });
    expect(json.groups[0].coefficients[1].rows).toHaveLength(18);
  });

  test('refuses an unknown group', () => {
    const { status, stderr } = blup('residuals', sleepstudy, slope, '--group', 'subject');
    expect(status).toBe(2);
    expect(stderr).toContain(
      '"subject" is no grouping factor of the model; did you mean "Subject"',
    );
  });
});
