// How long a page needs from the arrival of a bundle of lmer, summary and the CSV reader to the first fit of sleepstudy, on the page's
// own thread:  npm run bench:first-fit
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { launchChromium } from '../test/browser/chromium.ts';
import { serveTexts } from '../test/browser/site.ts';
import { median } from './measure.ts';
import { cache, inPackage } from './paths.ts';

/** Milliseconds by the clock since the bundle was there. */
interface Run {
  readonly begun: number;
  readonly fitted: number;
  readonly printed: number;
}

async function bundled(): Promise<string> {
  const folder = mkdtempSync(join(cache, 'first-fit-'));
  try {
    const entry = join(folder, 'entry.js');
    const built = JSON.stringify(inPackage('dist/index.js'));
    writeFileSync(entry, `export { formatSummary, lmer, parseCsv, summary } from ${built};`);
    await build({
      configFile: false,
      root: folder,
      logLevel: 'error',
      build: {
        outDir: 'out',
        target: 'es2022',
        lib: { entry, formats: ['es'], fileName: () => 'core.js' },
        rolldownOptions: { output: { codeSplitting: false, minify: true } },
      },
    });
    return readFileSync(join(folder, 'out/core.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const page = `<!doctype html><meta charset="utf-8"><title>first fit</title><script type="module">
import { formatSummary, lmer, parseCsv, summary } from './core.js';
const begun = performance.now();
const data = parseCsv(${JSON.stringify(readFileSync(inPackage('web-demo/data/sleepstudy.csv'), 'utf8'))});
const model = lmer('Reaction ~ Days + (Days | Subject)', data);
const fitted = performance.now();
document.body.textContent = formatSummary(summary(model));
const there = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('core.js')).responseEnd;
window.run = { begun: begun - there, fitted: fitted - there, printed: performance.now() - there };
</script>`;

const site = await serveTexts({ '/': page, '/core.js': await bundled() });
const browser = await launchChromium();
const runs: Run[] = [];
try {
  for (let i = 0; i < 15; i++) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(site.address);
    await tab.waitForFunction('window.run');
    runs.push(await tab.evaluate<Run>('window.run'));
    await context.close();
  }
} finally {
  await browser.close();
  await site.close();
}
for (const [name, text] of [
  ['begun', 'bundle there → it runs:'],
  ['fitted', 'bundle there → fitted: '],
  ['printed', 'bundle there → printed:'],
] as const) {
  const values = runs.map((run) => run[name]);
  console.log(
    `${text} median ${median(values).toFixed(0)} ms, least ${Math.min(...values).toFixed(0)} ms`,
  );
}
