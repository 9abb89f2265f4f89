import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataPath } from '../reference-cases.ts';
import { blup } from './blup.ts';

const women = dataPath('contraception.csv');
const formula = 'use ~ urban + age + livch + (1 | district)';
const binomial = ['--family', 'binomial'];
const folder = mkdtempSync(join(tmpdir(), 'blup-saved-generalised-'));
const [saved, bare, smaller, rows] = ['women', 'bare', 'smaller', 'rows'].map((name) =>
  join(folder, name === 'rows' ? 'rows.csv' : `${name}.json`),
);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  blup(['fit', women, formula, ...binomial, '--save', saved]);
  blup(['fit', women, formula, ...binomial, '--save', bare, '--without-groups']);
  blup(['fit', women, 'use ~ age + (1 | district)', ...binomial, '--save', smaller]);
  writeFileSync(rows, readFileSync(women, 'utf8').split('\n').slice(0, 9).join('\n'));
}, 120_000);

describe('a saved generalised model answers what a fit answers', () => {
  test('summary', () => {
    expect(blup(['summary', saved])).toEqual(blup(['fit', women, formula, ...binomial]));
    expect(blup(['summary', bare])).toEqual(blup(['summary', saved]));
    const json = ['--format', 'json', '--with', 'ranef'];
    expect(blup(['summary', saved, ...json])).toEqual(
      blup(['fit', women, formula, ...binomial, ...json]),
    );
  });

  test.each([
    ['predict', [rows]],
    ['predict', [rows, '--scale', 'link', '--format', 'json']],
    ['predict', [rows, '--target', 'population', '--interval', 'mean']],
    ['predict', [rows, '--target', 'typical', '--interval', 'mean', '--level', '0.9']],
    ['plot', ['caterpillar']],
    ['plot', ['coefficients', '--ratios']],
    ['plot', ['qq-ranef']],
    ['plot', ['means', '--means', 'urban']],
  ])('%s %j', (command, more) => {
    const fitted = blup([command, women, formula, ...more, ...binomial]);
    expect({ status: fitted.status, stderr: fitted.stderr }).toEqual({ status: 0, stderr: '' });
    expect(blup([command, saved, ...more])).toEqual(fitted);
  });

  test('comparison', () => {
    const models = ['use ~ age + (1 | district)', formula];
    expect(blup(['anova', smaller, saved])).toEqual(blup(['anova', women, ...models, ...binomial]));
  });

  test('a curve and a picture', () => {
    const { stdout, status } = blup(['plot', saved, 'curve', '--x', 'age', '--by', 'urban']);
    expect(status).toBe(0);
    expect(stdout).toContain('<title>Probability of use = Y over age</title>');
    const path = join(folder, 'effects.svg');
    blup(['fit', women, formula, ...binomial, '--ratios', '--plot', `coefficients=${path}`]);
    expect(readFileSync(path, 'utf8')).toBe(
      blup(['plot', saved, 'coefficients', '--ratios']).stdout,
    );
  });

  test('from standard input', () => {
    const text = readFileSync(saved, 'utf8');
    expect(blup(['predict', '-', rows], text)).toEqual(blup(['predict', saved, rows]));
  });

  test.each([
    [['predict', saved], 'holds no rows; give the rows to predict for'],
    [['predict', bare, rows], 'saved without them (groups: false)'],
    [['plot', bare, 'caterpillar'], 'saved without them (groups: false)'],
    [['plot', saved, 'residuals'], 'residuals need the rows'],
    [['plot', saved, 'shrinkage'], 'takes linear models, not one of family binomial'],
    [['plot', saved, 'caterpillar', ...binomial], '--family belongs to a fit'],
    [['predict', saved, rows, '--nagq', '9', ...binomial], '--family belongs to a fit'],
    [['plot', women, formula, 'caterpillar', '--nagq', '9'], '--nagq belongs to --family'],
    [['plot', women, formula, 'caterpillar', '--ml', ...binomial], '--ml is for linear models'],
    [['level-residuals', saved], 'this command takes linear models'],
    [['ranova', saved], 'tests of random terms need the rows of the data, and'],
    [['drop-one', saved], 'tests of models without a term need the rows of the data, and'],
    [['check', saved], 'checks of a model need the rows of the data, and'],
    [['ranova', women], 'a formula is missing after'],
  ])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = blup(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
