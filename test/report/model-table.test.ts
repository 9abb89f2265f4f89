import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { formatModelTable } from '../../src/report/format-model-table.ts';
import type { MarkupFormat } from '../../src/report/markup/block.ts';
import { mergeOrder } from '../../src/report/merge-order.ts';
import { modelTable } from '../../src/report/model-table.ts';
import { checkedHtml } from '../html-check.ts';
import { checkedRtf } from '../rtf-check.ts';
import { dataFile } from '../tables-reference.ts';

const sleep = dataFile('sleepstudy.csv');
const [none, growth] = ['Reaction ~ 1 + (1 | Subject)', 'Reaction ~ Days + (Days | Subject)'].map(
  (formula) => lmer(formula, sleep),
);
const penicillin = dataFile('penicillin.csv');
const [both, sample] = [
  'diameter ~ 1 + (1 | plate) + (1 | sample)',
  'diameter ~ 1 + (1 | sample)',
].map((formula) => lmer(formula, penicillin, { method: 'ML' }));
const names = ['Null', 'Growth'];

describe('a table of models, whole', () => {
  test('text, standard errors below and stars', () => {
    const table = modelTable([none, growth], { names, stars: true, caption: 'Sleep' });
    expect(formatModelTable(table)).toBe(`Sleep
---------------------------------------------------------
                                    Null       Growth
---------------------------------------------------------
Fixed effects
(Intercept)                      298.508 ***  251.405 ***
                                  (9.050)      (6.825)
Days                                           10.467 ***
                                               (1.546)
Random part
SD (Intercept) | Subject          35.754       24.740
SD Days | Subject                               5.922
Cor (Intercept), Days | Subject                 0.066
SD residual                       44.259       25.592
Model
Observations                         180          180
Groups: Subject                       18           18
ICC                                0.395        0.722
R² marginal                        0.000        0.279
R² conditional                     0.395        0.799
Log-likelihood                    -952.2       -871.8
AIC                               1910.3       1755.6
BIC                               1919.9       1774.8
Fitted by                           REML         REML
---------------------------------------------------------
Standard errors in parentheses.
* p < 0.05, ** p < 0.01, *** p < 0.001 (Satterthwaite's degrees of freedom).
Log-likelihood, AIC and BIC of REML fits compare only models with the same fixed
effects.
`);
  });

  test('text, intervals beside, variances', () => {
    const table = modelTable([both, sample], { spread: 'interval', random: 'vcov' });
    expect(
      formatModelTable(table, { place: 'beside' }),
    ).toBe(`--------------------------------------------------------------------------
                                              m1                       m2
--------------------------------------------------------------------------
Fixed effects
(Intercept)               22.972 [21.195, 24.750]  22.972 [21.208, 24.737]
Random part
Var (Intercept) | plate                    0.715
Var (Intercept) | sample                   3.135                    3.077
Var residual                               0.302                    1.019
Model
Observations                                 144                      144
Groups: plate                                 24
Groups: sample                                 6                        6
ICC                                        0.927                    0.751
R² marginal                                0.000                    0.000
R² conditional                             0.927                    0.751
Log-likelihood                            -166.1                   -218.6
AIC                                        340.2                    443.2
BIC                                        352.1                    452.1
Fitted by                                     ML                       ML
--------------------------------------------------------------------------
95 % Wald intervals in brackets (Satterthwaite's degrees of freedom).
`);
  });

  const short = modelTable([none, growth], {
    names,
    measures: ['nobs', 'icc'],
    random: 'vcov',
    stars: true,
    coefficients: { Days: 'Days_awake' },
  });

  test('Markdown', () => {
    expect(
      formatModelTable(short, { format: 'markdown' }),
    ).toBe(`|                                         |          Null |        Growth |
| :-------------------------------------- | ------------: | ------------: |
| **Fixed effects**                       |               |               |
| (Intercept)                             | 298.508\\*\\*\\* | 251.405\\*\\*\\* |
|                                         |       (9.050) |       (6.825) |
| Days\\_awake                             |               |  10.467\\*\\*\\* |
|                                         |               |       (1.546) |
| **Random part**                         |               |               |
| Var (Intercept) \\| Subject              |      1278.338 |       612.090 |
| Var Days\\_awake \\| Subject              |               |        35.072 |
| Cov (Intercept), Days\\_awake \\| Subject |               |         9.604 |
| Var residual                            |      1958.865 |       654.941 |
| **Model**                               |               |               |
| Observations                            |           180 |           180 |
| ICC                                     |         0.395 |         0.722 |

Standard errors in parentheses.

\\* p &lt; 0.05, \\*\\* p &lt; 0.01, \\*\\*\\* p &lt; 0.001 (Satterthwaite's degrees of freedom).
`);
  });

  test('HTML', () => {
    expect(
      formatModelTable(short, { format: 'html' }),
    ).toBe(`<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">
<thead>
<tr><td style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid"></td><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Null</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Growth</th></tr>
</thead>
<tbody>
<tr><th scope="rowgroup" colspan="3" style="padding:2px 10px;padding-top:8px;text-align:left;font-style:italic;font-weight:normal">Fixed effects</th></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">(Intercept)</th><td style="padding:2px 10px;text-align:right">298.508<sup style="line-height:0">***</sup><br>(9.050)</td><td style="padding:2px 10px;text-align:right">251.405<sup style="line-height:0">***</sup><br>(6.825)</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Days_awake</th><td style="padding:2px 10px;text-align:right"></td><td style="padding:2px 10px;text-align:right">10.467<sup style="line-height:0">***</sup><br>(1.546)</td></tr>
</tbody>
<tbody>
<tr><th scope="rowgroup" colspan="3" style="padding:2px 10px;padding-top:8px;text-align:left;font-style:italic;font-weight:normal">Random part</th></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Var (Intercept) | Subject</th><td style="padding:2px 10px;text-align:right">1278.338</td><td style="padding:2px 10px;text-align:right">612.090</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Var Days_awake | Subject</th><td style="padding:2px 10px;text-align:right"></td><td style="padding:2px 10px;text-align:right">35.072</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Cov (Intercept), Days_awake | Subject</th><td style="padding:2px 10px;text-align:right"></td><td style="padding:2px 10px;text-align:right">9.604</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Var residual</th><td style="padding:2px 10px;text-align:right">1958.865</td><td style="padding:2px 10px;text-align:right">654.941</td></tr>
</tbody>
<tbody>
<tr><th scope="rowgroup" colspan="3" style="padding:2px 10px;padding-top:8px;text-align:left;font-style:italic;font-weight:normal">Model</th></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Observations</th><td style="padding:2px 10px;text-align:right">180</td><td style="padding:2px 10px;text-align:right">180</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">ICC</th><td style="padding:2px 10px;text-align:right">0.395</td><td style="padding:2px 10px;text-align:right">0.722</td></tr>
</tbody>
<tfoot>
<tr><td colspan="3" style="padding:2px 10px;border-top:1px solid;font-size:smaller;text-align:left;white-space:normal"><div style="width:0;min-width:100%">Standard errors in parentheses.<br>* p &lt; 0.05, ** p &lt; 0.01, *** p &lt; 0.001 (Satterthwaite&#39;s degrees of freedom).</div></td></tr>
</tfoot>
</table>
`);
  });

  test('LaTeX', () => {
    expect(formatModelTable(short, { format: 'latex' })).toBe(`% \\usepackage{booktabs}
\\begin{tabular}{lrr}
\\toprule
 & Null & Growth \\\\
\\midrule
\\multicolumn{3}{l}{\\textit{Fixed effects}} \\\\
(Intercept) & 298.508\\textsuperscript{***} & 251.405\\textsuperscript{***} \\\\
 & (9.050) & (6.825) \\\\
Days\\_awake &  & 10.467\\textsuperscript{***} \\\\
 &  & (1.546) \\\\
\\addlinespace
\\multicolumn{3}{l}{\\textit{Random part}} \\\\
Var (Intercept) \\textbar{} Subject & 1278.338 & 612.090 \\\\
Var Days\\_awake \\textbar{} Subject &  & 35.072 \\\\
Cov (Intercept), Days\\_awake \\textbar{} Subject &  & 9.604 \\\\
Var residual & 1958.865 & 654.941 \\\\
\\addlinespace
\\multicolumn{3}{l}{\\textit{Model}} \\\\
Observations & 180 & 180 \\\\
ICC & 0.395 & 0.722 \\\\
\\bottomrule
\\end{tabular}
\\par{\\footnotesize Standard errors in parentheses.\\par}
\\par{\\footnotesize * p \\textless{} 0.05, ** p \\textless{} 0.01, *** p \\textless{} 0.001 (Satterthwaite's degrees of freedom).\\par}
`);
  });

  test('Word: the table of the page as a document', () => {
    const rtf = formatModelTable({ ...short, caption: 'T & {T}\\ µ' }, { format: 'word' });
    const { texts, title } = checkedRtf(rtf);
    expect(title).toBe('T & {T}\\ µ');
    expect(texts[0]).toBe(title);
    const html = checkedHtml(formatModelTable(short, { format: 'html' })).texts.join(' ');
    const numbers = (text: string) => text.match(/[\d.]+/g) ?? [];
    expect(numbers(texts.slice(1).join(' '))).toEqual(numbers(html));
  });
});

describe('rows', () => {
  test('are the union, each where the models that have it put it', () => {
    expect(
      mergeOrder([
        ['a', 'x'],
        ['a', 'z', 'x'],
        ['w', 'a'],
      ]),
    ).toEqual(['w', 'a', 'z', 'x']);
    expect(
      mergeOrder([
        ['a', 'x'],
        ['a', 'w'],
        ['a', 'x', 'w'],
      ]),
    ).toEqual(['a', 'x', 'w']);
    expect(mergeOrder([[], ['b'], []])).toEqual(['b']);
  });

  test('of interactions come after those of main effects', () => {
    const hsb = dataFile('hsb.csv');
    const models = [
      'mathach ~ cses*sector + (1 | school)',
      'mathach ~ cses + meanses + (cses | school)',
    ].map((formula) => lmer(formula, hsb));
    const rows = modelTable(models).rows.filter(({ part }) => part === 'fixed');
    expect(rows.map(({ label }) => label)).toEqual([
      '(Intercept)',
      'cses',
      'sector',
      'meanses',
      'cses:sector',
    ]);
    expect(rows.map(({ cells }) => cells.map((cell) => cell !== null))).toEqual([
      [true, true],
      [true, true],
      [true, false],
      [false, true],
      [true, false],
    ]);
  });

  test('of equal labels are one; two coefficients of one model cannot share', () => {
    const hsb = dataFile('hsb.csv');
    const models = ['ses', 'cses'].map((x) => lmer(`mathach ~ ${x} + (1 | school)`, hsb));
    const table = modelTable(models, { coefficients: { ses: 'Status', cses: 'Status' } });
    expect(table.rows[1]).toMatchObject({ label: 'Status' });
    expect(table.rows[1].cells.map((cell) => cell?.value)).toEqual(
      models.map(({ fixed }) => fixed.estimates[1]),
    );
    const two = lmer('mathach ~ ses + meanses + (1 | school)', hsb);
    expect(() => modelTable([two], { coefficients: { ses: 'S', meanses: 'S' } })).toThrow(
      'two coefficients of one model are labelled "S": ses and meanses',
    );
  });

  test('take the limits of confint, of the random part too', () => {
    const limits = confint(growth, { method: 'wald' });
    const table = modelTable([growth], { spread: 'interval', intervals: [limits] });
    const residual = table.rows.find(({ label }) => label === 'SD residual')?.cells[0];
    const sigma = limits.intervals.find(({ name }) => name === 'sigma');
    expect([residual?.low, residual?.high]).toEqual([sigma?.lower, sigma?.upper]);
    expect(formatModelTable(table)).toContain(
      'SD residual                                 25.592\n',
    );
    expect(table.notes[0]).toBe('Confidence intervals in brackets.');
  });

  test('of two terms on one factor with one name are told apart', () => {
    const model = { ...both, random: [both.random[0], { ...both.random[1], group: 'plate' }] };
    const labels = modelTable([model], { measures: [] }).rows.map(({ label }) => label);
    expect(labels.slice(1)).toEqual([
      'SD (Intercept) | plate',
      'SD (Intercept) | plate (2)',
      'SD residual',
    ]);
  });
});

describe('numbers', () => {
  const cell = (value: number, se?: number) => ({ value, ...(se !== undefined && { se }) });
  const print = (value: number, se?: number, digits = 3) => {
    const text = formatModelTable(
      {
        kind: 'model-table',
        models: [{ name: 'm', formula: 'y ~ x', method: 'REML' }],
        spread: 'se',
        thresholds: [],
        rows: [{ part: 'fixed', kind: 'estimate', label: 'x', cells: [cell(value, se)] }],
        notes: [],
      },
      { digits },
    );
    return text
      .split('\n')
      .slice(4, -2)
      .join(' ')
      .replace(/^x|\s+/g, ' ')
      .trim();
  };

  test('get decimals that show two digits of the standard error', () => {
    expect(print(12.3456, 0.5)).toBe('12.346 (0.500)');
    expect(print(0.00123456, 0.000042)).toBe('0.001235 (0.000042)');
    expect(print(1.5e-12, 2e-13)).toBe('1.500e-12 (2.000e-13)');
    expect(print(2.5e11, 1e10)).toBe('2.500e+11 (1.000e+10)');
    expect(print(-0.0001, 0.5)).toBe('0.000 (0.500)');
    expect(print(12.3456, 0.5, 1)).toBe('12.35 (0.50)');
    expect(print(Number.NaN)).toBe('NA');
    expect(print(0)).toBe('0.000');
  });

  test('a bad count of digits is refused', () => {
    expect(() => print(1, 1, Number.NaN)).toThrow('digits is NaN; it must be a whole number');
  });
});

describe('notes say what a reader must know', () => {
  test('other responses and rows, criteria that do not compare', () => {
    const logged = lmer('log(Reaction) ~ Days + (1 | Subject)', sleep);
    expect(modelTable([growth, logged]).notes).toEqual([
      'Standard errors in parentheses.',
      'Responses: m1 Reaction, m2 log(Reaction).',
    ]);
    const { notes } = modelTable([growth, both], { spread: 'none' });
    expect(notes).toEqual([
      'Responses: m1 Reaction, m2 diameter.',
      'The models were not fitted to the same observations; their criteria do not compare.',
    ]);
    expect(modelTable([both, sample], { spread: 'none' }).notes).toEqual([]);
    const later = { ...sample, rows: sample.rows.map((row) => row + 1) };
    expect(modelTable([both, later], { spread: 'none' }).notes).toHaveLength(1);
    expect(modelTable([none, growth], { spread: 'none', measures: ['nobs'] }).notes).toEqual([]);
  });

  test('a singular fit, and one without certificate', () => {
    const yields = lmer('Yield ~ 1 + (1 | Batch)', dataFile('dyestuff2.csv'));
    const { certificate, ...rest } = growth;
    const open = {
      ...rest,
      certificate: { ...certificate, certified: false, missing: 'it stopped' },
    };
    const table = modelTable([open, yields], { measures: [] });
    expect(table.notes.slice(-2)).toEqual([
      'm1: not certified (it stopped); no standard errors.',
      'm2: singular fit; the variance of (Intercept) within Batch is estimated 0.',
    ]);
    expect(table.rows[0].cells[0]).toEqual({ value: growth.fixed.estimates[0] });
  });
});

test('what is not known is refused', () => {
  const bad = (options: object) => () => modelTable([growth], options);
  expect(() => modelTable([])).toThrow('a table needs at least one model');
  expect(bad({ names: ['a', 'b'] })).toThrow('names must be one for each model: 2 for 1 models');
  expect(bad({ spread: 'sd' })).toThrow('spread "sd" is unknown');
  expect(bad({ measures: ['aic'] })).toThrow('measure "aic" is unknown; did you mean "AIC"?');
  expect(bad({ stars: [5] })).toThrow('thresholds of stars lie between 0 and 1: 5');
  expect(bad({ stars: true, ddf: 'none' })).toThrow('stars need p-values');
  expect(bad({ coefficients: { Dys: 'x' } })).toThrow(
    'no model has a coefficient "Dys" to label; did you mean "Days"?',
  );
  const table = modelTable([growth]);
  expect(() => formatModelTable(table, { format: 'docx' as MarkupFormat })).toThrow(
    'format "docx" is unknown',
  );
});

test('a table is plain data', () => {
  const table = modelTable([none, growth], { stars: true });
  expect(structuredClone(table)).toEqual(table);
  expect(JSON.parse(JSON.stringify(table))).toEqual(table);
});
