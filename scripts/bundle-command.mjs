// Bundles the command `blup` into dist/command: one file for what every call needs, others for what only some need. Hundreds of
// small modules take Node longer to find and compile than most fits take.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { licenceTexts } from './licence-texts.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));

const { output } = await build({
  configFile: false,
  root: path(''),
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true, target: 'node' },
  build: {
    outDir: path('dist/command'),
    emptyOutDir: true,
    target: 'node20',
    ssr: path('dist/cli/main.js'),
    minify: true,
    rolldownOptions: {
      output: {
        entryFileNames: 'blup.js',
        chunkFileNames: '[name]-[hash].js',
        minify: true,
        codeSplitting: { groups: [{ name: 'common', minShareCount: 3 }] },
        postBanner: `/*! blup ${version} (MIT); licences of all parts: blup.txt */`,
      },
    },
  },
});
const ids = output.flatMap(({ moduleIds = [] }) => moduleIds);
writeFileSync(path('dist/command/blup.txt'), licenceTexts(ids));
