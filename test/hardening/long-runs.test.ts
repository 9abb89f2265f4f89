import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function run(...args: string[]) {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('20,000 random inputs are read or refused in order (npm run fuzz: 1,000,000)', () => {
  const { status, stdout, stderr } = run('scripts/fuzz.mjs', '20000', '11');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const what of ['formula', 'equations', 'csv', 'fit'])
    expect(stdout).toContain(`${what}: read`);
}, 300_000);

test('1,000 fits leave no memory behind (scripts/memory-growth.mjs: 10,000)', () => {
  const { status, stdout, stderr } = run('--expose-gc', 'scripts/memory-growth.mjs', '1000');
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: '' });
  expect(stdout).toContain('MB after 1000');
}, 300_000);
