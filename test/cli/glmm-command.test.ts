import { describe, expect, test } from 'vitest';
import { dataPath } from '../reference-cases.ts';
import { blup } from './blup.ts';

const run = (...args: readonly string[]) => blup(args);
const cbpp = dataPath('cbpp.csv');
const herds = 'cbind(incidence, size - incidence) ~ period + (1 | herd)';

describe('generalised models from the command line', () => {
  test('fit', () => {
    const { stdout, status } = run(
      'fit',
      cbpp,
      herds,
      '--factor',
      'period',
      '--family',
      'binomial',
      '--nagq',
      '1',
      '--ratios',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/Family: binomial {2}\( logit \)/);
    expect(stdout).toMatch(/Odds ratios with 95 % confidence intervals/);
  });

  test('fit with trials, link and auto, as JSON', () => {
    const { stdout } = run(
      'fit',
      cbpp,
      'incidence ~ period + (1 | herd)',
      '--factor',
      'period',
      '--family',
      'binomial',
      '--link',
      'probit',
      '--trials',
      'size',
      '--nagq',
      'auto',
      '--confint',
      'wald',
      '--format',
      'json',
    );
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      family: 'binomial',
      link: 'probit',
      method: 'AGQ',
      converged: true,
    });
    expect(json.coefficients[0].lower).toBeLessThan(json.coefficients[0].estimate);
  });

  test('profile and bootstrap intervals', () => {
    const fit = (...more: string[]) =>
      run('fit', cbpp, herds, '--factor', 'period', '--family', 'binomial', ...more);
    const { stdout } = fit('--confint', 'profile');
    // lme4 with nAGQ = 9.
    expect(stdout).toMatch(/profile likelihood[\s\S]*period4\s+-2\.50019\d* -0\.7995/);
    const json = JSON.parse(fit('--confint', 'boot', '--nsim', '20', '--format', 'json').stdout);
    expect(json.confint.method).toBe('boot');
    expect(json.confint.intervals).toHaveLength(5);
  });

  test('anova and predict', () => {
    const anova = run(
      'anova',
      cbpp,
      '--factor',
      'period',
      '--family',
      'binomial',
      'cbind(incidence, size - incidence) ~ 1 + (1 | herd)',
      herds,
    );
    expect(anova.stdout).toMatch(/Pr\(>Chisq\)/);
    const predict = run(
      'predict',
      cbpp,
      herds,
      '--factor',
      'period',
      '--family',
      'binomial',
      '--target',
      'population',
      '--interval',
      'mean',
    );
    expect(predict.stdout.split('\n')).toHaveLength(58);
  });

  test('tests, means, tables and equations take --family', () => {
    const family = ['--factor', 'period', '--family', 'binomial', '--nagq', '1'];
    const json = (command: string, ...more: string[]) =>
      JSON.parse(run(command, cbpp, herds, ...more, ...family, '--format', 'json').stdout);
    const [term] = json('anova', '--type', '2').tests;
    expect(term).toMatchObject({ term: 'period', numDf: 3 });
    expect(term.chisq).toBeCloseTo(24.9486, 3);
    expect(json('drop-one').tests[0]).toMatchObject({ term: 'period', npar: 3 });
    expect(json('ranova').tests[0]).toMatchObject({ term: '(1 | herd)', df: 1 });
    const means = json('emmeans', 'period', '--type', 'response', '--pairwise');
    expect(means).toMatchObject({ quantity: 'prob', contrasts: { ratios: true } });
    expect(json('equations').outcome).toMatchObject({ family: 'binomial', link: 'logit' });
    expect(json('icc').icc.adjusted).toBeCloseTo(0.1114, 3);
    const table = run('table', cbpp, herds, ...family, '--exponentiate');
    expect(table.stdout).toContain('Coefficients are exponentials: odds ratios.');
  });

  test('errors in one line, with exit status', () => {
    const none = run('fit', cbpp, herds, '--link', 'logit');
    expect(none).toMatchObject({
      status: 2,
      stderr: 'blup: --link belongs to --family; give --family too\n',
    });
    const linear = run('fit', cbpp, herds, '--family', 'binomial', '--ml');
    expect(linear).toMatchObject({ status: 2 });
    const share = run(
      'fit',
      cbpp,
      'I(incidence/size) ~ period + (1 | herd)',
      '--family',
      'binomial',
    );
    expect(share).toMatchObject({ status: 1 });
    expect(share.stderr).toMatch(/^blup: .*trials.*\n$/);
    const whole = run('check', cbpp, herds, '--family', 'binomial');
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(whole.stdout).toMatch(
      /\ndispersion|look +dispersion|problem +dispersion|fine +dispersion/,
    );
    const groups = run('check', cbpp, herds, '--family', 'binomial', '--influence', 'herd');
    expect(groups).toMatchObject({ status: 0, stderr: '' });
    expect(groups.stdout).toContain('Influence by deletion of the levels of herd');
    const f = run('drop-one', cbpp, herds, '--family', 'binomial', '--test', 'F');
    expect(f).toMatchObject({ status: 2 });
    expect(run('icc', cbpp, herds, '--family', 'binomial', '--ml')).toMatchObject({ status: 2 });
  });

  test('power of fitted and planned models', () => {
    const few = ['--nsim', '4', '--seed', '2', '--format', 'json'];
    const fitted = run(
      'power',
      cbpp,
      herds,
      'period2',
      '--factor',
      'period',
      '--family',
      'binomial',
      ...few,
    );
    expect(JSON.parse(fitted.stdout)).toMatchObject({
      nsim: 4,
      ddf: 'none',
      points: [{ nobs: 56 }],
    });
    const plan = [
      cbpp,
      '~ period + (1 | herd)',
      'period2',
      '--factor',
      'period',
      '--family',
      'binomial',
    ];
    const planned = run(
      'power',
      ...plan,
      '--trials',
      '9',
      '--beta',
      'period2=-1',
      '--sd',
      'herd=0.5',
      ...few,
    );
    expect(JSON.parse(planned.stdout)).toMatchObject({ points: [{ nobs: 56, failed: 0 }] });
    expect(run('power', ...plan, '--sigma', '1').status).toBe(2);
  });

  test('responses are simulated, categories by their names', () => {
    const wine = [dataPath('wine.csv'), 'rating ~ temp + contact + (1 | judge)'];
    const drawn = run('simulate', ...wine, '--family', 'ordinal', '--nsim', '2', '--seed', '4');
    expect(drawn).toMatchObject({ status: 0, stderr: '' });
    const [head, ...rows] = drawn.stdout.trimEnd().split('\n');
    expect(head).toBe('sim_1,sim_2');
    expect(rows).toHaveLength(72);
    for (const row of rows) expect(row).toMatch(/^[1-5],[1-5]$/);
    const refits = run('simulate', cbpp, herds, '--family', 'binomial', '--estimates');
    expect(refits.stdout).toMatch(/^sd_\(Intercept\)\|herd,/);
  });
});
