import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumHint, chromiumPath, launchChromium } from './chromium.ts';
import { type Site, serveFolder } from './site.ts';

const built = fileURLToPath(new URL('../../web-demo/dist/', import.meta.url));

/** Opens the page; `hash` without its sign. */
export type OpenDemo = (hash?: string, options?: BrowserContextOptions) => Promise<Page>;

/**
 * Tests of the built demonstration in Chromium, over a static server. After each of them nothing may stand on the console, and nothing may
 * have been asked for elsewhere. Without Chromium there is one skipped test that says how to get it.
 */
export function describeDemo(name: string, body: (open: OpenDemo) => void): void {
  if (chromiumPath === undefined) {
    describe(name, () => {
      test.skip(`needs Chromium: ${chromiumHint}`, () => {});
    });
    return;
  }
  describe(name, () => {
    let browser: Browser;
    let server: Site;
    let complaints: string[] = [];
    let pages: Page[] = [];

    beforeAll(async () => {
      if (!existsSync(`${built}index.html`)) {
        throw new Error('the demonstration is not built: npm run build:demo');
      }
      server = await serveFolder(built);
      browser = await launchChromium();
    });

    afterEach(async () => {
      await Promise.all(pages.map((page) => page.context().close()));
      pages = [];
      const found = complaints;
      complaints = [];
      expect(found).toEqual([]);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    body(async (hash = '', options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      pages.push(page);
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
      page.on('request', (request) => {
        const address = request.url();
        if (!/^(blob|data):/.test(address) && !address.startsWith(server.address)) {
          complaints.push(`asked for ${address}`);
        }
      });
      await page.goto(`${server.address}#${hash}`);
      return page;
    });
  });
}

/** Waits for a fitted model whose formula begins as said. */
export async function fitted(page: Page, formula: string): Promise<void> {
  await page.locator('.title .code', { hasText: formula }).waitFor();
}

/** Waits until everything of a tab is there. The policy of the page forbids to wait by evaluated scripts inside of it. */
export async function settled(page: Page): Promise<void> {
  const ready = `!document.querySelector('.panel[aria-busy="true"], .panel [aria-busy="true"]') &&
    [...document.querySelectorAll('.paper')].every((paper) =>
      paper.querySelector('svg') || paper.parentElement.querySelector('.problem, .refused'))`;
  for (let i = 0; i < 300; i++) {
    if (await page.evaluate<boolean>(ready)) return;
    await page.waitForTimeout(50);
  }
  throw new Error('the tab is never complete');
}

/** Opens a file as the user would. It stands on the disk, for to send its bytes to the browser would be a task of the page. */
export async function chooseFile(
  page: Page,
  name: string,
  content: string | Buffer,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blup-demo-'));
  try {
    writeFileSync(join(folder, name), content);
    await page.locator('input[type=file]').setInputFiles(join(folder, name));
    await page
      .locator('.state', { hasText: name })
      .or(page.locator('.problem[role=alert]'))
      .waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a formula in place of the former one, and fits it. */
export async function fitFormula(page: Page, formula: string): Promise<void> {
  const editor = page.getByLabel('Formula or level equations');
  await editor.fill(formula);
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
}

/** The cells of a table of the page, row by row, with ASCII minus signs. */
export async function cellsOf(page: Page, caption: string): Promise<string[][]> {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) });
  const rows = await table.locator('tbody tr').all();
  return Promise.all(
    rows.map(async (row) =>
      (await row.locator('th, td').allTextContents()).map((text) => text.replace('−', '-')),
    ),
  );
}
