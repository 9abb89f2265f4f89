import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { dataPath } from '../reference-cases.ts';

const program = fileURLToPath(new URL('../../dist/command/blup.js', import.meta.url));
const run = (...args: string[]) => spawnSync('node', [program, ...args], { encoding: 'utf8' });
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
    expect(run('ranova', cbpp, herds, '--family', 'binomial')).toMatchObject({ status: 2 });
  });
});
