import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { installedDependencies } from './packed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dependencies = installedDependencies();

/** Licences that ask for no more than to be named. BSL-1.0 is the Boost licence, of code from Boost within @stdlib. */
const permissive = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BSL-1.0',
  'Unlicense',
];

test('every dependency has a permissive licence', () => {
  const others = dependencies.filter(
    ({ license }) => !license?.split(' AND ').every((one) => permissive.includes(one)),
  );
  expect(others).toEqual([]);
});

test('no dependency runs a script when it is installed', () => {
  const running = dependencies.filter(({ folder }) => {
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
  });
  expect(running.map(({ name }) => name)).toEqual([]);
});

test('docs/licences.md is what scripts/licences.mjs writes', () => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'scripts/licences.mjs')], {
    encoding: 'utf8',
  });
  expect(readFileSync(join(root, 'docs/licences.md'), 'utf8')).toBe(stdout);
});
