import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootstrap, formatSummary, lmer, parseCsv, summary } from '../../dist/index.js';
import { launchChromium } from './chromium.ts';
import { type Site, serveTexts } from './site.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const csv = readFileSync(join(root, 'web-demo/data/hsb.csv'), 'utf8');
const single = readFileSync(join(root, 'dist/blup-worker.js'));
const formula = 'mathach ~ cses + (cses | school)';
const model = lmer(formula, parseCsv(csv), { dataName: 'hsb' });

/** What every page does: it keeps what the tests look at in `window`. */
const script = (from: string): string => `
  import { startWorker } from ${JSON.stringify(from)};
  const csv = await (await fetch('/hsb.csv')).text();
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  window.start = startWorker;
  try {
    window.blup = await startWorker();
    window.table = await blup.parseCsv(csv);
    window.model = await blup.lmer(${JSON.stringify(formula)}, table, { dataName: 'hsb' });
  } catch (error) {
    window.failure = { name: error.name, code: error.code, message: error.message };
  }
  window.done = true;
`;

const page = (body: string): string => `<!doctype html><title>blup</title>${body}`;

/** A page as a bundler with its defaults makes it: paths and texts. */
async function built(): Promise<Record<string, string | Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'blup-page-'));
  writeFileSync(join(folder, 'main.js'), script(join(root, 'dist/worker/index.js')));
  writeFileSync(
    join(folder, 'index.html'),
    page('<script type="module" src="./main.js"></script>'),
  );
  const result = await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    build: { write: false, target: 'es2022' },
  });
  rmSync(folder, { recursive: true });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  return Object.fromEntries(
    outputs.map((file) => [
      file.fileName === 'index.html' ? '/' : `/${file.fileName}`,
      file.type === 'chunk' ? file.code : Buffer.from(file.source),
    ]),
  );
}

let browser: Browser;
let bundled: Record<string, string | Buffer>;
const sites: Site[] = [];
beforeAll(async () => {
  browser = await launchChromium();
  bundled = { ...(await built()), '/hsb.csv': csv };
}, 120_000);
afterAll(async () => {
  await Promise.all(sites.map((site) => site.close()));
  await browser?.close();
});

const oneFile = {
  '/': page(`<script type="module">${script('/blup-worker.js')}</script>`),
  '/blup-worker.js': single,
  '/hsb.csv': csv,
};

async function open(
  texts: Record<string, string | Buffer>,
  headers: Record<string, string> = {},
): Promise<{ page: Page; problems: string[] }> {
  const site = await serveTexts(texts, headers);
  sites.push(site);
  const opened = await browser.newPage();
  const problems: string[] = [];
  opened.on('pageerror', (error) => problems.push(String(error)));
  opened.on('console', (message) => {
    const missing = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !missing) problems.push(message.text());
  });
  await opened.goto(site.address);
  // Playwright's own waiting evaluates text, which a strict policy forbids.
  await vi.waitUntil(() => opened.evaluate('window.done === true'), { timeout: 30_000 });
  return { page: opened, problems };
}

const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

describe.each([
  ['built by a bundler', () => bundled, {}],
  ['one file', () => oneFile, {}],
  ['one file, cross-origin isolated', () => oneFile, isolated],
] as const)('%s', (_, texts, headers) => {
  let tab: Page;
  let problems: string[];
  beforeAll(async () => {
    ({ page: tab, problems } = await open(texts(), headers));
  });

  test('prints what Node prints', async () => {
    expect(await tab.evaluate('window.failure')).toBeUndefined();
    expect(await tab.evaluate('window.crossOriginIsolated')).toBe(headers === isolated);
    const text = await tab.evaluate('blup.summary(model).then((s) => blup.formatSummary(s))');
    expect(text).toBe(formatSummary(summary(model)));
    expect(problems).toEqual([]);
  });

  test('bootstraps to the same bits, with progress, by two workers', async () => {
    const found = await tab.evaluate(`(async () => {
      const two = await start({ size: 2 });
      const seen = [];
      const boot = await two.bootstrap(model, { nsim: 300, seed: 2, onProgress: (done, total) => { seen.push(done / total); } });
      await two.close();
      return { replicates: [...boot.replicates], last: seen.at(-1) };
    })()`);
    const { replicates } = bootstrap(model, { nsim: 300, seed: 2 });
    expect(found).toEqual({ replicates: [...replicates], last: 1 });
  });

  test('a cancelled bootstrap stops within 100 ms, and the model is still known', async () => {
    const found = (await tab.evaluate(`(async () => {
      const results = [];
      for (const wait of [0, 40, 200]) {
        const stop = new AbortController();
        let begun;
        setTimeout(() => { begun = performance.now(); stop.abort(); }, wait);
        const error = await blup.bootstrap(model, { nsim: 1e6, signal: stop.signal }).catch((e) => e);
        const rejected = performance.now() - begun;
        const { names } = await blup.fixef(model);
        results.push({ code: error.code, name: error.name, rejected, names });
      }
      return results;
    })()`)) as { code: string; name: string; rejected: number; names: string[] }[];
    for (const { code, name, rejected, names } of found) {
      expect({ code, name, names }).toEqual({
        code: 'cancelled',
        name: 'BlupError',
        names: ['(Intercept)', 'cses'],
      });
      expect(rejected).toBeLessThan(100);
    }
  });

  test('errors keep code and detail', async () => {
    const error = await tab.evaluate(`blup.lmer('mathach ~ csses + (1 | school)', table).catch(
      ({ name, code, detail }) => ({ name, code, detail }))`);
    expect(error).toMatchObject({
      name: 'BlupError',
      code: 'unknown-column',
      detail: { value: 'csses', suggestion: 'cses' },
    });
    expect(problems).toEqual([]);
  });
});

describe('one file', () => {
  test('from another origin runs by a module of this one', async () => {
    const other = await serveTexts(
      { '/blup-worker.js': single },
      { 'access-control-allow-origin': '*' },
    );
    sites.push(other);
    const text = page(`<script type="module">${script(`${other.address}blup-worker.js`)}</script>`);
    const { page: tab } = await open({ '/': text, '/hsb.csv': csv });
    expect(await tab.evaluate('window.failure')).toBeUndefined();
    expect(await tab.evaluate('model.nobs')).toBe(7185);
  });

  test('says what stands in the way when workers are forbidden', async () => {
    const policy =
      "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'none'";
    const { page: tab } = await open(oneFile, { 'content-security-policy': policy });
    const failure = (await tab.evaluate('window.failure')) as { code: string; message: string };
    expect(failure.code).toBe('worker');
    expect(failure.message).toContain('worker-src');
  });

  test('runs under a policy without inline code and without eval', async () => {
    const policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
    const { page: tab, problems } = await open(
      {
        ...oneFile,
        '/': page('<script type="module" src="/main.js"></script>'),
        '/main.js': script('/blup-worker.js'),
      },
      { 'content-security-policy': policy },
    );
    expect(await tab.evaluate('window.failure')).toBeUndefined();
    expect(problems).toEqual([]);
  });
});

test('the page stays awake while 100,000 rows are fitted and bootstrapped', async () => {
  const { page: tab } = await open(bundled);
  const tasks = await tab.evaluate(`(async () => {
    const n = 100000;
    const g = Int32Array.from({ length: n }, (_, i) => i % 2000);
    let state = 1;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
    const effects = Float64Array.from({ length: 2000 }, random);
    const x = Float64Array.from(g, random);
    const y = Float64Array.from(g, (j, i) => effects[j] + x[i] + random());
    const data = await blup.asTable({ y, x, g }, { transfer: true });
    tasks.length = 0;
    const big = await blup.lmer('y ~ x + (x | g)', data);
    await blup.bootstrap(big, { nsim: 100 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return tasks;
  })()`);
  expect(tasks).toEqual([]);
});

test('sizes: the page carries little, the worker what it needs', () => {
  const size = (text: string | Buffer) => gzipSync(text, { level: 9 }).length;
  const scripts = Object.entries(bundled).filter(([path]) => path.endsWith('.js'));
  const worker = scripts.filter(([path]) => path.includes('worker'));
  const pages = scripts.filter(([path]) => !path.includes('worker'));
  expect(pages.reduce((sum, [, text]) => sum + size(text), 0)).toBeLessThan(12_000);
  expect(worker.reduce((sum, [, text]) => sum + size(text), 0)).toBeLessThan(480_000);
  expect(size(single)).toBeLessThan(500_000);
});
