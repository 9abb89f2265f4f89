import type { Page } from 'playwright-core';
import { chromiumPath, launchChromium } from './browser/chromium.ts';
import { serveTexts } from './browser/site.ts';

/** Serves the files, by their paths, opens `/` in Chromium and hands the page out; errors of the page are thrown. */
async function openPage<T>(
  files: Readonly<Record<string, string>>,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const site = await serveTexts(files);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.address);
    const result = await use(page);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return result;
  } finally {
    await browser.close();
    await site.close();
  }
}

/** `openPage` where Chromium is installed, else undefined. */
export const withPage = chromiumPath === undefined ? undefined : openPage;
