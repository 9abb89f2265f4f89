// Bundles what pages without a bundler load by one script tag: dist/blup-worker.js and dist/blup-element.js.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = { 'blup-worker': 'worker/single-file', 'blup-element': 'element/single-file' };

for (const [name, module] of Object.entries(files)) {
  const entry = `${root}dist/${module}.js`;
  if (!existsSync(entry)) continue;
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      lib: { entry, formats: ['es'], fileName: () => `${name}.js` },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
}
