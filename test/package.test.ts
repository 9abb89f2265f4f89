import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

describe('package.json', () => {
  test('says what users and bundlers need', () => {
    expect(manifest).toMatchObject({
      name: 'blup',
      type: 'module',
      license: 'MIT',
      // Only what defines an element or serves in a worker does anything when imported.
      sideEffects: ['./dist/element/*.js', './dist/worker/*-worker.js', './dist/blup-*.js'],
      bin: { blup: 'dist/command/blup.js' },
      files: ['dist', '!dist/cli', 'README.md', 'CHANGELOG.md', 'LICENSE'],
    });
  });

  test('every entry names its types first, then a file', () => {
    const { './package.json': own, ...entries } = manifest.exports;
    expect(own).toBe('./package.json');
    expect(Object.keys(entries)).toEqual([
      '.',
      './node',
      './plot',
      './files',
      './worker',
      './element',
    ]);
    for (const entry of Object.values<Record<string, string>>(entries)) {
      // Threads of Node and Web Workers are started in different ways.
      const own = 'node' in entry ? ['types', 'node', 'default'] : ['types', 'default'];
      expect(Object.keys(entry)).toEqual(own);
      for (const path of Object.values(entry)) expect(read(path)).not.toBe('');
    }
  });

  test('runs nothing on the machine of who installs it', () => {
    const names = Object.keys(manifest.scripts);
    expect(names.filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  test('depends on what the sources import, and on nothing else', () => {
    const imported = new Set<string>();
    for (const file of filesIn('src')) {
      for (const [, name] of read(file).matchAll(/(?:from |import\()'([^'.][^']*)'/g)) {
        if (!name.startsWith('node:')) imported.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
      }
    }
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...imported].sort());
  });

  test('the lock file names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"|registry/);
  });
});

test('the tarball holds what is needed and nothing else', () => {
  // Without scripts, for `prepare` would build the package under the feet of other tests.
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ files, size }] = JSON.parse(stdout) as [{ files: { path: string }[]; size: number }];
  const paths = files.map(({ path }) => path);
  const others = paths.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path)).sort();
  const licences = ['blup-element.txt', 'blup-worker.txt', 'blup.min.txt', 'command/blup.txt'];
  expect(others).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    ...licences.map((name) => `dist/${name}`),
    'package.json',
  ]);
  expect(paths).toContain('dist/command/blup.js');
  expect(paths.filter((path) => path.startsWith('dist/cli/'))).toEqual([]);
  // Most of it are the files for pages without a bundler and the command, each with everything in it.
  expect(size).toBeLessThan(3_000_000);
});

interface Bundle {
  readonly code: string;
  readonly imports: readonly string[];
}

/** Bundles a script as a page would have it. */
async function bundle(source: string): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'blup-bundle-'));
  try {
    const entry = join(folder, 'entry.js');
    writeFileSync(entry, source);
    const result = await build({
      configFile: false,
      root,
      logLevel: 'silent',
      build: {
        write: false,
        minify: true,
        target: 'es2022',
        lib: { entry, formats: ['iife'], name: 'page', fileName: 'page' },
      },
    });
    const outputs = Array.isArray(result) ? result : [result];
    const chunks = outputs.flatMap((one) => ('output' in one ? one.output : []));
    const scripts = chunks.filter((chunk) => chunk.type === 'chunk');
    return {
      code: scripts.map(({ code }) => code).join('\n'),
      imports: scripts.flatMap(({ imports }) => imports),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a bundle for a page', () => {
  const built = JSON.stringify(join(root, 'dist/index.js'));

  test('that fits and prints is below 120 KB gzipped, and works without Node', async () => {
    const { code, imports } = await bundle(
      `import { formatSummary, lmer, parseCsv, summary } from ${built};
       export const fit = (formula, csv) => formatSummary(summary(lmer(formula, parseCsv(csv))));`,
    );
    expect(imports).toEqual([]);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(120_000);

    // What a page has, and no `process`, `require` or `Buffer`.
    const page = createContext({ WebAssembly, atob, performance, TextDecoder, TextEncoder });
    runInContext(code, page);
    Object.assign(page, { csv: read('web-demo/data/sleepstudy.csv') });
    const text = runInContext('page.fit("Reaction ~ Days + (Days | Subject)", csv)', page);
    expect(text).toContain('REML criterion at convergence: 1743.6');
  });

  test('of everything pulls in no Node module', async () => {
    const { code, imports } = await bundle(`export * from ${built};`);
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/["'`]node:|__vite-browser-external|readFileSync/);
  });

  test('that draws has the plots beside the core, which does not carry them', async () => {
    const plots = JSON.stringify(join(root, 'dist/plot/index.js'));
    const both = await bundle(`export { lmer } from ${built};
      export { caterpillarPlot, plotElement } from ${plots};`);
    expect(both.imports).toEqual([]);
    expect(both.code).not.toMatch(/["'`]node:|__vite-browser-external|readFileSync/);
    expect(gzipSync(both.code, { level: 9 }).length).toBeLessThan(230_000);
    const core = await bundle(`export * from ${built};`);
    expect(core.code).not.toContain('blup-figure');
    expect(core.code).not.toContain('plot-d6a7b5');
  });
});
