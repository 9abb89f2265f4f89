import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { licenceTexts } from '../scripts/licence-texts.mjs';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Modules of page and worker. */
const ids = new Set<string>();

/** Notes which modules a build holds. */
const noted = (): Plugin => ({
  name: 'noted-modules',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') for (const id of chunk.moduleIds) ids.add(id);
    }
  },
});

/** Writes the licences of all parts beside the page, in one file: within the scripts they are most of what a browser has to read. */
const licences = (): Plugin => ({
  name: 'licences',
  enforce: 'post',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licenceTexts([...ids]) });
  },
});

/** Lets the browser fetch what draws the page together with the script that asks the worker for the first model. */
const preload = (): Plugin => ({
  name: 'preload-show',
  enforce: 'post',
  transformIndexHtml(_html, { bundle = {} }) {
    const show = Object.values(bundle).find(({ name }) => name === 'show');
    if (show === undefined) return [];
    const attrs = { rel: 'modulepreload', crossorigin: true, href: `./${show.fileName}` };
    return [{ tag: 'link', attrs, injectTo: 'head' }];
  },
});

const output = {
  legalComments: 'none',
  postBanner: '/*! licences of all parts: licences.txt */',
} as const;

// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig({
  root: at('.'),
  base: './',
  plugins: [noted(), licences(), preload()],
  resolve: {
    alias: [
      { find: /^blup$/, replacement: at('../src/index.ts') },
      { find: /^blup\/plot$/, replacement: at('../src/plot/index.ts') },
      { find: /^blup\/worker$/, replacement: at('../src/worker/index.ts') },
    ],
  },
  // What the development server finds late it reloads the page for.
  optimizeDeps: { entries: ['index.html', 'src/session/session-worker.ts'] },
  worker: { format: 'es', plugins: () => [noted()], rolldownOptions: { output } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Data stay files of their own, which the page's security policy lets it fetch.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output },
  },
});
