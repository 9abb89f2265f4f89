import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import { loadModel } from '../../src/save/load-model.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { NumericColumn } from '../../src/table/table.ts';
import { parquetBytes } from '../files/parquet-writer.ts';
import { referenceCases } from '../reference-cases.ts';
import { cellsOf, chooseFile, describeDemo, fitFormula, fitted } from './demo-browser.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const profiles: { name: string; ml: { name: string; lower: number; upper: number }[] }[] =
  JSON.parse(read('test/reference/profile.json'));

function caseNamed(name: string) {
  const found = referenceCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no reference ${name}`);
  return found;
}

/** Half a unit of the last printed decimal. */
function precision(text: string): number {
  return 0.51 * 10 ** -(text.split('.')[1]?.length ?? 0);
}

function expectPrinted(text: string, value: number): void {
  const printed = Number(text.replaceAll(',', ''));
  expect(Math.abs(printed - value), `${text} for ${value}`).toBeLessThan(precision(text));
}

/** The tables of the summary show what R has. */
async function expectFixedEffects(rows: string[][], name: string): Promise<void> {
  const { coefficients } = caseNamed(name);
  expect(rows.map(([term]) => term)).toEqual(coefficients.names);
  rows.forEach(([, estimate, se, df, t], i) => {
    expectPrinted(estimate, coefficients.estimate[i]);
    expectPrinted(se, coefficients.se[i]);
    expectPrinted(df, coefficients.df[i]);
    expectPrinted(t, coefficients.t[i]);
  });
}

describeDemo('an analysis in the page', (open) => {
  test('is there when the page opens, with the numbers of R', async () => {
    const page = await open();
    await fitted(page, 'mathach ~ meanses * cses');
    await expectFixedEffects(await cellsOf(page, 'Fixed effects'), 'hsb cross-level REML');
    expect(await page.locator('.state', { hasText: '7,185 rows, 9 columns' }).count()).toBe(1);
  });

  test('prints the summary that R prints', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    await page.getByText('As R prints it').click();
    const printed = await page.locator('#printed').textContent();
    const lines = read('test/reference/printed/sleepstudy-slope-reml.txt').split('\n');
    // R breaks its first line.
    for (const line of lines.slice(2)) expect(printed).toContain(line.trimEnd());
  });

  test('of a file of the user: types, missing cells, gzip, TSV', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    const rows = read('web-demo/data/sleepstudy.csv').trim().split('\n');
    const table = rows.map((row, i) => `${row},${i === 0 ? 'note' : i % 9 === 0 ? 'NA' : 'a'}`);
    const text = table.join('\n').replaceAll(',', '\t');
    await chooseFile(page, 'mine.tsv.gz', gzipSync(text));
    await page.locator('.state', { hasText: 'mine.tsv.gz: 180 rows, 4 columns' }).waitFor();
    expect(await page.locator('li', { hasText: 'note' }).textContent()).toContain('20 missing');
    await fitFormula(page, 'Reaction ~ Days + (Days | Subject)');
    await fitted(page, 'Reaction ~ Days');
    await expectFixedEffects(await cellsOf(page, 'Fixed effects'), 'sleepstudy slope REML');

    await fitFormula(page, 'Reaction ~ Days + (1 | Subject)');
    await fitted(page, 'Reaction ~ Days + (1 | Subject)');
    await page.getByLabel('Type of Days').selectOption('factor');
    await page.locator('th', { hasText: 'Days9' }).first().waitFor();
    expect(new URL(page.url()).hash).toContain('type=factor%3ADays');
  });

  test('of an Arrow file', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    const { columns } = readTable(fileURLToPath(new URL('web-demo/data/sleepstudy.csv', root)));
    const numbers = (name: string) => (columns.get(name) as NumericColumn).values;
    const table = tableFromArrays({
      Reaction: numbers('Reaction'),
      Days: numbers('Days'),
      Subject: Array.from(numbers('Subject'), (label) => `s${label}`),
    });
    const bytes = tableToIPC(table, { format: 'file' });
    await chooseFile(page, 'mine.arrow', Buffer.from(bytes as Uint8Array));
    await fitFormula(page, 'Reaction ~ Days + (Days | Subject)');
    await page.locator('.state', { hasText: 'mine.arrow: 180 rows' }).waitFor();
    await fitted(page, 'Reaction ~ Days');
    await expectFixedEffects(await cellsOf(page, 'Fixed effects'), 'sleepstudy slope REML');
  });

  test('of a Parquet file', async () => {
    const page = await open('data=hsb');
    await fitted(page, 'mathach');
    const { columns } = readTable(fileURLToPath(new URL('web-demo/data/sleepstudy.csv', root)));
    const numbers = (name: string) => Array.from((columns.get(name) as NumericColumn).values);
    const subjects = numbers('Subject').map((label) => `s${label}`);
    const bytes = parquetBytes(
      [
        { name: 'Reaction', type: 'double', groups: [numbers('Reaction')] },
        { name: 'Days', type: 'double', groups: [numbers('Days')] },
        { name: 'Subject', type: 'bytes', converted: 0, dictionary: true, groups: [subjects] },
      ],
      'snappy',
    );
    await chooseFile(page, 'mine.parquet', Buffer.from(bytes));
    await fitFormula(page, 'Reaction ~ Days + (Days | Subject)');
    await page.locator('.state', { hasText: 'mine.parquet: 180 rows' }).waitFor();
    await fitted(page, 'Reaction ~ Days');
    await expectFixedEffects(await cellsOf(page, 'Fixed effects'), 'sleepstudy slope REML');
  });

  test('reads level equations as the formula that they are', async () => {
    const page = await open('data=hsb');
    await fitFormula(
      page,
      'level 1: mathach = b0 + b1*cses + r\nlevel 2 (school): b0 = g00 + u0\nb1 = g10 + u1',
    );
    await fitted(page, 'mathach ~ cses + (cses | school)');
    await expectFixedEffects(await cellsOf(page, 'Fixed effects'), 'hsb slope REML');
  });

  test('reopens from its address, with the models that were kept', async () => {
    const first = await open('data=sleepstudy');
    await fitted(first, 'Reaction ~ Days');
    await first.getByRole('button', { name: 'Keep for comparison' }).click();
    await fitFormula(first, 'Reaction ~ Days + (1 | Subject)');
    await fitted(first, 'Reaction ~ Days + (1 | Subject)');
    await first.getByRole('radio', { name: 'ML', exact: true }).check();
    await first.getByRole('tab', { name: 'Comparison' }).click();
    await first.locator('caption', { hasText: 'Likelihood-ratio tests' }).waitFor();

    const second = await open(new URL(first.url()).hash.slice(1));
    await second.locator('caption', { hasText: 'Likelihood-ratio tests' }).waitFor();
    const [small, large] = await cellsOf(second, 'Likelihood-ratio tests');
    expect(small[0]).toBe('now');
    expect(large[0]).toBe('m1');
    expectPrinted(large[4], caseNamed('sleepstudy slope ML').logLik);
    expect(await cellsOf(first, 'Likelihood-ratio tests')).toEqual([small, large]);
  });

  test('of a file says in another page that the file is needed', async () => {
    const page = await open('file=mine.csv&formula=Reaction+~+Days+%2B+(1+%7C+Subject)');
    await page.locator('.note', { hasText: 'mine.csv' }).waitFor();
    await chooseFile(page, 'mine.csv', read('web-demo/data/sleepstudy.csv'));
    await fitted(page, 'Reaction ~ Days + (1 | Subject)');
    expect((await cellsOf(page, 'Random effects'))[0][0]).toBe('Subject');
  });

  test('shows an error under the word that is wrong, and completes names', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    const editor = page.getByLabel('Formula or level equations');
    await editor.fill('Reaction ~ Dys + (1 | Subject)');
    await page.locator('.marked mark').waitFor();
    expect(await page.locator('.marked mark').textContent()).toBe('Dys');
    expect(await page.locator('#formula-problem').textContent()).toContain('did you mean "Days"');
    await editor.fill('');
    await editor.pressSequentially('Rea');
    await page.keyboard.press('Tab');
    await page.keyboard.type(' ~ Da');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' + (1 | Sub');
    await page.keyboard.press('Tab');
    await page.keyboard.type(')');
    expect(await editor.inputValue()).toBe('Reaction ~ Days + (1 | Subject)');
    await page.keyboard.press('Enter');
    await fitted(page, 'Reaction ~ Days + (1 | Subject)');
  });

  test('gives profile intervals as R', async () => {
    const page = await open('data=sleepstudy&tab=tests');
    await page.getByRole('radio', { name: 'Profile' }).check();
    await page.getByRole('button', { name: 'Profile the likelihood' }).click();
    await page.locator('caption', { hasText: 'Profile intervals' }).waitFor();
    const { ml = [] } = profiles.find(({ name }) => name === 'sleepstudy slope REML') ?? {};
    const rows = await cellsOf(page, 'Profile intervals');
    expect(rows.map(([name]) => name)).toEqual(ml.map(({ name }) => name));
    rows.forEach(([, , lower, upper], i) => {
      expectPrinted(lower, ml[i].lower);
      expectPrinted(upper, ml[i].upper);
    });
    await page.locator('figure svg').first().waitFor();
  });

  test('can be taken along as code, tables, model and picture', async () => {
    const page = await open('data=sleepstudy', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await fitted(page, 'Reaction ~ Days');
    const copied = async (label: string): Promise<string> => {
      await page.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
      await page.locator('.said', { hasText: `Copied ${label}` }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('R code')).toContain(
      'm <- lmer(Reaction ~ Days + (Days | Subject), data = d)',
    );
    expect(await copied('JavaScript code')).toContain("from 'blup/node'");
    expect(await copied('Markdown')).toContain('| (Intercept)');
    expect(await copied('LaTeX')).toContain('\\begin{tabular}');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save model' }).click();
    const saved = loadModel(read(await (await saving).path()));
    expect(saved.fixed.estimates[1]).toBeCloseTo(10.467, 3);

    await page.getByRole('tab', { name: 'Level-2 residuals' }).click();
    const drawing = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save SVG' }).click();
    expect(read(await (await drawing).path())).toMatch(/^<svg [^>]*xmlns=/);
  });

  test('finds a school and tells its residual', async () => {
    const page = await open('data=hsb&tab=groups');
    await page.getByLabel('Find in school').fill('1224');
    await page.getByRole('option', { name: '1224' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('caption', { hasText: 'school 1224: 47 observations' }).waitFor();
    const { levels, names, values } = caseNamed('hsb cross-level REML').ranef.school;
    const rows = await cellsOf(page, 'school 1224');
    const at = levels.indexOf('1224');
    expect(rows.map(([name]) => name)).toEqual(names);
    rows.forEach(([, deviation], c) => {
      expect(Math.abs(Number(deviation) / values[at][c] - 1)).toBeLessThan(1e-3);
    });
    const ring = await page.locator('.ring').boundingBox();
    const paper = await page.locator('.paper svg').boundingBox();
    if (ring === null || paper === null) throw new Error('no ring');
    const [x, y] = [ring.x + ring.width / 2 - paper.x, ring.y + ring.height / 2 - paper.y];
    // Rank 74 of 160 stands left of the middle; its deviation is near the zero line.
    expect(x / paper.width).toBeGreaterThan(0.4);
    expect(x / paper.width).toBeLessThan(0.55);
    expect(y / paper.height).toBeGreaterThan(0.3);
    expect(y / paper.height).toBeLessThan(0.7);
  });

  test('draws shrinkage that follows the sliders', async () => {
    const page = await open('data=hsb&formula=mathach+~+1+%2B+(1+%7C+school)&tab=teaching');
    const fact = (name: string) =>
      page.locator('.facts div', { hasText: name }).locator('dd').textContent();
    await page.locator('.drawing').first().waitFor();
    const { varcorr, sigma } = caseNamed('hsb null REML');
    const tau = varcorr[0].variances[0];
    expectPrinted((await fact('ICC')) ?? '', tau / (tau + sigma ** 2));
    await page.getByRole('slider', { name: 'variance between' }).fill('0');
    expect(await fact('ICC')).toBe('0.000');
    expect(await fact('Mean reliability')).toBe('0.000');
    expect(await fact('Design effect')).toBe('1.00');
    await page.getByRole('button', { name: 'Back to the data' }).click();
    expectPrinted((await fact('ICC')) ?? '', tau / (tau + sigma ** 2));
  });
});
