import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatSummary, glmer, lmer, parseCsv, summary } from '../../dist/index.js';
import { launchChromium } from './chromium.ts';
import { type Site, serveTexts } from './site.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const csv = readFileSync(join(root, 'web-demo/data/hsb.csv'), 'utf8');
const single = readFileSync(join(root, 'dist/blup-element.js'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const quadratures: { name: string; coefficients: { estimate: number[] } }[] = JSON.parse(
  readFileSync(join(root, 'test/reference/glmm.json'), 'utf8'),
);
const formula = 'mathach ~ cses + (cses | school)';
const expected = formatSummary(summary(lmer(formula, parseCsv(csv), { dataName: 'hsb.csv' })));

let browser: Browser;
const sites: Site[] = [];
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await Promise.all(sites.map((site) => site.close()));
  await browser?.close();
});

const page = (body: string, scripts = '<script type="module" src="/blup-element.js"></script>') =>
  `<!doctype html><html lang="en"><title>A bare page</title><meta name="viewport" content="width=device-width">${scripts}<main><h1>A bare page</h1>${body}<p id="after">After the model.</p></main></html>`;

interface Opened {
  readonly tab: Page;
  readonly problems: string[];
}

/** Opens a page with these texts and waits until its elements have come to an end. */
async function open(
  texts: Record<string, string | Buffer>,
  options: { readonly dark?: boolean; readonly width?: number } = {},
): Promise<Opened> {
  const site = await serveTexts({ '/blup-element.js': single, '/hsb.csv': csv, ...texts });
  sites.push(site);
  const tab = await browser.newPage({
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: { width: options.width ?? 1000, height: 900 },
  });
  const problems: string[] = [];
  tab.on('pageerror', (error) => problems.push(String(error)));
  tab.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  tab.on('console', (message) => {
    const missing = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !missing) problems.push(message.text());
  });
  await tab.addInitScript(`
    window.shifts = [];
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shifts.push(value); })
      .observe({ type: 'layout-shift', buffered: true });`);
  await tab.goto(site.address);
  await settled(tab);
  return { tab, problems };
}

/** Waits until no element is busy. */
async function settled(tab: Page): Promise<void> {
  await vi.waitUntil(
    () =>
      tab.evaluate(`[...document.querySelectorAll('blup-model')].every(({ shadowRoot }) => {
        const body = shadowRoot?.querySelector('[part=body]');
        return body && body.childElementCount > 0 && !body.hasAttribute('aria-busy');
      })`),
    { timeout: 40_000, interval: 50 },
  );
}

const inside = (tab: Page, selector: string, property = 'textContent'): Promise<unknown> =>
  tab.evaluate(
    `document.querySelector('blup-model').shadowRoot.querySelector(${JSON.stringify(selector)})?.${property}`,
  );

const element = (attributes: string, inner = '') =>
  `<blup-model ${attributes}>${inner}</blup-model>`;

describe('in a bare page', () => {
  test('shows the summary that Node prints, and a plot', async () => {
    const { tab, problems } = await open({
      '/': page(element(`src="hsb.csv" formula="${formula}" show="summary caterpillar"`)),
    });
    expect(await inside(tab, '[part=summary]')).toBe(expected);
    expect(await inside(tab, '[part=figure] svg title')).toContain('school');
    expect(await tab.evaluate(`document.querySelector('blup-model').model.nobs`)).toBe(7185);
    expect(problems).toEqual([]);
  });

  test('reads CSV in the page, and level equations', async () => {
    const rows = csv.split('\n').slice(0, 400).join('\n      ');
    const { tab, problems } = await open({
      '/': page(
        element(
          `show="equations coefficients sentences" method="ML" formula="level 1: mathach = b0 + b1*cses + r
level 2 (school): b0 = g00 + u0
b1 = g10"`,
          `<script type="text/csv">\n      ${rows}\n    </script>`,
        ),
      ),
    });
    expect(await inside(tab, '[part=error]')).toBeUndefined();
    expect(await inside(tab, '[part=table] tbody th')).toBe('(Intercept)');
    expect(await inside(tab, '[part=equations]')).toContain('cses');
    expect(problems).toEqual([]);
  });

  test('shows a generalised model: summary, odds ratios, coefficients, residuals of districts', async () => {
    const text = readFileSync(join(root, 'web-demo/data/contraception.csv'), 'utf8');
    const use = 'use ~ urban + age + livch + (1 | district)';
    const { tab, problems } = await open({
      '/contraception.csv': text,
      '/': page(
        element(
          `src="contraception.csv" formula="${use}" family="binomial" nagq="25" show="summary ratios coefficients caterpillar"`,
        ),
      ),
    });
    const options = { family: 'binomial', nAGQ: 25, dataName: 'contraception.csv' };
    const printed = formatSummary(summary(glmer(use, parseCsv(text), options)));
    expect(await inside(tab, '[part=error]')).toBeUndefined();
    expect(await inside(tab, '[part=summary]')).toBe(printed);
    expect(await inside(tab, '[part=ratios]')).toContain('odds ratio');
    expect(await inside(tab, '[part=table] thead')).toContain('z');
    expect(await inside(tab, '[part=figure] svg title')).toContain('district');
    const estimates = await tab.evaluate(
      `[...document.querySelector('blup-model').model.fixed.estimates]`,
    );
    const reference = quadratures.find(({ name }) => name === 'contraception 25');
    reference?.coefficients.estimate.forEach((value, i) => {
      expect((estimates as number[])[i]).toBeCloseTo(value, 6);
    });
    expect(estimates).toHaveLength(6);
    expect(problems).toEqual([]);
    for (const [name, value, words] of [
      ['nagq', 'many', 'nAGQ must be'],
      ['nagq', '9', ''],
      ['link', 'sqrt', 'does not go with family binomial'],
      ['link', 'probit', ''],
      ['method', 'REML', 'is for linear models'],
      ['family', 'gaussian', ''],
    ]) {
      await tab.evaluate(
        `document.querySelector('blup-model').setAttribute('${name}', '${value}')`,
      );
      if (words === '') continue;
      await vi.waitUntil(async () => String(await inside(tab, '[part=error]')).includes(words), {
        timeout: 10_000,
      });
    }
    await tab.evaluate(`document.querySelector('blup-model').removeAttribute('link')`);
    await vi.waitUntil(
      async () => String(await inside(tab, '[part=error]')).includes('is for generalised models'),
      { timeout: 10_000 },
    );
  });

  test('refits when an attribute changes, once, and keeps the old model until then', async () => {
    const { tab } = await open({
      '/': page(element(`src="hsb.csv" formula="${formula}" show="summary"`)),
    });
    const events = await tab.evaluate(`new Promise((resolve) => {
      const element = document.querySelector('blup-model');
      const seen = [];
      element.addEventListener('blup-model', ({ detail }) => seen.push(detail.model.formula));
      element.setAttribute('method', 'ML');
      element.setAttribute('formula', 'mathach ~ 1 + (1 | school)');
      element.setAttribute('ddf', 'none');
      const during = element.shadowRoot.querySelector('[part=summary]') !== null;
      setTimeout(() => resolve({ seen, during }), 1500);
    })`);
    expect(events).toEqual({ seen: ['mathach ~ 1 + (1 | school)'], during: true });
    expect(await inside(tab, '[part=summary]')).toContain('maximum likelihood');
  });

  test('errors are told in place, with the place in the formula', async () => {
    const { tab, problems } = await open({
      '/': page(element('src="hsb.csv" formula="mathach ~ cses + + (1 | school"')),
    });
    expect(await inside(tab, '[part=error]')).toContain('The model cannot be shown');
    expect(await inside(tab, '[part=place]')).toMatch(/^mathach.*\n *\^/);
    for (const [name, value, text] of [
      ['formula', 'mathach ~ ccses + (1 | school)', 'did you mean "cses"'],
      ['show', 'caterpilar', 'did you mean "caterpillar"'],
      ['src', 'none.csv', 'could not be loaded (status 404)'],
      ['formula', '', 'the attribute formula is missing'],
    ]) {
      await tab.evaluate(
        `document.querySelector('blup-model').setAttribute('${name}', '${value}')`,
      );
      await vi.waitUntil(async () => String(await inside(tab, '[part=error]')).includes(text), {
        timeout: 10_000,
      });
    }
    await tab.evaluate(`{
      const element = document.querySelector('blup-model');
      element.setAttribute('src', 'hsb.csv');
      element.setAttribute('show', 'summary');
      element.setAttribute('formula', ${JSON.stringify(formula)});
    }`);
    await vi.waitUntil(async () => (await inside(tab, '[part=summary]')) === expected, {
      timeout: 10_000,
    });
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  });

  test('hostile texts stay texts', async () => {
    const bad = `<img src=x onerror=alert(1)>`;
    const names = ['a', 'b', 'c', 'd'].map((name) => `${bad}${name}`);
    const lines = Array.from(
      { length: 40 },
      (_, i) =>
        `${Math.sin(i * 7) * 3 + (i % 4)},"${names[i % 4]}","<script>alert(${i % 2})</script>"`,
    );
    const hostile = ['y,g,"</style><script>alert(3)</script>"', ...lines].join('\n');
    const formulaText = 'y ~ `</style><script>alert(3)</script>` + (1 | g)';
    const { tab, problems } = await open({
      '/': page(
        `<blup-model id="m" show="summary coefficients sentences equations caterpillar"></blup-model>
         <script type="module">
           const element = document.querySelector('#m');
           element.setAttribute('aria-label', ${JSON.stringify(bad)});
           element.setAttribute('formula', ${JSON.stringify(formulaText).replaceAll('</', '<\\/')});
           element.setAttribute('src', 'hostile.csv');
         </script>`,
      ),
      '/hostile.csv': hostile,
    });
    const root = `document.querySelector('#m').shadowRoot`;
    expect(
      await tab.evaluate(`${root}.querySelector('[part=error]')?.textContent`),
    ).toBeUndefined();
    expect(await tab.evaluate(`${root}.querySelectorAll('img, script, iframe').length`)).toBe(0);
    expect(await tab.evaluate(`${root}.textContent.includes('<img src=x')`)).toBe(true);
    expect(problems).toEqual([]);
    await tab.evaluate(
      `document.querySelector('#m').setAttribute('formula', ${JSON.stringify(bad)})`,
    );
    await vi.waitUntil(() => tab.evaluate(`${root}.querySelector('[part=error]') !== null`));
    expect(await tab.evaluate(`${root}.querySelectorAll('img').length`)).toBe(0);
    expect(problems).toEqual([]);
  });
});

test.each([
  ['light', false, 1000],
  ['dark', true, 1000],
  ['phone', false, 390],
] as const)('%s: accessible, and what stands below does not jump', async (name, dark, width) => {
  const colours =
    '<style>:root { color-scheme: light dark; } body { font-family: system-ui; }</style>';
  const { tab, problems } = await open(
    {
      '/': page(
        `${colours}${element(`src="hsb.csv" formula="${formula}" show="summary coefficients equations caterpillar"`)}`,
      ),
    },
    { dark, width },
  );
  const shifts = (await tab.evaluate('shifts')) as number[];
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.1);
  expect(
    await tab.evaluate(
      'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
    ),
  ).toBe(true);
  await tab.evaluate(axe);
  const { violations } = (await tab.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  expect(problems).toEqual([]);
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) {
    await tab.screenshot({ path: join(folder, `element-${name}.png`), fullPage: true });
  }
});

test('works from a bundler with its defaults', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'blup-element-'));
  const main = `import ${JSON.stringify(join(root, 'dist/element/index.js'))};`;
  writeFileSync(join(folder, 'main.js'), main);
  const tag = '<script type="module" src="./main.js"></script>';
  writeFileSync(
    join(folder, 'index.html'),
    page(element(`src="/hsb.csv" formula="${formula}"`), tag),
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
  const texts = Object.fromEntries(
    outputs.map((file) => [
      file.fileName === 'index.html' ? '/' : `/${file.fileName}`,
      file.type === 'chunk' ? file.code : Buffer.from(file.source),
    ]),
  );
  const { tab, problems } = await open(texts);
  expect(await inside(tab, '[part=summary]')).toBe(expected);
  expect(problems).toEqual([]);
}, 120_000);

// With the engines of linear models, of inference and of generalised models, and Observable Plot.
test('one file of less than 430 KB gzipped', () => {
  expect(gzipSync(single, { level: 9 }).length).toBeLessThan(430_000);
});
