import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPacked, type Project } from './packed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sleepstudy = join(root, 'web-demo/data/sleepstudy.csv');
const [major, minor] = process.versions.node.split('.').map(Number);

let project: Project;
beforeAll(() => {
  project = installPacked();
}, 180_000);
// Thousands of small files go.
afterAll(() => rmSync(dirname(project.folder), { recursive: true }), 60_000);

function write(name: string, text: string): string {
  const path = join(project.folder, name);
  writeFileSync(path, text);
  return path;
}

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: project.folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const fit = `
  const model = lmer('Reaction ~ Days + (Days | Subject)', readTable(${JSON.stringify(sleepstudy)}));
  console.log(model.objective.toFixed(3), plotSvg(caterpillarPlot(model)).slice(0, 4));`;
const fitted = { status: 0, stdout: '1743.628 <svg\n', stderr: '' };

describe('the package, installed from its file into an empty project,', () => {
  test('is imported', () => {
    const script = write(
      'fit.mjs',
      `import { lmer } from 'blup';
       import { readTable } from 'blup/node';
       import { caterpillarPlot, plotSvg } from 'blup/plot';${fit}`,
    );
    expect(node(script)).toEqual(fitted);
  });

  test.skipIf(major < 20 || (major === 20 && minor < 19))('is required', () => {
    const script = write(
      'fit.cjs',
      `const { lmer } = require('blup');
       const { readTable } = require('blup/node');
       const { caterpillarPlot, plotSvg } = require('blup/plot');${fit}`,
    );
    expect(node('--no-warnings', script)).toEqual(fitted);
  });

  test('has its command', () => {
    const command = join(project.folder, 'node_modules/.bin/blup');
    expect(existsSync(command)).toBe(true);
    const { stdout } = spawnSync(command, ['icc', sleepstudy, 'Reaction ~ 1 + (1 | Subject)'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('Intraclass correlation');
  });

  test('shows no way to its inner files', () => {
    const { stderr } = node('-e', `require('blup/dist/fit/lmer.js')`);
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('TypeScript', () => {
  const consumer = `
    import { BlupError, fixef, lmer, type Model, ranef } from 'blup';
    import { readTable } from 'blup/node';
    import { plotSvg, residualPlot } from 'blup/plot';
    const model: Model = lmer('y ~ x + (1 | g)', readTable('data.csv'), { method: 'ML' });
    export const numbers: readonly number[] = [model.sigma, ...fixef(model).values];
    export const levels: readonly string[] = ranef(model)[0].levels;
    export const code = new BlupError('input', 'text').code satisfies string;
    export const picture: string = plotSvg(residualPlot(lmer('y ~ (1 | g)', {})));
    // @ts-expect-error: no such method
    lmer('y ~ x + (1 | g)', {}, { method: 'OLS' });
    // @ts-expect-error: a model is read-only
    model.sigma = 1;`;
  // A file that is required may import ES modules under nodenext, as in Node 20.19 and later.
  const cases = [
    ['node16', 'node16', 'consumer.mts'],
    ['nodenext', 'nodenext', 'consumer.mts', 'consumer.cts'],
    ['esnext', 'bundler', 'consumer.ts'],
    ['preserve', 'bundler', 'consumer.ts'],
  ];

  test.each(cases)('finds the types under module %s, resolution %s, from %s', (...choice) => {
    const [module, moduleResolution, ...files] = choice;
    for (const file of files) write(file, consumer);
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      // TypeScript's own declarations.
      skipDefaultLibCheck: true,
      types: [],
    };
    const config = write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    const { stdout } = node(join(root, 'node_modules/typescript/lib/tsc.js'), '-p', config);
    expect(stdout).toBe('');
  });

  test('resolves every entry wherever ES modules can be resolved', async () => {
    const data = new Uint8Array(readFileSync(project.tarball));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    const problems = 'problems' in analysis ? analysis.problems : [{ kind: 'no types' }];
    // TypeScript's resolution of before `exports`, and `require` of before Node 20.19, cannot work.
    const old = ['NoResolution node10', 'CJSResolvesToESM node16-cjs'];
    const others = problems.filter(
      (problem) =>
        !('resolutionKind' in problem) ||
        !old.includes(`${problem.kind} ${problem.resolutionKind}`),
    );
    expect(others).toEqual([]);
  });
});

test('publint has nothing to say', async () => {
  const pkgDir = join(project.folder, 'node_modules/blup');
  expect((await publint({ pkgDir, strict: true, pack: false })).messages).toEqual([]);
});
