import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blup } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const sleepstudy = `${root}web-demo/data/sleepstudy.csv`;
const slope = 'Reaction ~ Days + (Days | Subject)';
const folder = mkdtempSync(join(tmpdir(), 'blup-saved-'));
const file = join(folder, 'model.json');
afterAll(() => rmSync(folder, { recursive: true }));

test('a saved model prints what the fit printed', () => {
  const fit = blup(['fit', sleepstudy, slope, '--save', file]);
  expect({ status: fit.status, stderr: fit.stderr }).toEqual({ status: 0, stderr: '' });
  expect(blup(['summary', file])).toEqual(fit);
  expect(blup(['summary', '-'], readFileSync(file, 'utf8'))).toEqual(fit);
  expect(readdirSync(folder)).toEqual(['model.json']);
  const json = ['--format', 'json', '--with', 'ranef', '--ddf', 'kenward-roger'];
  expect(blup(['summary', file, ...json])).toEqual(blup(['fit', sleepstudy, slope, ...json]));
});

test('saving again replaces the file; equal fits give equal files', () => {
  blup(['fit', sleepstudy, slope, '--save', file]);
  const first = readFileSync(file, 'utf8');
  writeFileSync(file, 'something longer that stood there before'.repeat(10_000));
  blup(['fit', sleepstudy, slope, '--save', file]);
  expect(readFileSync(file, 'utf8')).toBe(first);
});

test('without groups', () => {
  const bare = join(folder, 'bare.json');
  const fit = blup(['fit', sleepstudy, slope, '--save', bare, '--without-groups']);
  expect(readFileSync(bare, 'utf8')).not.toContain('"308"');
  expect(blup(['summary', bare])).toEqual(fit);
  const { status, stderr } = blup(['summary', bare, '--ddf', 'kenward-roger']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^blup: the model was saved without its groups .*\n$/);
});

const hsb = `${root}web-demo/data/hsb.csv`;
const cross = 'mathach ~ factor(sector)*cses + (cses | school)';

/** The same question to the data and to the saved model. */
describe('a saved model answers what a fit answers', () => {
  const saved = join(folder, 'hsb.json');
  const bare = join(folder, 'hsb-bare.json');
  const smaller = join(folder, 'smaller.json');
  const rows = join(folder, 'new.csv');
  beforeAll(() => {
    blup(['fit', hsb, cross, '--save', saved]);
    blup(['fit', hsb, cross, '--save', bare, '--without-groups']);
    blup(['fit', hsb, 'mathach ~ cses + (1 | school)', '--save', smaller]);
    writeFileSync(rows, readFileSync(hsb, 'utf8').split('\n').slice(0, 9).join('\n'));
  }, 120_000);

  test.each([
    ['predict', [rows, '--interval', 'observation']],
    ['predict', [rows, '--target', 'newGroup', '--interval', 'mean', '--format', 'text']],
    ['simulate', [rows, '--nsim', '3', '--seed', '5']],
    ['simulate', [rows, '--conditional', '--format', 'json']],
    ['simulate', ['--estimates', '--nsim', '3', '--seed', '5']],
    ['anova', []],
    ['anova', ['--type', '2', '--ddf', 'kenward-roger']],
    ['emmeans', ['sector', '--pairwise']],
    ['equations', ['--estimates']],
    ['equations', ['--format', 'latex']],
    ['level-residuals', ['--format', 'csv']],
    ['level-residuals', []],
    ['table', ['--ci']],
    ['icc', []],
    ['plot', ['caterpillar', '--intervals', 'comparison']],
    ['plot', ['effects']],
    ['plot', ['shrinkage']],
    ['plot', ['qq-ranef']],
    ['plot', ['coefficients']],
    ['plot', ['means']],
  ])('%s %j', (command, more) => {
    const fitted = blup([command, hsb, cross, ...more]);
    expect({ status: fitted.status, stderr: fitted.stderr }).toEqual({ status: 0, stderr: '' });
    expect(blup([command, saved, ...more])).toEqual(fitted);
  });

  test('several models', () => {
    expect(blup(['anova', smaller, saved]).stdout).toContain('86.531');
    const table = blup(['table', smaller, saved, '--names', 'a,b']).stdout;
    expect(table.split('\n').filter((line) => line.includes('ICC'))).toHaveLength(1);
    expect(table).toMatch(/ICC +0\.\d+ +0\.\d+/);
  });

  test('from standard input', () => {
    const text = readFileSync(saved, 'utf8');
    expect(blup(['predict', '-', rows], text)).toEqual(blup(['predict', saved, rows]));
    expect(blup(['icc', '-'], text)).toEqual(blup(['icc', saved]));
  });

  test('without rows simulate gives estimates, and says so', () => {
    const { stdout, stderr, status } = blup(['simulate', saved, '--nsim', '4', '--seed', '1']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^blup: note: the saved model holds no rows: estimates .*\n$/);
    expect(stdout.split('\n')).toHaveLength(6);
    expect(stdout).toMatch(/^sd_\(Intercept\)\|school,/);
    expect(blup(['simulate', saved, '--estimates', '--nsim', '4', '--seed', '1'])).toEqual({
      status,
      stdout,
      stderr: '',
    });
  });

  test('without groups it answers for the population, or says what it cannot do', () => {
    const population = ['--target', 'population', '--interval', 'mean'];
    expect(blup(['predict', bare, rows, ...population])).toEqual(
      blup(['predict', hsb, cross, rows, ...population]),
    );
    expect(blup(['icc', bare, '--confint', 'none']).stdout).toContain('Intraclass correlation');
    expect(blup(['icc', bare, '--confint', 'wald']).status).toBe(0);
    for (const args of [
      ['predict', bare, rows],
      ['simulate', bare, '--nsim', '2'],
      ['plot', bare, 'caterpillar'],
      ['level-residuals', bare],
      ['icc', bare],
    ]) {
      const { status, stdout, stderr } = blup(args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^blup: .*saved without (them|its groups) \(groups: false\).*\n$/);
    }
  });

  test.each([
    [['predict', saved], 'holds no rows; give the rows to predict for'],
    [['plot', saved, 'residuals'], 'residuals need the rows'],
    [['icc', bare], 'take interval "wald" or "none", --confint wald or none in the command'],
    [['plot', saved], 'the kind of plot is missing'],
    [['plot', saved, 'effects', 'more'], '"more" is one argument too many behind a saved model'],
    [['emmeans', saved], 'the variables of the means are missing'],
    [['icc', saved, '--ml'], '--ml belongs to a fit'],
    [['predict', saved, rows, '--precision-weights', 'w'], '--precision-weights belongs to a fit'],
    [['icc', hsb], 'a formula is missing after'],
    [['icc', cross], 'the data come first, then the formula'],
    [['icc', join(folder, 'none.json')], 'cannot be read (no such file'],
    [['simulate', saved, rows, '--estimates'], 'leave the new data out'],
    [['simulate', saved, '--conditional'], 'simulated with new random effects'],
  ])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = blup(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test('what cannot be written or read is said in one line, and leaves nothing behind', () => {
  mkdirSync(join(folder, 'full'));
  const say = (...args: string[]) => {
    const { status, stderr } = blup(args);
    expect(status).toBe(2);
    expect(stderr.split('\n')).toHaveLength(2);
    return stderr;
  };
  const fit = (...more: string[]) => say('fit', sleepstudy, slope, ...more);
  expect(fit('--save', join(folder, 'none', 'm.json'))).toMatch('cannot be written (no such file');
  expect(fit('--save', join(folder, 'full'))).toMatch('cannot be written');
  expect(fit('--save', sleepstudy)).toMatch('would write over the data');
  expect(fit('--save', '-')).toMatch('--save needs the name of a file');
  expect(fit('--without-groups')).toMatch('--without-groups belongs to --save');
  expect(say('summary', join(folder, 'none.json'))).toMatch('cannot be read (no such file');
  expect(say('summary', sleepstudy)).toMatch('the text is no saved model');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
