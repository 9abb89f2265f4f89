import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cellsOf, chooseFile, describeDemo, fitFormula, fitted, settled } from './demo-browser.ts';

interface Reference {
  readonly name: string;
  readonly objective: number;
  readonly coefficients: {
    readonly names: readonly string[];
    readonly estimate: readonly number[];
    readonly se: readonly number[];
  };
  readonly varcorr: readonly { readonly sds: readonly number[] }[];
  readonly ranef: {
    readonly [group: string]: {
      readonly levels: readonly string[];
      readonly values: readonly (readonly number[])[];
    };
  };
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const cases: readonly Reference[] = JSON.parse(read('test/reference/glmm.json'));

function caseNamed(name: string): Reference {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no reference ${name}`);
  return found;
}

function expectPrinted(text: string, value: number): void {
  const printed = Number(text.replaceAll(',', ''));
  const half = 0.51 * 10 ** -(text.split('.')[1]?.length ?? 0);
  expect(Math.abs(printed - value), `${text} for ${value}`).toBeLessThan(half);
}

const use = 'use ~ urban + age + livch + (1 | district)';
const address = (more = ''): string =>
  `data=contraception&formula=${encodeURIComponent(use)}&nagq=25${more}`;

describeDemo('a generalised model in the page', (open) => {
  test('is fitted to the example, with the numbers of fine quadrature', async () => {
    const page = await open(address());
    await fitted(page, 'use ~ urban');
    const { coefficients, varcorr, objective } = caseNamed('contraception 25');
    const rows = await cellsOf(page, 'Fixed effects');
    expect(rows.map(([term]) => term)).toEqual(coefficients.names);
    rows.forEach(([, estimate, se], i) => {
      expectPrinted(estimate, coefficients.estimate[i]);
      expectPrinted(se, coefficients.se[i]);
    });
    expectPrinted((await cellsOf(page, 'Random effects'))[0][3], varcorr[0].sds[0]);
    const deviance = page.locator('.facts div', { hasText: 'Deviance' }).locator('dd');
    expectPrinted((await deviance.textContent()) ?? '', objective);
    await page.locator('caption', { hasText: 'Odds ratios' }).waitFor();
    const ratio = (await cellsOf(page, 'Odds ratios'))[0];
    expect(ratio[0]).toBe('urbanY');
    expectPrinted(ratio[1], Math.exp(coefficients.estimate[1]));
    expect(await page.locator('.title').textContent()).toContain('25 points');
  });

  test('is chosen by family, link, order and trials, and reopens from its address', async () => {
    const page = await open('data=sleepstudy');
    await fitted(page, 'Reaction ~ Days');
    await chooseFile(page, 'cbpp.csv', read('test/reference/data/cbpp.csv'));
    await page.getByLabel('Type of period').selectOption('factor');
    await page.getByLabel('Family of the response').selectOption('binomial');
    await page.getByLabel('Quadrature').selectOption('25');
    await fitFormula(page, 'incidence ~ period + (1 | herd)');
    await page.locator('#formula-problem', { hasText: 'cbind' }).waitFor();
    await page.getByLabel('Trials').selectOption('size');
    await fitted(page, 'incidence ~ period');
    const check = async (name: string): Promise<void> => {
      const { coefficients } = caseNamed(name);
      const rows = await cellsOf(page, 'Fixed effects');
      rows.forEach(([, estimate], i) => {
        expectPrinted(estimate, coefficients.estimate[i]);
      });
    };
    await check('cbpp 25');
    await page.locator('#tab-diagnostics').click();
    await page.locator('caption', { hasText: 'More than the family explains?' }).waitFor();
    const [pearson] = await cellsOf(page, 'More than the family explains?');
    expect(pearson[0]).toBe('Pearson’s χ²');
    // 56 rows, 4 coefficients and a standard deviation.
    expect(Number(pearson[2])).toBe(51);
    expectPrinted(pearson[3], Number(pearson[1]) / Number(pearson[2]));
    await page.getByRole('tab', { name: 'Tests & intervals' }).click();
    await page.locator('caption', { hasText: 'Wald tests of type III' }).waitFor();
    await page.locator('#tab-summary').click();
    await page.getByRole('combobox', { name: 'Link' }).selectOption('probit');
    await page.locator('.title', { hasText: 'probit' }).waitFor();
    await check('cbpp probit 25');
    await page.locator('.lead', { hasText: 'No ratios' }).waitFor();
    await page.getByRole('button', { name: 'Keep for comparison' }).click();
    const hash = new URL(page.url()).hash.slice(1);
    for (const part of ['family=binomial', 'link=probit', 'nagq=25', 'trials=size']) {
      expect(hash).toContain(part);
    }
    const second = await open(hash);
    await chooseFile(second, 'cbpp.csv', read('test/reference/data/cbpp.csv'));
    await fitted(second, 'incidence ~ period');
    expect(await cellsOf(second, 'Fixed effects')).toEqual(await cellsOf(page, 'Fixed effects'));
    expect(await second.getByLabel('Trials').inputValue()).toBe('size');
    await second.getByRole('tab', { name: 'Comparison' }).click();
    const kept = second.locator('.models li', { hasText: 'm1' });
    expect(await kept.textContent()).toContain('binomial, probit, nAGQ 25');
  });

  test('answers in every tab, or says why not', async () => {
    const page = await open(address('&tab=groups'));
    await page.locator('.paper svg').waitFor();
    const { levels, values } = caseNamed('contraception 25').ranef.district;
    await page.getByLabel('Find in district').fill(levels[0]);
    await page.getByRole('option', { name: levels[0], exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('caption', { hasText: `district ${levels[0]}:` }).waitFor();
    const [row] = await cellsOf(page, `district ${levels[0]}:`);
    expect(Math.abs(Number(row[1]) - values[0][0])).toBeLessThan(1e-3);
    for (const tab of ['lines', 'diagnostics', 'tests', 'comparison', 'equations', 'teaching']) {
      await page.locator(`#tab-${tab}`).click();
      await settled(page);
      const texts = await page.locator('.panel .problem, .panel .lead').allTextContents();
      for (const text of texts) expect(text, tab).not.toMatch(/undefined|NaN|internal|inside:/);
    }
    await page.locator('#tab-tests').click();
    await page.locator('caption', { hasText: 'Wald intervals' }).waitFor();
    const { coefficients } = caseNamed('contraception 25');
    const urban = (await cellsOf(page, 'Wald intervals')).find(([name]) => name === 'urbanY');
    const half = 1.959963984540054 * coefficients.se[1];
    expectPrinted(urban?.[2] ?? '', coefficients.estimate[1] - half);
    expectPrinted(urban?.[3] ?? '', coefficients.estimate[1] + half);
    for (const [method, button] of [
      ['Profile', 'Profile the likelihood'],
      ['Bootstrap', 'Draw replicates'],
    ]) {
      await page.getByRole('radio', { name: method }).check();
      if (method === 'Bootstrap') await page.getByLabel('Replicates').fill('4');
      await page.getByRole('button', { name: button }).click();
      const section = page.locator('section', { hasText: 'Confidence intervals' }).last();
      await section.locator('caption, .refused').first().waitFor({ timeout: 60_000 });
      const problem = section.locator('.refused');
      if ((await problem.count()) === 0) continue;
      expect(await problem.textContent()).toMatch(/generalised|glmer|linear models/);
    }
  }, 120_000);

  test('is compared with others by likelihood ratio', async () => {
    const kept = `binomial,logit,25,:use ~ urban + (1 | district)`;
    const page = await open(address(`&tab=comparison&keep=${encodeURIComponent(kept)}`));
    await page.locator('caption', { hasText: 'Likelihood-ratio tests' }).waitFor();
    const [small, large] = await cellsOf(page, 'Likelihood-ratio tests');
    expect(small[0]).toBe('m1');
    expect(large[0]).toBe('now');
    expectPrinted(large[5], caseNamed('contraception 25').objective);
    expect(large[7]).toBe('4');
  });

  test('is taken along as code of R and JavaScript', async () => {
    const page = await open(address(), { permissions: ['clipboard-read', 'clipboard-write'] });
    await fitted(page, 'use ~ urban');
    const copied = async (label: string): Promise<string> => {
      await page.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
      await page.locator('.said', { hasText: `Copied ${label}` }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('R code')).toContain(
      `library(lme4)\n\nd <- read.csv("contraception.csv", stringsAsFactors = TRUE)\nm <- glmer(${use}, data = d, family = binomial(link = "logit"), nAGQ = 25)`,
    );
    expect(await copied('JavaScript code')).toContain(
      `glmer("${use}", data, { family: 'binomial', link: 'logit', nAGQ: 25 })`,
    );
    expect(await copied('Markdown')).toContain('Family: binomial');
  });

  test('says in words what does not fit', async () => {
    const page = await open('data=contraception&family=poisson');
    await page.locator('#formula-problem', { hasText: 'poisson' }).waitFor();
    await page.getByLabel('Family of the response').selectOption('gaussian');
    await page.locator('#formula-problem', { hasText: 'use' }).waitFor();
    await page.getByLabel('Family of the response').selectOption('binomial');
    await fitted(page, 'use ~ age');
    expect(await page.locator('#formula-problem').textContent()).toBe('');
  });
});
