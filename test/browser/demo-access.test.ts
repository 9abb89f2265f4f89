import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeDemo, fitted, settled } from './demo-browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The identifiers of the tabs. */
function tabsOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    "[...document.querySelectorAll('[role=tab]')].map(({ id }) => id)",
  );
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The policy of the page forbids scripts of others; the debugger may.
  await page.evaluate(axe);
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify(rules === undefined ? {} : { runOnly: rules })}).then(({ violations }) => violations)`,
  )) as Violation[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

describeDemo('the page for everybody', (open) => {
  // In the dark only colours are different.
  for (const [colorScheme, rules] of [
    ['light', undefined],
    ['dark', ['color-contrast']],
  ] as const) {
    test.each([
      ['linear', 'data=sleepstudy&keep=REML%3AReaction+~+Days+%2B+(1+%7C+Subject)', 'Reaction'],
      ['generalised', 'data=contraception', 'use'],
    ])(`has nothing that axe objects to, ${colorScheme}, %s`, async (_, hash, formula) => {
      const page = await open(hash, { colorScheme });
      await fitted(page, formula);
      for (const name of await tabsOf(page)) {
        await page.locator(`#${name}`).click();
        await settled(page);
        expect(await violations(page, rules), name).toEqual([]);
      }
    });
  }

  test('needs no pointer', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    const focused = () =>
      page.evaluate<string>(
        `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.id) || document.activeElement.textContent`,
      );
    /** Presses Tab until something has the focus. */
    const reach = async (what: string): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        if ((await focused()).includes(what)) return;
      }
      throw new Error(`Tab never reaches ${what}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the results');
    await reach('formula');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Reaction ~ Days + (1 | Subject)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await fitted(page, 'Reaction ~ Days + (1 | Subject)');
    await reach('Keep for comparison');
    await page.keyboard.press('Space');
    await reach('tab-summary');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('tab-groups');
    await page.locator('.paper svg').waitFor();
    await page.keyboard.press('End');
    expect(await focused()).toBe('tab-teaching');
    await reach('level-search');
    await page.keyboard.type('33');
    await page.locator('#level-offers [role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.lead', { hasText: 'Subject' }).last().waitFor();
  });

  test('fits on a phone, tab by tab', async () => {
    const page = await open('data=hsb', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await fitted(page, 'mathach');
    for (const name of await tabsOf(page)) {
      await page.locator(`#${name}`).click();
      await settled(page);
      const [content, screen] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      );
      expect(content, name).toBeLessThanOrEqual(screen);
      expect(screen).toBe(360);
    }
  });

  test('keeps the colours that were chosen, and follows the system until then', async () => {
    const page = await open('data=sleepstudy', { colorScheme: 'dark' });
    const theme = () => page.evaluate<string>('document.documentElement.dataset.theme');
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await theme()).toBe('light');
    await page.reload();
    await fitted(page, 'Reaction');
    expect(await theme()).toBe('light');
  });

  test('does not move while it loads', async () => {
    const page = await open('about=blank');
    await page.addInitScript(`
      globalThis.shifts = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    `);
    await page.reload();
    await fitted(page, 'mathach');
    await page.locator('.words li').first().waitFor();
    expect(await page.evaluate<number>('globalThis.shifts')).toBeLessThan(0.1);
  });
});
