import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { eclsk } from '../../bench/generators.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { caterpillarPlot } from '../../src/plot/caterpillar.ts';
import { coefficientPlot } from '../../src/plot/coefficient-plot.ts';
import { modelPlot, plotKinds } from '../../src/plot/kinds.ts';
import { meansPlot } from '../../src/plot/means-plot.ts';
import { plotElement, plotSvg } from '../../src/plot/render.ts';
import { serialise, svgDocument } from '../../src/plot/svg-document.ts';
import { blup as call } from '../cli/blup.ts';
import { cake, schools, sleep } from './plot-models.ts';
import { checkSvg, elementsOf } from './svg-check.ts';

const root = new URL('../..', import.meta.url).pathname;

describe('every plot', () => {
  const warn = vi.spyOn(console, 'warn');
  afterEach(() => warn.mockClear());
  const models = { sleep, schools, cake };
  const cases = Object.entries(models).flatMap(([name, model]) =>
    plotKinds
      .filter((kind) => kind !== 'means' || name === 'cake')
      .filter((kind) => kind !== 'effects' || name !== 'cake')
      .map((kind) => ({ name, kind, model })),
  );

  test.each(cases)(
    '$kind of $name is well-formed, titled and the same each time',
    ({ kind, model }) => {
      const svg = plotSvg(modelPlot(model, kind));
      checkSvg(svg);
      expect(plotSvg(modelPlot(model, kind))).toBe(svg);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  test('is below 600 kB at 742 groups and 11,091 rows', () => {
    const model = lmer('reading ~ ses + (ses | school)', eclsk());
    for (const kind of plotKinds.filter((kind) => kind !== 'means')) {
      const svg = plotSvg(modelPlot(model, kind));
      checkSvg(svg);
      expect({ kind, small: svg.length < 600_000 }).toEqual({ kind, small: true });
    }
  });
});

describe('names', () => {
  const names = [
    '<script>alert(1)</script>',
    'a & b "c"',
    ']]>',
    "o'neil",
    '\u0000\u0007\n',
    '\ud800',
    '𝒳 学校',
    '-->',
  ];
  const g = names.flatMap((name) => new Array<string>(8).fill(name));
  const x = g.map((_, i) => (i * 7) % 8);
  const f = g.map((_, i) => ['<b>', '&amp;', 'z'][i % 3]);
  const y = g.map(
    (_, i) =>
      1e6 * (Math.floor(i / 8) + Math.sin(13 * i)) + 2e5 * x[i] * Math.cos(Math.floor(i / 8)),
  );
  const data = { '<y> & "y"': y, 'x<i>': x, g, f };
  const model = lmer('`<y> & "y"` ~ `x<i>` + f + (`x<i>` | g)', data);

  test.each(plotKinds)('are text in %s, whatever they hold', (kind) => {
    const svg = plotSvg(modelPlot(model, kind));
    checkSvg(svg);
    expect(elementsOf(svg).filter((name) => /script|^b$|^i$/.test(name))).toEqual([]);
  });

  test('of models and levels too', () => {
    const wald = confint(model, { method: 'wald' });
    checkSvg(plotSvg(coefficientPlot({ '<A & "B">': wald, C: wald })));
    checkSvg(plotSvg(meansPlot(emmeans(model, ['f', 'x<i>'], { at: { 'x<i>': [1, 2] } }))));
  });

  test('are written out in full for who points at them', () => {
    const long = 'a very long name of a school '.repeat(5).trim();
    const own = lmer('y ~ 1 + (1 | g)', { y, g: g.map((name) => (name === ']]>' ? long : name)) });
    const svg = plotSvg(caterpillarPlot(own));
    expect(svg).toContain(`<title>${long}</title>`);
    expect(svg).toMatch(/>a very long name of a[^<]*…</);
  });
});

test('the picture of README is the one that is drawn', () => {
  const file = readFileSync(join(root, 'docs/caterpillar.svg'), 'utf8');
  expect(plotSvg(caterpillarPlot(sleep))).toBe(file);
});

describe('themes', () => {
  const figure = caterpillarPlot(sleep);

  test('a file follows the reader, a page lends its colour', () => {
    expect(plotSvg(figure)).toContain('@media (prefers-color-scheme: dark)');
    expect(plotSvg(figure, { theme: 'light' })).not.toContain('@media');
    expect(plotSvg(figure, { theme: 'inherit' })).not.toMatch(/<style|<rect class="blup-paper/);
    expect(plotSvg(figure, { theme: 'inherit' })).toContain('currentColor');
  });

  test('an element is drawn by the document that is given', () => {
    const own = svgDocument();
    const element = plotElement(figure, own as unknown as Document);
    expect(element.ownerDocument).toBe(own);
    const text = serialise(element as unknown as Parameters<typeof serialise>[0]);
    expect(`${text}\n`).toBe(plotSvg(figure, { theme: 'inherit' }));
  });
});

describe('the command', () => {
  const data = join(root, 'web-demo/data/sleepstudy.csv');
  const formula = 'Reaction ~ Days + (Days | Subject)';

  const blup = (...args: string[]) => call(args);

  test('draws to files that are whole, and prints the summary', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blup-plot-'));
    try {
      const [a, b] = [join(folder, 'a.svg'), join(folder, 'b.svg')];
      const { status, stdout } = blup(
        'fit',
        data,
        formula,
        '--plot',
        `caterpillar=${a}`,
        '--plot',
        `qq=${b}`,
      );
      expect(status).toBe(0);
      expect(stdout).toContain('REML criterion at convergence: 1743.6');
      expect(readdirSync(folder).sort()).toEqual(['a.svg', 'b.svg']);
      expect(readFileSync(a, 'utf8')).toBe(
        plotSvg(modelPlot(sleep, 'caterpillar', { level: 0.95 })),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('draws to standard output', () => {
    const { status, stdout, stderr } = blup('plot', data, formula, 'panels', '--names', '308,335');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    checkSvg(stdout);
    expect(stdout).toContain('2 of 18 levels of Subject');
  });

  test.each([
    [
      ['plot', data, formula, 'caterpilar'],
      'did you mean "caterpillar"? The plots are caterpillar, effects',
    ],
    [
      ['plot', data, formula, 'qq', '-o', 'x.pdf'],
      'plots are written as SVG or PNG: "x.pdf" ends in neither',
    ],
    [
      ['fit', data, formula, '--plot', 'qq'],
      '--plot needs KIND=FILE, as in caterpillar=out.svg: "qq"',
    ],
    [['fit', data, formula, '--plot', 'violin=x.svg'], 'the plots are caterpillar'],
    [
      ['plot', data, formula, 'qq', '-o', '/no/such/folder/x.svg'],
      'cannot write "/no/such/folder/x.svg": ENOENT',
    ],
  ])('refuses %j', (args, text) => {
    const { status, stdout, stderr } = blup(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(text);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
