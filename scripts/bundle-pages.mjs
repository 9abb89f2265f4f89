// Bundles what pages without a bundler load by one script tag, each file with the licences of what it holds beside it:
// dist/blup.min.js, the whole of `blup`; dist/blup-worker.js; dist/blup-element.js.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { licenceTexts } from './licence-texts.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const files = {
  'blup.min': 'index',
  'blup-worker': 'worker/single-file',
  'blup-element': 'element/single-file',
};

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
  writeFileSync(path(`dist/${name}.txt`), licenceTexts(ids));
}
