import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

test('the reference has every entry of the package', () => {
  const { './package.json': _, ...entries } = json('package.json').exports;
  const sources = Object.values<{ types: string }>(entries).map(({ types }) =>
    types.replace('./dist/', 'src/').replace('.d.ts', '.ts'),
  );
  expect(json('typedoc.json').entryPoints).toEqual(sources);
});

/** The pages are written, as by `npm run docs`: what takes time is to read the sources. */
test('every public name is documented, with the types that it mentions', () => {
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, '--logLevel', 'Warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  expect(existsSync(join(root, 'build/reference/index.html'))).toBe(true);
}, 300_000);
