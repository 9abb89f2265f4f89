// Makes dist/blup.min.js, the whole of `blup` in one file for pages without bundler, and beside it the licences of what it holds.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));

const [{ output }] = await build({
  configFile: false,
  root: path(''),
  logLevel: 'warn',
  build: {
    outDir: path('dist'),
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    rolldownOptions: {
      // Asked for here, since Vite leaves the white space of ES libraries.
      output: {
        minify: true,
        postBanner: `/*! blup ${version} (MIT); licences of all parts: blup.min.txt */`,
      },
    },
    lib: { entry: path('dist/index.js'), formats: ['es'], fileName: () => 'blup.min.js' },
  },
});

/** Names of packages by the text of their licence, which many share. */
const namesByText = new Map();
const folders = new Set(
  output.flatMap(({ moduleIds = [] }) =>
    moduleIds.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
  ),
);
for (const folder of [...folders].sort()) {
  const files = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'NOTICE'].map(
    (name) => `${folder}/${name}`,
  );
  const text = files
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8').trim())
    .join('\n\n');
  const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
}
const parts = [...namesByText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`);
const own = `blup\n\n${readFileSync(path('LICENSE'), 'utf8')}`;
writeFileSync(path('dist/blup.min.txt'), [own, ...parts].join(`\n${'-'.repeat(80)}\n\n`));
