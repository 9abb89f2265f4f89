import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig({
  root: at('.'),
  base: './',
  resolve: {
    alias: [
      { find: /^blup$/, replacement: at('../src/index.ts') },
      { find: /^blup\/plot$/, replacement: at('../src/plot/index.ts') },
      { find: /^blup\/worker$/, replacement: at('../src/worker/index.ts') },
    ],
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Data stay files of their own, which the page's security policy lets it fetch.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
