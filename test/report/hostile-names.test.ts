import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { formatModelTable } from '../../src/report/format-model-table.ts';
import { formatSummaryAs } from '../../src/report/format-summary-as.ts';
import { type Block, plainText } from '../../src/report/markup/block.ts';
import { toHtml } from '../../src/report/markup/to-html.ts';
import { latexText, toLatex } from '../../src/report/markup/to-latex.ts';
import { markdownText, toMarkdown } from '../../src/report/markup/to-markdown.ts';
import { toText } from '../../src/report/markup/to-text.ts';
import { modelTable } from '../../src/report/model-table.ts';
import { sentences } from '../../src/report/sentences.ts';
import { summary } from '../../src/report/summary.ts';
import { tidy } from '../../src/report/tidy.ts';
import { checkedHtml } from '../html-check.ts';
import { checkedRtf } from '../rtf-check.ts';

const hostile = [
  '<script>alert(1)</script>',
  '__proto__',
  'a|b',
  '50%_x',
  'Größe 日本 😀',
  '$x^2$ {y} # ~',
  '*bold* _it_ [l](u)',
  '&amp; "q" \'s\'',
  'constructor',
];
const rows = Array.from({ length: 60 }, (_, i) =>
  Object.fromEntries([
    ...hostile.map((name, k) => [name, Math.sin(i * (k + 1.3))]),
    ['y', Math.cos(i * 1.7) + ((i * 7) % 6) / 3],
    ['g|<b>&', `<i>${(i * 7) % 6}`],
  ]),
);
const right = hostile.map((name) => `\`${name}\``).join(' + ');
const model = lmer(`y ~ ${right} + (1 | \`g|<b>&\`)`, rows, { dataName: '<data> & co' });
const table = modelTable([model], {
  names: ['[x] & <i>m</i>'],
  caption: 'A & B_1\nnew # line',
  coefficients: { '`__proto__`': 'toString', '`a|b`': '' },
});

/** Markdown as it shows: escapes undone. */
const shownMarkdown = (text: string) =>
  text
    .replace(/\\([\\`*_{}[\]#|~^$])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** What the commands stand for that `latexText` writes. */
const commands: Readonly<Record<string, string>> = {
  '\\textbackslash{}': '\\',
  '\\textasciicircum{}': '^',
  '\\textasciitilde{}': '~',
  '\\textless{}': '<',
  '\\textgreater{}': '>',
  '\\textbar{}': '|',
  '\\textasciigrave{}': '`',
  '\\textsuperscript{2}': '²',
};
const shownLatex = (text: string) =>
  text.replace(
    /\\text[a-z]+\{2?\}|\\([{}$&#%_])|\{\}/g,
    (all, sign) => sign ?? commands[all] ?? '',
  );

describe('names that mean something to a format are shown as they are', () => {
  const names = model.fixed.names.slice(1);
  const labels = names.map((name) =>
    name === '`__proto__`' ? 'toString' : name === '`a|b`' ? '' : name,
  );

  test('rows of tidy', () => {
    expect(
      tidy(model)
        .slice(1, 10)
        .map(({ term }) => term),
    ).toEqual(hostile.map((name) => (name === 'constructor' ? name : `\`${name}\``)));
  });

  test('HTML and Word', () => {
    const html = formatModelTable(table, { format: 'html' });
    const read = checkedHtml(html);
    const word = checkedRtf(formatModelTable(table, { format: 'word' }));
    for (const texts of [read.texts, word.texts]) {
      expect(texts).toEqual(expect.arrayContaining(labels.filter((label) => label !== '')));
      expect(texts).toContain('[x] & <i>m</i>');
      expect(texts).toContain('A & B_1 new # line');
    }
    expect(new Set(read.tags)).toEqual(
      new Set('table caption thead tbody tfoot tr th td br div'.split(' ')),
    );
    expect(html).toMatch(/^[\n -~]*$/);
    const { tags, texts } = checkedHtml(
      formatSummaryAs(summary(model), 'html', { sentences: sentences(model), correlation: true }),
    );
    expect(tags).not.toContain('script');
    expect(texts).toEqual(expect.arrayContaining(names));
    expect(texts).toContain('Data: <data> & co');
  });

  test('Markdown', () => {
    const lines = formatModelTable(table, { format: 'markdown' }).split('\n');
    const cells = lines
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
    expect(cells.every((row) => row.length === 2)).toBe(true);
    const shown = cells.map(([label]) => shownMarkdown(label).trim());
    expect(shown).toEqual(expect.arrayContaining(labels));
    expect(lines.join('\n')).not.toMatch(/<|(?<!\\)[_`]|__/);
    expect(
      formatSummaryAs(summary(model), 'markdown', { sentences: sentences(model) }),
    ).not.toMatch(/<|(?<!\\)[_`]/);
  });

  test('LaTeX', () => {
    const latex = formatModelTable(table, { format: 'latex' });
    const body = latex.slice(latex.indexOf('\\midrule\n') + 9, latex.indexOf('\\bottomrule'));
    const labelled = body
      .split('\n')
      .filter((line) => line.endsWith('\\\\') && !line.startsWith('\\multicolumn'))
      .map((line) => line.slice(0, -2).split(/(?<!\\) & /));
    expect(labelled.every((cells) => cells.length === 2)).toBe(true);
    expect(labelled.map(([label]) => shownLatex(label))).toEqual(expect.arrayContaining(labels));
  });

  test('text', () => {
    const text = formatModelTable(table);
    for (const label of labels) expect(text).toContain(label);
    expect(text.split('\n')[0]).toBe('A & B_1 new # line');
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'\\{}$&#%_^~<>|"`\'-[]*+=1.) \n\tα²😀a') }),
);
const blocksOf = (a: string, b: string): Block[] => [
  { kind: 'heading', text: a },
  { kind: 'paragraph', text: b },
  { kind: 'list', items: [a, b] },
  {
    kind: 'table',
    caption: b,
    head: [a, b, a],
    align: ['left', 'right'],
    sections: [
      { title: a, rows: [{ label: b, cells: [{ lines: [a, b], mark: '*' }, { lines: [b] }] }] },
    ],
    notes: [b, a],
  },
];

describe('any text at all', () => {
  test('gives well-formed HTML that shows it', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const { texts } = checkedHtml(toHtml(blocksOf(a, b)));
        const whole = texts.join('\n');
        for (const text of [a, b].map(plainText)) {
          if (text.trim() !== '')
            expect(texts.concat(whole).some((t) => t.includes(text))).toBe(true);
        }
      }),
    );
  });

  test('is escaped so that it can be read back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shownMarkdown(markdownText(text))).toBe(plainText(text));
        const plain = plainText(text.replace(/[α-ωΑ-Ω−±–]/g, ''));
        expect(shownLatex(latexText(plain))).toBe(plain);
      }),
    );
  });

  test('keeps rows and columns of a table', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const blocks = blocksOf(a, b).slice(3);
        const pipes = toMarkdown(blocks)
          .split('\n')
          .filter((line) => line.startsWith('| ') && line.endsWith(' |'));
        expect(pipes).toHaveLength(5);
        for (const line of pipes) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
        const latex = toLatex(blocks);
        expect(latex.match(/(?<!\\)(?:\\\\)*&/g)).toHaveLength(6);
        const braces = latex.replace(/\\[{}\\]/g, '');
        expect(braces.split('{')).toHaveLength(braces.split('}').length);
        expect(latex).not.toMatch(/\\\\\n[[*]/);
        expect(toText(blocks)).toMatch(/\n$/);
      }),
    );
  });
});

test('numbers are set as numbers', () => {
  const numbers = ['-1.5', '(-0.25)', '[-1, 2e-06]', '< 2e-16', '3.26e-06', '-1.0e+10'];
  const block: Block = {
    kind: 'table',
    head: ['', 'x'],
    align: ['right'],
    sections: [{ rows: numbers.map((n) => ({ label: 'a-1', cells: [{ lines: [n] }] })) }],
    notes: [],
  };
  const latex = toLatex([block]).match(/(?<=a-1 & ).*(?= \\\\)/g);
  expect(latex).toEqual([
    '$-$1.5',
    '($-$0.25)',
    '[$-$1, $2 \\times 10^{-6}$]',
    '$<$ $2 \\times 10^{-16}$',
    '$3.26 \\times 10^{-6}$',
    '$-1.0 \\times 10^{10}$',
  ]);
  const html = checkedHtml(toHtml([block])).texts.filter(
    (text) => /\d/.test(text) && text !== 'a-1',
  );
  expect(html).toEqual(['−1.5', '(−0.25)', '[−1, 2e−06]', '< 2e−16', '3.26e−06', '−1.0e+10']);
});
