import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chooseFile, describeDemo, fitFormula, fitted } from './demo-browser.ts';

const html = '<img src=x onerror="globalThis.struck=1"><script>globalThis.struck=1</script>';
const quoted = `"${html.replaceAll('"', '""')}"`;

async function struck(page: Page): Promise<unknown> {
  return page.evaluate('globalThis.struck');
}

/** Rows of a small model with group names of one's own. */
function rowsOf(names: readonly string[], header = 'y,x,g'): string {
  const rows = Array.from({ length: 24 * names.length }, (_, i) => {
    const g = i % names.length;
    return `${Math.sin(37 * i) + Math.cos(5 * g)},${i % 7},${names[g]}`;
  });
  return `${header}\n${rows.join('\n')}\n`;
}

describeDemo('a hostile file', (open) => {
  test('with HTML and formulas in its cells and names is text', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction');
    const names = [quoted, '=cmd|calc', '"&lt;b&gt;"', '"a ""b"" c"', 'javascript:x', '\u202eevil'];
    await chooseFile(page, 'hostile.csv', rowsOf(names, `y,x,${quoted}`));
    await page.locator('.column-line .name', { hasText: '<img' }).waitFor();
    await fitFormula(page, `y ~ x + (x | \`${html}\`)`);
    await page.locator('.title .code', { hasText: 'y ~ x' }).waitFor();
    for (const tab of [
      'Level-2 residuals',
      'Fitted lines',
      'Equations',
      'Comparison',
      'Shrinkage lab',
    ]) {
      await page.getByRole('tab', { name: tab }).click();
      await page.waitForTimeout(150);
      expect(await page.locator('#results img, #results script, .side img').count()).toBe(0);
    }
    await page.getByRole('tab', { name: 'Level-2 residuals' }).click();
    await page.locator('.paper svg').waitFor();
    expect(await page.locator('tbody th', { hasText: '<img' }).count()).toBe(1);
    expect(await struck(page)).toBeUndefined();
  });

  test('with huge cells is cut, and still fits', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction');
    const huge = 'x'.repeat(2_000_000);
    await chooseFile(page, 'huge.csv', rowsOf(['a', 'b', huge, `${huge}y`]));
    await fitFormula(page, 'y ~ x + (1 | g)');
    await page.locator('.facts dd', { hasText: '4 levels' }).waitFor();
    await page.getByRole('tab', { name: 'Level-2 residuals' }).click();
    await page.locator('.paper svg').waitFor();
    expect((await page.content()).length).toBeLessThan(200_000);
  });

  test('with 2,000 columns shows a few of them, and finds the others', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction');
    const header = Array.from({ length: 2000 }, (_, j) => `v${j}`).join(',');
    const rows = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 2000 }, (_, j) => (i * i * (j + 3) + 7 * i) % (j === 5 ? 5 : 23)).join(
        ',',
      ),
    );
    await chooseFile(page, 'wide.csv', `${header}\n${rows.join('\n')}\n`);
    await page.locator('.state', { hasText: '60 rows, 2,000 columns' }).waitFor();
    expect(await page.locator('.columns li').count()).toBeLessThan(50);
    await page.getByLabel('Find a column').fill('v1999');
    await page.getByLabel('Type of v1999', { exact: true }).waitFor();
    await fitFormula(page, 'v1 ~ v2 + (1 | v5)');
    await fitted(page, 'v1 ~ v2');
  });

  test('that is no table, or damaged, is refused in words', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction');
    const said = async (name: string, content: string | Buffer): Promise<string> => {
      await chooseFile(page, name, content);
      const problem = page.locator('.problem[role=alert]');
      await problem.waitFor();
      return (await problem.textContent()) ?? '';
    };
    expect(await said('empty.csv', '')).toContain('empty');
    expect(await said('ragged.csv', 'a,b\n1,2\n3\n')).toContain('line 3');
    expect(await said('latin.csv', Buffer.from([97, 10, 0xe9, 10, 49, 10]))).toContain('UTF-8');
    expect(await said('bad.csv.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3]))).toContain('damaged');
    await chooseFile(page, 'good.csv', rowsOf(['a', 'b', 'c']));
    await page.locator('.state', { hasText: 'good.csv' }).waitFor();
  });

  test('of Arrow with damaged counts is refused, and the worker lives on', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction');
    const table = tableFromArrays({
      y: Float64Array.from({ length: 60 }, (_, i) => Math.sin(37 * i)),
      g: Array.from({ length: 60 }, (_, i) => `g${i % 6}`),
    });
    const whole = tableToIPC(table, { format: 'stream' }) as Uint8Array;
    // The bytes with which damaged files ended the worker: counts of the schema and of the dictionary.
    for (const at of [48, 56, 96, 160]) {
      const bytes = whole.slice();
      new DataView(bytes.buffer).setInt32(at, 2 ** 30, true);
      await chooseFile(page, 'damaged.arrow', Buffer.from(bytes));
      const told = page.locator('.problem[role=alert]').or(page.locator('.state b.name'));
      await told.first().waitFor();
      expect(await told.first().textContent()).not.toMatch(/broke off|inside/);
    }
    await chooseFile(page, 'whole.arrow', Buffer.from(whole));
    await fitFormula(page, 'y ~ 1 + (1 | g)');
    await fitted(page, 'y ~ 1');
  });

  test('as an address is harmless', async () => {
    const page = await open(
      `data=__proto__&formula=${encodeURIComponent(html)}&tab=constructor&type=factor:__proto__&keep=REML:y`,
    );
    await page.locator('#formula-problem', { hasText: 'unexpected' }).waitFor();
    expect(await struck(page)).toBeUndefined();
    expect(await page.locator('[role=tab][aria-selected=true]').textContent()).toBe('Summary');
  });
});
