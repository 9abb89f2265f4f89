import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blup } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const sleepstudy = `${root}web-demo/data/sleepstudy.csv`;
const slope = 'Reaction ~ Days + (Days | Subject)';

test('the package is built', () => {
  expect(existsSync(`${root}dist/command/blup.js`)).toBe(true);
});

describe('blup fit', () => {
  test('prints the summary', () => {
    const { status, stdout, stderr } = blup(['fit', sleepstudy, slope]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('   Data: sleepstudy\n');
    expect(stdout).toContain('REML criterion at convergence: 1743.6\n');
    expect(stdout).toContain('Days          10.467      1.546  17.000   6.771 3.26e-06 ***\n');
    expect(stdout).toMatch(/\noptimum: certified \(decrement .*\), \d+ evaluations\n$/);
  });

  test('reads standard input, fits by ML, leaves out tests, tells times', () => {
    const csv = readFileSync(sleepstudy, 'utf8');
    const { status, stdout } = blup(['fit', '-', slope, '--ml', '--ddf', 'none', '--timing'], csv);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Linear mixed model fit by maximum likelihood\nFormula/);
    expect(stdout).not.toContain('Data:');
    expect(stdout).not.toContain('Pr(>|t|)');
    expect(stdout).toMatch(/\ntiming: read .* ms, design .* ms, fit .* ms, inference .* ms\n$/);
  });

  test('prints one JSON object, the same each time', () => {
    const args = ['fit', sleepstudy, slope, '--format', 'json', '--with', 'fitted,ranef'];
    const { stdout } = blup(args);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      method: 'REML',
      nobs: 180,
      groups: { Subject: 18 },
      converged: true,
    });
    expect(json.reml).toBeCloseTo(1743.628272, 5);
    expect(json.fitted).toHaveLength(180);
    expect(json.ranef.Subject.levels).toHaveLength(18);
    expect(json).not.toHaveProperty('residuals');
    expect(json).not.toHaveProperty('timing');
    expect(blup(args).stdout).toBe(stdout);
  });

  test('adds confidence intervals', () => {
    const { stdout } = blup(['fit', sleepstudy, slope, '--confint', 'profile']);
    expect(stdout).toContain('\n95 % confidence intervals, profile likelihood (ML):\n');
    expect(stdout).toMatch(/\nDays +7\.3586\d+ +13\.5759\d*\n$/);
    const args = [
      'fit',
      sleepstudy,
      slope,
      '--format',
      'json',
      '--confint',
      'wald',
      '--level',
      '.9',
    ];
    const json = JSON.parse(blup(args).stdout);
    expect(json.confint).toMatchObject({ method: 'wald', level: 0.9 });
    expect(json.coefficients[1].lower).toBeCloseTo(7.77822, 4);
    const bad = blup(['fit', sleepstudy, slope, '--confint', 'boots']);
    expect(bad).toMatchObject({ status: 2, stdout: '' });
  });

  test('takes factors and contrasts', () => {
    const args = ['fit', sleepstudy, 'Reaction ~ Days + (1 | Subject)', '--format', 'json'];
    const { stdout } = blup([...args, '--factor', 'Days', '--contrasts', 'Days=sum']);
    const names = JSON.parse(stdout).coefficients.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 3)).toEqual(['(Intercept)', 'Days1', 'Days2']);
    expect(names).toHaveLength(10);
  });
});

describe('blup fit --robust', () => {
  test('takes a type behind it, and no other word', () => {
    const last = blup(['fit', sleepstudy, slope, '--robust']);
    expect(last.status).toBe(0);
    expect(blup(['fit', '--robust', sleepstudy, slope])).toEqual(last);
    expect(blup(['fit', sleepstudy, '--robust', slope, '--robust=CR2'])).toEqual(last);
    const zero = blup(['fit', '--robust', 'CR0', sleepstudy, slope]);
    expect(zero.stdout).toContain('robust: CR0');
    expect(blup(['fit', '--robust=CR0', sleepstudy, slope])).toEqual(zero);
  });

  test('adds a table', () => {
    const { status, stdout } = blup(['fit', sleepstudy, slope, '--robust']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/evaluations\n\nFixed effects \(with robust standard errors\):\n/);
    expect(stdout).toMatch(/\nrobust: CR2, 18 clusters \(Subject\), Satterthwaite's df\n$/);
  });

  test('adds an entry to JSON; clusters are any column in which the groups are nested', () => {
    const args = ['fit', `${root}web-demo/data/hsb.csv`, 'mathach ~ ses + (1 | school)'];
    const { stdout } = blup([
      ...args,
      '--robust',
      'CR1',
      '--cluster',
      'sector',
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout).robust).toMatchObject({
      type: 'CR1',
      cluster: 'sector',
      clusters: 2,
    });
  });
});

describe('blup anova', () => {
  test('prints the comparison', () => {
    const { status, stdout } = blup([
      'anova',
      sleepstudy,
      'Reaction ~ Days + (1 | Subject)',
      slope,
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('m2    6 1763.9 1783.1 -875.97   1751.9 42.139  2  7.072e-10 ***');
  });

  test('as JSON', () => {
    const formulas = ['Reaction ~ 1 + (1 | Subject)', 'Reaction ~ Days + (1 | Subject)'];
    const { stdout } = blup(['anova', sleepstudy, ...formulas, '--format', 'json']);
    const { models } = JSON.parse(stdout);
    expect(models[1]).toMatchObject({ name: 'm2', npar: 4, df: 1 });
    expect(models[1]).not.toHaveProperty('pMix');
  });

  test('with one formula tests its terms', () => {
    const { status, stdout, stderr } = blup(['anova', sleepstudy, slope]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Type III Analysis of Variance Table with Satterthwaite's method\n/);
    expect(stdout).toContain('Days  30031   30031     1    17  45.853 3.264e-06 ***\n');
    const flags = ['--type', 'II', '--ddf', 'kenward-roger', '--format', 'json'];
    const { type, ddf, tests } = JSON.parse(blup(['anova', sleepstudy, slope, ...flags]).stdout);
    expect({ type, ddf }).toEqual({ type: 2, ddf: 'kenward-roger' });
    expect(tests).toEqual([
      expect.objectContaining({ term: 'Days', f: expect.closeTo(45.853, 3) }),
    ]);
  });
});

describe('blup ranova and blup drop-one', () => {
  const intercept = 'Reaction ~ Days + (1 | Subject)';
  test('print their tables, the same for the same seed', () => {
    const args = ['ranova', sleepstudy, intercept, '--nsim', '999', '--seed', '4', '--ml'];
    const { status, stdout } = blup(args);
    expect(status).toBe(0);
    expect(stdout).toContain('from 999 draws with seed 4.\n');
    expect(stdout).toMatch(/\(1 \| Subject\) .* 0\.001\n/);
    expect(blup(args).stdout).toBe(stdout);
    const whole = blup(['ranova', sleepstudy, slope, '--whole-terms', '--format', 'json']).stdout;
    expect(JSON.parse(whole).tests).toMatchObject([{ term: '(Days | Subject)', df: 3 }]);
    expect(blup(['drop-one', sleepstudy, slope]).stdout).toMatch(
      /^Single term deletions using Satt/,
    );
    expect(blup(['drop-one', sleepstudy, slope, '--test', 'Chisq']).stdout).toContain(
      'Days      1 1785.5 23.537 1.226e-06 ***\n',
    );
  });

  test('have help', () => {
    for (const name of ['anova', 'ranova', 'drop-one']) {
      const { status, stdout } = blup([name, '--help']);
      expect(status).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^Usage: blup ${name} \\[options\\] <(data|source)> [<[]formula`),
      );
      expect(stdout).toMatch(/\nExamples?:\n {2}blup /);
    }
  });
});

describe('a wrong call ends with status 2 and one line', () => {
  const calls: [string, string[], string][] = [
    ['no command', [], 'a command is missing; see blup --help'],
    ['unknown command', ['fitt'], "unknown command 'fitt' (Did you mean fit?); see blup --help"],
    ['no data', ['fit'], "missing required argument 'data'; see blup --help"],
    [
      'unknown option',
      ['fit', 'a', 'b', '--mll'],
      "unknown option '--mll' (Did you mean --ml?); see blup --help",
    ],
    [
      'unknown kind of format',
      ['fit', 'a', 'b', '--format', 'xml'],
      '--format xml is unknown; use text or json or markdown or html or latex or word',
    ],
    [
      'format of later',
      ['anova', 'a', 'b', '--format', 'html'],
      '--format html is not available yet; use text or json',
    ],
    [
      'ddf of no name',
      ['fit', 'a', 'b', '--ddf', 'kr'],
      'ddf is "kr"; use "satterthwaite", "kenward-roger", "residual", "none"',
    ],
    [
      'unknown type of --robust',
      ['fit', 'a', 'b', '--robust', 'HC3'],
      '--robust HC3 is unknown; use CR0 or CR1 or CR2',
    ],
    [
      '--cluster alone',
      ['fit', 'a', 'b', '--cluster', 'c'],
      '--cluster belongs to --robust; give --robust too',
    ],
    [
      'option of later',
      ['fit', 'a', 'b', '--sampling-weights', 'w'],
      '--sampling-weights is not available yet',
    ],
    [
      'contrasts without kind',
      ['fit', 'a', 'b', '--contrasts', 'a'],
      '--contrasts needs factor=kind, as in a=sum: "a"',
    ],
    [
      'parts of text',
      ['fit', 'a', 'b', '--with', 'fitted'],
      '--with adds to json output; give --format json too',
    ],
    ['no such file', ['fit', 'nosuch.csv', slope], '"nosuch.csv" does not exist; check the path'],
    [
      'type of no kind',
      ['anova', sleepstudy, slope, '--type', 'IV'],
      '--type IV is unknown; use 1 or 2 or 3 or I or II or III',
    ],
    [
      'type of a comparison',
      ['anova', sleepstudy, slope, slope, '--type', '3'],
      '--type goes with one formula; several are compared by maximum likelihood',
    ],
    [
      'half a draw',
      ['ranova', sleepstudy, slope, '--nsim', '0.5'],
      '--nsim must be a whole number from 0: "0.5"',
    ],
    [
      'degrees of freedom of a likelihood ratio',
      ['drop-one', sleepstudy, slope, '--test', 'Chisq', '--ddf', 'residual'],
      '--ddf goes with --test F; a likelihood ratio has no such degrees of freedom',
    ],
  ];
  for (const [name, args, message] of calls) {
    test(name, () => {
      expect(blup(args)).toEqual({ status: 2, stdout: '', stderr: `blup: ${message}\n` });
    });
  }

  test('--weights names the four kinds', () => {
    const { status, stderr } = blup(['fit', 'a', 'b', '--weights', 'w']);
    expect(status).toBe(2);
    for (const kind of ['precision', 'frequency', 'sampling']) {
      expect(stderr).toContain(`--${kind}-weights`);
    }
    expect(stderr).toContain('--trials');
  });

  test('unknown column, with the nearest name', () => {
    const { status, stderr } = blup(['fit', sleepstudy, 'Reaction ~ Dys + (1 | Subject)']);
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean "Days"?');
  });

  test('a formula error points at its place', () => {
    const { status, stderr } = blup(['fit', sleepstudy, 'Reaction ~ (']);
    expect(status).toBe(2);
    expect(stderr.split('\n').slice(1, 3)).toEqual(['  Reaction ~ (', `  ${' '.repeat(12)}^`]);
  });
});

test('data that no model fits end with status 1', () => {
  const csv = 'y,g\n1,a\n2,a\n3,a\n';
  const { status, stdout, stderr } = blup(['fit', '-', 'y ~ 1 + (1 | g)'], csv);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^blup: .*\n$/);
});

test('help and version', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  expect(blup(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  expect(blup(['--help']).stdout).toContain('Exit status: 0 done');
  expect(blup(['fit', '--help']).stdout).toContain('Example:\n  blup fit hsb.csv');
});

test('a reader that closes early is no error', () => {
  const line = `"${process.execPath}" "${root}dist/command/blup.js" fit "${sleepstudy}" "${slope}" --format json --with fitted | head -c 1`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
});

describe('blup check', () => {
  test('prints verdicts, and influence on request', () => {
    const { status, stdout, stderr } = blup(['check', sleepstudy, slope, '--influence', 'Subject']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Checks of Reaction ~ Days \+ \(Days \| Subject\)\n\nfine {5}optimum/);
    expect(stdout).toContain('\n18 deletions, 0 with a Cook');
  });

  test('prints JSON, and refuses what is no group', () => {
    const { stdout } = blup(['check', sleepstudy, slope, '--format', 'json', '--nsim', '40']);
    const json = JSON.parse(stdout);
    expect(json.simulated.nsim).toBe(40);
    expect(json.influence.deletions).toHaveLength(18);
    const { status, stderr } = blup(['check', sleepstudy, slope, '--influence', 'Day']);
    expect(status).toBe(2);
    expect(stderr).toContain('no grouping factor of the model is named "Day"');
  });
});
