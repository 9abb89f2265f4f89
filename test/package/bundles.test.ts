import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = JSON.stringify(join(root, 'dist/index.js'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'blup-bundles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes of a page's script that uses these exports, minified and gzipped. */
async function bytesOf(names: string): Promise<number> {
  const entry = join(folder, `${names}.js`);
  writeFileSync(entry, `import { ${names} } from ${main}; globalThis.used = [${names}];`);
  const result = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: { write: false, minify: true, rolldownOptions: { input: entry } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs.flatMap((one) => ('output' in one ? one.output : []));
  const code = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : [])).join('\n');
  return gzipSync(code, { level: 9 }).length;
}

describe('a page carries only what it uses', () => {
  // Bytes when this was written: 5,100, 10,800, 750, 58,000 (with what saving asks of rows) and 85,000. A function that drags in another part doubles them.
  test.each([
    ['parseFormula', 7_000],
    ['parseCsv', 14_000],
    ['fixef, valueNamed, varCorr', 2_000],
    ['saveModel', 70_000],
    ['lmer', 95_000],
  ])('%s: below %i bytes', async (names, limit) => {
    expect(await bytesOf(names)).toBeLessThan(limit);
  });
});

describe('dist/blup.min.js', () => {
  test('works alone, without packages around it', () => {
    copyFileSync(join(root, 'dist/blup.min.js'), join(folder, 'blup.min.js'));
    const script = join(folder, 'page.mjs');
    writeFileSync(
      script,
      `import { readFileSync } from 'node:fs';
       import { lmer, parseCsv } from './blup.min.js';
       const data = parseCsv(readFileSync(${JSON.stringify(join(root, 'web-demo/data/sleepstudy.csv'))}, 'utf8'));
       console.log(lmer('Reaction ~ Days + (Days | Subject)', data).objective.toFixed(3));`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '1743.628\n', stderr: '' });
  });

  test('has all exports of `blup`, and the licences of its parts', () => {
    const [alone, whole] = ['dist/blup.min.js', 'dist/index.js'].map((file) => {
      const program = `console.log(Object.keys(await import(${JSON.stringify(join(root, file))})).join())`;
      const args = ['--input-type=module', '-e', program];
      return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.split(',').sort();
    });
    expect(alone.length).toBeGreaterThan(100);
    expect(alone).toEqual(whole);
    const licences = readFileSync(join(root, 'dist/blup.min.txt'), 'utf8');
    for (const name of ['papaparse', '@stdlib/math-base-special-betainc']) {
      expect(licences).toMatch(new RegExp(`^(.*, )?${name}(, .*)?$`, 'm'));
    }
  });
});
