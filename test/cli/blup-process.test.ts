import { describe, expect, test } from 'vitest';
import { dataPath } from '../reference-cases.ts';
import { blup, blupProcess } from './blup.ts';

const sleep = new URL('../../web-demo/data/sleepstudy.csv', import.meta.url).pathname;
const cbpp = dataPath('cbpp.csv');
const slope = 'Reaction ~ Days + (Days | Subject)';
const intercept = 'Reaction ~ Days + (1 | Subject)';

describe('blup in a process of its own says what the thread says, by which the other tests call it', () => {
  test.each([
    ['fit', sleep, slope],
    ['fit', cbpp, 'incidence ~ (1 | herd)', '--trials', 'size', '--family', 'binomial'],
    ['anova', sleep, intercept, slope],
    ['emmeans', sleep, intercept, 'Days', '--factor', 'Days'],
    ['drop-one', sleep, intercept],
    ['ranova', sleep, slope],
    ['check', sleep, intercept, '--nsim', '20'],
    ['plot', sleep, slope, 'caterpillar'],
    ['equations', sleep, slope],
    ['table', sleep, slope],
    ['lm', sleep, 'Reaction ~ Days'],
    ['lm-list', sleep, 'Reaction ~ Days | Subject'],
    ['icc', sleep, 'Reaction ~ 1 + (1 | Subject)'],
    ['level-residuals', sleep, slope],
    ['predict', sleep, slope, sleep],
    ['simulate', sleep, slope, '--seed', '1'],
    ['power', sleep, slope, 'Days', '--nsim', '5', '--seed', '1'],
    ['fit', '--help'],
    ['--version'],
  ])('%s %s %s', (...args) => {
    const outcome = blupProcess(args);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(blup(args)).toEqual(outcome);
  });

  test.each([
    [2, 'fitt', sleep, slope],
    [2, 'fit', sleep, 'Reaction ~ Dys + (1 | Subject)'],
    [1, 'fit', sleep, 'Reaction ~ 1 + (1 | Reaction)'],
  ])('with status %i, too: %s %s %s', (status, ...args) => {
    const outcome = blupProcess(args);
    expect(outcome).toMatchObject({ status, stdout: '' });
    expect(blup(args)).toEqual(outcome);
  });
});
