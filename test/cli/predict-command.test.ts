import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { blup as run } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const sleep = `${root}web-demo/data/sleepstudy.csv`;
const formula = 'Reaction ~ Days + (Days | Subject)';
const folder = mkdtempSync(join(tmpdir(), 'blup-predict-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const blup = (...args: readonly string[]) => run(args);

const fresh = file('new.csv', 'Days,Subject\n0,308\n12,372\n5,999\n');
const plan = file(
  'plan.csv',
  ['treated,school', ...Array.from({ length: 80 }, (_, i) => `${(i >> 2) % 2},s${i >> 2}`)].join(
    '\n',
  ),
);

describe('blup predict', () => {
  test('prints CSV', () => {
    const { status, stdout, stderr } = blup(
      'predict',
      sleep,
      formula,
      fresh,
      '--allow-new-levels',
      '--interval',
      'mean',
    );
    expect(status).toBe(0);
    const [head, first, , third] = stdout.split('\n');
    expect(head).toBe('row,fit,se,df,lower,upper');
    expect(first).toMatch(/^1,253\.6636\d*,12\.2547\d*,59\.5/);
    expect(third).toMatch(/^3,303\.7415\d*,40\.9478\d*,15\.70/);
    expect(stderr).toMatch(/^blup: note: 1 row has levels of Subject/);
    const refused = blup('predict', sleep, formula, fresh);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--allow-new-levels predicts such rows');
  });

  test('prints a table, and JSON', () => {
    const text = blup(
      'predict',
      sleep,
      formula,
      fresh,
      '--target',
      'newGroup',
      '--interval',
      'observation',
      '--format',
      'text',
    ).stdout;
    expect(text).toContain('Predictions for a new group, 95% interval of an observation');
    expect(text).toMatch(/\n1 +251\.41 +25\.66 +36\.5 /);
    const json = JSON.parse(
      blup('predict', sleep, formula, fresh, '--target', 'population', '--se', '--format', 'json')
        .stdout,
    );
    expect(json.fit[1]).toBeCloseTo(377.0125, 3);
    expect(json.se).toHaveLength(3);
  });

  test('names a level that is unknown', () => {
    const { status, stderr } = blup('predict', sleep, formula, fresh);
    expect(status).toBe(2);
    expect(stderr).toContain('grouping factor Subject has the level "999" in row 3');
  });
});

test('blup simulate prints responses that the seed decides', () => {
  const args = ['simulate', sleep, formula, '--nsim', '2', '--seed', '7'];
  const { status, stdout, stderr } = blup(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect([lines[0], lines.length]).toEqual(['sim_1,sim_2', 181]);
  expect(blup(...args).stdout).toBe(stdout);
  const { responses } = JSON.parse(blup(...args, '--format', 'json').stdout);
  expect(responses[1][3]).toBe(Number(lines[4].split(',')[1]));
});

describe('blup power', () => {
  const truth = ['--beta', 'treated=1', '--sd', 'school=0.8', '--sigma', '1', '--nsim', '200'];

  test('of a planned study', () => {
    const { status, stdout, stderr } = blup(
      'power',
      plan,
      '~ treated + (1 | school)',
      'treated',
      ...truth,
      '--copies',
      '1,2',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Power to find treated: share of 200 simulated fits with p < 0.05');
    expect(stdout).toMatch(/\nx1 +80 +20 +0\.\d{3}/);
    expect(stdout).toMatch(/\nx2 +160 +40 +0\.\d{3}/);
  });

  test('of a fitted model, as JSON', () => {
    const args = ['power', sleep, formula, 'Days = 8', '--nsim', '100', '--format', 'json'];
    const { points, ddf } = JSON.parse(blup(...args).stdout);
    expect([points[0].tested + points[0].failed, ddf]).toEqual([100, 'satterthwaite']);
  });

  test('says what is missing', () => {
    const call = (...args: string[]) =>
      blup('power', plan, '~ treated + (1 | school)', 'treated', ...args);
    expect(call('--beta', 'treated=1').stderr).toContain('a planned study needs --sigma');
    expect(call('--beta', 'treated').stderr).toContain('--beta needs name=number');
    expect(call('--sigma', '1').stderr).toContain('sd of "(Intercept)|school" is missing');
  });
});

test.each(['predict', 'simulate', 'power'])('blup %s --help shows examples', (name) => {
  const { status, stdout } = blup(name, '--help');
  expect(status).toBe(0);
  expect(stdout).toContain(`  blup ${name} `);
});
