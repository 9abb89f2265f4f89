import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withPage } from '../page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test.skipIf(withPage === undefined)(
  'the page in the README prints a summary, without bundler',
  async () => {
    const [, html] = /^```html\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? [];
    const files = {
      '/': `<!doctype html>\n${html}`,
      '/blup.min.js': read('dist/blup.min.js'),
      '/sleepstudy.csv': read('web-demo/data/sleepstudy.csv'),
    };
    const text = await withPage?.(files, async (page) => {
      await page.waitForFunction("document.querySelector('#out').textContent !== ''");
      return page.textContent('#out');
    });
    expect(text).toContain('REML criterion at convergence: 1743.6');
  },
  180_000,
);
