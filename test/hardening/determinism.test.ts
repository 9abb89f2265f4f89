import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withPage } from '../page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// After a change of the engine that is meant to change last bits, the hashes are made again; see result-hash.mjs.
const committed = JSON.parse(readFileSync(join(root, 'test/hardening/result-hash.json'), 'utf8'));

test('results are the committed ones to the bit in this Node', () => {
  const script = join(root, 'test/hardening/result-hash.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(committed);
}, 300_000);

test.skipIf(withPage === undefined)(
  'and in Chromium',
  async () => {
    const files = {
      '/': '<!doctype html><title>blup</title>',
      '/blup.min.js': readFileSync(join(root, 'dist/blup.min.js'), 'utf8'),
      '/result-hash.mjs': readFileSync(join(root, 'test/hardening/result-hash.mjs'), 'utf8'),
    };
    const texts = Object.fromEntries(
      ['sleepstudy', 'hsb', 'penicillin'].map((name) => [
        name,
        readFileSync(join(root, `web-demo/data/${name}.csv`), 'utf8'),
      ]),
    );
    const found = await withPage?.(files, (page) =>
      page.evaluate(
        `(async (texts) => {
        const { fingerprints } = await import('./result-hash.mjs');
        return fingerprints(await import('./blup.min.js'), texts);
      })(${JSON.stringify(texts)})`,
      ),
    );
    expect(found).toEqual(committed);
  },
  300_000,
);
