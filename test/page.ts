import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  csv: 'text/csv',
};

/** Serves the files, by their paths, opens `/` in Chromium and hands the page out; errors of the page are thrown. */
async function openPage<T>(
  files: Readonly<Record<string, string>>,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const server = createServer(({ url = '/' }, response) => {
    const content = files[url];
    const type = types[url === '/' ? 'html' : (url.split('.').at(-1) ?? '')] ?? 'text/plain';
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': `${type}; charset=utf-8`,
    });
    response.end(content ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const quiet = ['--disable-component-update', '--disable-sync', '--no-first-run'];
  const browser = await chromium.launch({ executablePath, args: [...args, ...quiet] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const result = await use(page);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return result;
  } finally {
    await browser.close();
    server.close();
  }
}

/** `openPage` where Chromium is installed, else undefined. */
export const withPage = existsSync(executablePath) ? openPage : undefined;
