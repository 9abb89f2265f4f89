import { describe, expect, test } from 'vitest';
import { blup as run } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const cake = `${root}test/reference/data/cake.csv`;
const hsb = `${root}web-demo/data/hsb.csv`;
const formula = 'angle ~ recipe * temp + (1 | recipe:replicate)';

const blup = (...args: readonly string[]) => run(args);

describe('blup emmeans', () => {
  test('prints means and pairs as R does', () => {
    const { status, stdout, stderr } = blup('emmeans', cake, formula, 'recipe', '--pairwise');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(' recipe emmean   SE df lower.CL upper.CL\n A        33.1 1.74 42');
    expect(stdout).toContain(' A - B      1.4778 2.46 42   0.602  0.8200\n');
    expect(stdout).toContain(
      'P value adjustment: tukey method for comparing a family of 3 estimates\n',
    );
  });

  test('takes values, groups, adjustments and Kenward-Roger', () => {
    const { status, stdout } = blup(
      'emmeans',
      cake,
      formula,
      'recipe | temp',
      '--at',
      'temp=180,220',
      '--compare',
      'trt.vs.ctrl',
      '--adjust',
      'holm',
      '--ddf',
      'kenward-roger',
      '--level',
      '0.9',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('temp = 180:\n recipe emmean');
    expect(stdout).toContain(
      'Degrees-of-freedom method: kenward-roger\nConfidence level used: 0.9\n',
    );
    expect(stdout).toContain('P value adjustment: holm method for 2 tests\n');
  });

  test('prints one JSON object', () => {
    const { stdout } = blup(
      'emmeans',
      cake,
      formula,
      'recipe',
      '--trend',
      'temp',
      '--pairwise',
      '--format',
      'json',
    );
    const json = JSON.parse(stdout);
    expect(json.quantity).toBe('temp.trend');
    expect(json.rows[0]).toMatchObject({ levels: { recipe: 'A' }, estimable: true });
    expect(json.rows[0].estimate).toBeCloseTo(0.15371, 5);
    expect(json.contrasts.rows.map((row: { contrast: string }) => row.contrast)).toEqual([
      'A - B',
      'A - C',
      'B - C',
    ]);
  });

  test.each([
    [['recipee'], '"recipee" is no predictor of the fixed effects; did you mean "recipe"?'],
    [['recipe', '--at', 'temp'], '--at needs variable=values'],
    [['recipe', '--adjust', 'tukey'], '--adjust needs contrasts'],
    [['recipe', '--level', 'high'], 'a confidence level lies between 0 and 1'],
    [['recipe', '--weights', 'equal'], 'no option is called --weights'],
    [['recipe', '--compare', 'pairwise', '--adjust', 'turkey'], 'did you mean "tukey"?'],
  ])('refuses %s', (args, message) => {
    const { status, stdout, stderr } = blup('emmeans', cake, formula, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('blup fit --contrast', () => {
  const model = 'mathach ~ meanses + cses + (1 | school)';
  test('tests combinations of coefficients', () => {
    const { status, stdout } = blup(
      'fit',
      hsb,
      model,
      '--contrast',
      'meanses - cses',
      '--contrast',
      'cses = 2',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /\nContrasts:\n contrast +estimate +SE +df lower\.CL upper\.CL null t\.ratio p\.value\n/,
    );
    expect(stdout).toMatch(/\n meanses - cses +3\.68 0\.378 +182 .* 9\.731 +<\.0001\n/);
  });

  test('adds them to json', () => {
    const { stdout } = blup('fit', hsb, model, '--contrast', 'meanses - cses', '--format', 'json');
    const [test] = JSON.parse(stdout).contrasts;
    expect(test).toMatchObject({ contrast: 'meanses - cses', value: 0, estimable: true });
    expect(test.estimate).toBeCloseTo(3.675002, 6);
    expect(test.df).toBeCloseTo(182.29, 2);
  });

  test('refuses unknown names with the nearest', () => {
    const { status, stderr } = blup('fit', hsb, model, '--contrast', 'meanses - csess');
    expect(status).toBe(2);
    expect(stderr).toContain('"csess" is no coefficient; did you mean "cses"?');
  });
});
