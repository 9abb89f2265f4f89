import { describe, expect, test } from 'vitest';
import { checkedHtml } from '../html-check.ts';
import { blup as run } from './blup.ts';

const root = new URL('../..', import.meta.url).pathname;
const sleepstudy = `${root}web-demo/data/sleepstudy.csv`;
const none = 'Reaction ~ 1 + (1 | Subject)';
const slope = 'Reaction ~ Days + (Days | Subject)';

const blup = (...args: readonly string[]) => run(args);

describe('blup table', () => {
  test('prints models side by side', () => {
    const { status, stdout, stderr } = blup(
      'table',
      sleepstudy,
      none,
      slope,
      '--names',
      'Null,Growth',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[1]).toMatch(/^ +Null +Growth$/);
    expect(lines).toContain('Days                                        10.467');
    expect(lines).toContain('Standard errors in parentheses.');
  });

  test('with intervals, stars, labels, variances and a caption', () => {
    const { stdout } = blup(
      ...['table', sleepstudy, slope, '--ml', '--ci', '--level', '0.9', '--stars', '--variances'],
      ...['--label', 'Days=Day = 1 night', '--label', '(Intercept)=Start', '--caption', 'Sleep'],
      ...['--beside', '--digits', '2', '--format', 'markdown'],
    );
    expect(stdout).toContain('**Sleep**\n');
    expect(stdout).toMatch(/\| Day = 1 night +\| +10\.47 \\\[7\.\d\d, 13\.\d\d\\\]\\\*\\\*\\\* \|/);
    expect(stdout).toContain('| Var Start \\| Subject');
    expect(stdout).toContain('90 % Wald intervals in brackets');
    expect(stdout).toMatch(/\| Fitted by +\| +ML \|/);
  });

  test('as a page, for LaTeX, for Word, and as JSON', () => {
    expect(checkedHtml(blup('table', sleepstudy, slope, '--format', 'html').stdout).tags[0]).toBe(
      'table',
    );
    expect(blup('table', sleepstudy, slope, '--format', 'latex').stdout).toContain('\\toprule\n');
    expect(blup('table', sleepstudy, slope, '--format', 'word').stdout).toMatch(/^\{\\rtf1/);
    const json = JSON.parse(blup('table', sleepstudy, none, slope, '--format', 'json').stdout);
    expect(json).toMatchObject({ kind: 'model-table', models: [{ name: 'm1' }, { name: 'm2' }] });
    expect(json.rows[1].cells[0]).toBeNull();
  });

  const wrong: [string, string[], string][] = [
    ['names', ['--names', 'a'], 'names must be one for each model: 1 for 2 models'],
    ['label', ['--label', 'Days'], '--label needs coefficient=label, as in "ses=Status": "Days"'],
    [
      'level',
      ['--ci', '--level', 'x'],
      'level is NaN; a confidence level lies between 0 and 1, as 0.95',
    ],
    ['digits', ['--digits', 'x'], 'digits is NaN; it must be a whole number from 0 to 15'],
    [
      'format',
      ['--format', 'pdf'],
      '--format pdf is unknown; use text or markdown or html or latex or word or json',
    ],
  ];
  test.each(wrong)('refuses wrong %s with status 2', (_, args, message) => {
    const { status, stdout, stderr } = blup('table', sleepstudy, none, slope, ...args);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `blup: ${message}\n`,
    });
  });
});

describe('blup fit --format, --explain', () => {
  test('the summary as a page, Markdown and LaTeX', () => {
    const { texts, tags } = checkedHtml(blup('fit', sleepstudy, slope, '--format', 'html').stdout);
    expect(tags[0]).toBe('h3');
    expect(texts).toContain('REML criterion at convergence: 1743.6');
    const markdown = blup('fit', sleepstudy, slope, '--format', 'markdown').stdout;
    expect(markdown).toMatch(
      /\| Days +\| +10\.467 \| +1\.546 \| 17\.000 \| +6\.771 \| +3\.26e-06\\\*/,
    );
    const latex = blup('fit', sleepstudy, slope, '--format', 'latex', '--explain').stdout;
    expect(latex).toContain('$3.26 \\times 10^{-6}$\\textsuperscript{***} \\\\');
    expect(latex).toContain(
      '\\subsection*{In words}\n\n\\begin{itemize}\n\\item {}Where Days is 0',
    );
  });

  test('sentences below the text, and in JSON; with the intervals asked for', () => {
    const { stdout } = blup('fit', sleepstudy, slope, '--explain');
    expect(stdout).toMatch(
      /evaluations\n\nIn words:\n- Where Days is 0, the expected Reaction is 251\.41/,
    );
    const json = JSON.parse(
      blup('fit', sleepstudy, slope, '--format', 'json', '--explain', '--confint', 'profile')
        .stdout,
    );
    expect(json.sentences[1]).toMatchObject({ about: 'fixed', name: 'Days' });
    expect(json.sentences[3].text).toContain('(95 % interval 3.801 to 8.753; variance 35.07)');
  });

  test('further results stand below in every format, with the numbers of text', () => {
    const more = ['--robust', '--confint', 'wald', '--contrast', 'Days = 10', '--timing'];
    const [text, markdown, html, latex] = ['text', 'markdown', 'html', 'latex'].map((format) => {
      const { status, stdout, stderr } = blup(
        'fit',
        sleepstudy,
        slope,
        '--format',
        format,
        ...more,
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    });
    const robust = /\nDays +10\.467 +(\d\.\d+) +([\d.]+) +([\d.]+) [^\n]*\n/.exec(
      text.slice(text.indexOf('robust standard')),
    );
    const limits = /\nDays +(\d\.\d+) +(\d+\.\d+)\n/.exec(text.slice(text.indexOf('2.5 %')));
    const numbers = [...(robust ?? []).slice(1), ...(limits ?? []).slice(1)];
    expect(numbers).toHaveLength(5);
    for (const other of [markdown, html, latex]) {
      for (const number of numbers) expect(other).toContain(number);
      expect(other).toContain('robust: CR2, 18 clusters (Subject)');
      expect(other).toMatch(/95 \\?% confidence intervals, Wald/);
      expect(other).toContain('Degrees-of-freedom method: satterthwaite');
      expect(other).toMatch(/timing: read [\d.]+ ms, design/);
    }
    expect(checkedHtml(html).tags.filter((tag) => tag === 'table').length).toBeGreaterThan(5);
  });
});
