// Bundles what pages without a bundler load by one script tag, each file with the licences of what it holds beside it:
// dist/blup.min.js, the whole of `blup`; dist/blup-worker.js; dist/blup-element.js.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const files = {
  'blup.min': 'index',
  'blup-worker': 'worker/single-file',
  'blup-element': 'element/single-file',
};

/** The licences of blup and of the packages whose modules are among `ids`; the same text is given once for all that share it. */
function licences(ids) {
  const namesByText = new Map();
  const folders = new Set(
    ids.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  for (const folder of [...folders].sort()) {
    const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'NOTICE']
      .map((name) => `${folder}/${name}`)
      .filter(existsSync)
      .map((file) => readFileSync(file, 'utf8').trim())
      .join('\n\n');
    const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  const parts = [...namesByText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`);
  const own = `blup\n\n${readFileSync(path('LICENSE'), 'utf8')}`;
  return [own, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

for (const [name, module] of Object.entries(files)) {
  const [{ output }] = await build({
    configFile: false,
    root: path(''),
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: path('dist'),
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: path(`dist/${module}.js`), formats: ['es'], fileName: () => `${name}.js` },
      rolldownOptions: {
        output: {
          codeSplitting: false,
          // Asked for here, since Vite leaves the white space of ES libraries.
          minify: true,
          postBanner: `/*! blup ${version} (MIT); licences of all parts: ${name}.txt */`,
        },
      },
    },
  });
  const ids = output.flatMap(({ moduleIds = [] }) => moduleIds);
  writeFileSync(path(`dist/${name}.txt`), licences(ids));
}
