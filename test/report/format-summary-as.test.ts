import { expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { formatSummaryAs } from '../../src/report/format-summary-as.ts';
import type { MarkupFormat } from '../../src/report/markup/block.ts';
import { sentences } from '../../src/report/sentences.ts';
import { summary } from '../../src/report/summary.ts';
import { checkedHtml } from '../html-check.ts';
import { modelFixture, stored } from '../model-fixture.ts';
import { checkedRtf } from '../rtf-check.ts';
import { dataFile } from '../tables-reference.ts';

const model = lmer('Reaction ~ Days + (Days | Subject)', dataFile('sleepstudy.csv'), {
  dataName: 'sleepstudy',
});
// The decrement of an optimum is the size of rounding errors.
const { certificate, ...facts } = summary(model);
const result = { ...facts, certificate: { ...certificate, decrement: 1e-20 } };

test('Markdown', () => {
  expect(
    formatSummaryAs(result, 'markdown'),
  ).toBe(`### Linear mixed model fit by REML. t-tests use Satterthwaite's method

Formula: Reaction \\~ Days + (Days \\| Subject)

Data: sleepstudy

REML criterion at convergence: 1743.6

|                  |     Min |      1Q | Median |     3Q |    Max |
| :--------------- | ------: | ------: | -----: | -----: | -----: |
| Scaled residuals | -3.9536 | -0.4634 | 0.0231 | 0.4634 | 5.1793 |

**Random effects**

| Groups   | Name        | Variance | Std.Dev. | Corr |
| :------- | :---------- | -------: | -------: | ---: |
| Subject  | (Intercept) |   612.09 |   24.740 |      |
|          | Days        |    35.07 |    5.922 | 0.07 |
| Residual |             |   654.94 |   25.592 |      |

Number of obs: 180, groups: Subject, 18

**Fixed effects**

|             | Estimate | Std. Error |     df | t value |    Pr(&gt;\\|t\\|) |
| :---------- | -------: | ---------: | -----: | ------: | ---------------: |
| (Intercept) |  251.405 |      6.825 | 17.000 |  36.838 | &lt; 2e-16\\*\\*\\* |
| Days        |   10.467 |      1.546 | 17.000 |   6.771 |   3.26e-06\\*\\*\\* |

Signif. codes:  0 '\\*\\*\\*' 0.001 '\\*\\*' 0.01 '\\*' 0.05 '.' 0.1 ' ' 1

**Correlation of fixed effects**

|      | (Intercept) |
| :--- | ----------: |
| Days |      -0.138 |

- optimum: certified (decrement 1e-20, smallest curvature 23), 7 evaluations
`);
});

test('HTML', () => {
  expect(
    formatSummaryAs(result, 'html'),
  ).toBe(`<h3>Linear mixed model fit by REML. t-tests use Satterthwaite&#39;s method</h3>
<p>Formula: Reaction ~ Days + (Days | Subject)</p>
<p>Data: sleepstudy</p>
<p>REML criterion at convergence: 1743.6</p>
<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">
<thead>
<tr><td style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid"></td><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Min</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">1Q</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Median</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">3Q</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Max</th></tr>
</thead>
<tbody>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Scaled residuals</th><td style="padding:2px 10px;text-align:right">&#x2212;3.9536</td><td style="padding:2px 10px;text-align:right">&#x2212;0.4634</td><td style="padding:2px 10px;text-align:right">0.0231</td><td style="padding:2px 10px;text-align:right">0.4634</td><td style="padding:2px 10px;text-align:right">5.1793</td></tr>
</tbody>
<tfoot>
<tr><td colspan="6" style="padding:2px 10px;border-top:1px solid;font-size:smaller;text-align:left;white-space:normal"><div style="width:0;min-width:100%"></div></td></tr>
</tfoot>
</table>
<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">
<caption style="padding:4px 10px;text-align:left;font-weight:bold;white-space:normal">Random effects</caption>
<thead>
<tr><th scope="col" style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid">Groups</th><th scope="col" style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid">Name</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Variance</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Std.Dev.</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Corr</th></tr>
</thead>
<tbody>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Subject</th><td style="padding:2px 10px;text-align:left">(Intercept)</td><td style="padding:2px 10px;text-align:right">612.09</td><td style="padding:2px 10px;text-align:right">24.740</td><td style="padding:2px 10px;text-align:right"></td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal"></th><td style="padding:2px 10px;text-align:left">Days</td><td style="padding:2px 10px;text-align:right">35.07</td><td style="padding:2px 10px;text-align:right">5.922</td><td style="padding:2px 10px;text-align:right">0.07</td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Residual</th><td style="padding:2px 10px;text-align:left"></td><td style="padding:2px 10px;text-align:right">654.94</td><td style="padding:2px 10px;text-align:right">25.592</td><td style="padding:2px 10px;text-align:right"></td></tr>
</tbody>
<tfoot>
<tr><td colspan="5" style="padding:2px 10px;border-top:1px solid;font-size:smaller;text-align:left;white-space:normal"><div style="width:0;min-width:100%"></div></td></tr>
</tfoot>
</table>
<p>Number of obs: 180, groups: Subject, 18</p>
<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">
<caption style="padding:4px 10px;text-align:left;font-weight:bold;white-space:normal">Fixed effects</caption>
<thead>
<tr><td style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid"></td><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Estimate</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Std. Error</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">df</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">t value</th><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">Pr(&gt;|t|)</th></tr>
</thead>
<tbody>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">(Intercept)</th><td style="padding:2px 10px;text-align:right">251.405</td><td style="padding:2px 10px;text-align:right">6.825</td><td style="padding:2px 10px;text-align:right">17.000</td><td style="padding:2px 10px;text-align:right">36.838</td><td style="padding:2px 10px;text-align:right">&lt; 2e&#x2212;16<sup style="line-height:0">***</sup></td></tr>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Days</th><td style="padding:2px 10px;text-align:right">10.467</td><td style="padding:2px 10px;text-align:right">1.546</td><td style="padding:2px 10px;text-align:right">17.000</td><td style="padding:2px 10px;text-align:right">6.771</td><td style="padding:2px 10px;text-align:right">3.26e&#x2212;06<sup style="line-height:0">***</sup></td></tr>
</tbody>
<tfoot>
<tr><td colspan="6" style="padding:2px 10px;border-top:1px solid;font-size:smaller;text-align:left;white-space:normal"><div style="width:0;min-width:100%">Signif. codes:  0 &#39;***&#39; 0.001 &#39;**&#39; 0.01 &#39;*&#39; 0.05 &#39;.&#39; 0.1 &#39; &#39; 1</div></td></tr>
</tfoot>
</table>
<table style="border-collapse:collapse;margin:1em 0;white-space:nowrap;font-variant-numeric:tabular-nums">
<caption style="padding:4px 10px;text-align:left;font-weight:bold;white-space:normal">Correlation of fixed effects</caption>
<thead>
<tr><td style="padding:2px 10px;text-align:left;border-top:1px solid;border-bottom:1px solid"></td><th scope="col" style="padding:2px 10px;text-align:right;border-top:1px solid;border-bottom:1px solid">(Intercept)</th></tr>
</thead>
<tbody>
<tr style="vertical-align:top"><th scope="row" style="padding:2px 10px;text-align:left;font-weight:normal">Days</th><td style="padding:2px 10px;text-align:right">&#x2212;0.138</td></tr>
</tbody>
<tfoot>
<tr><td colspan="2" style="padding:2px 10px;border-top:1px solid;font-size:smaller;text-align:left;white-space:normal"><div style="width:0;min-width:100%"></div></td></tr>
</tfoot>
</table>
<ul>
<li>optimum: certified (decrement 1e-20, smallest curvature 23), 7 evaluations</li>
</ul>
`);
});

test('LaTeX', () => {
  expect(formatSummaryAs(result, 'latex')).toBe(`% \\usepackage{booktabs}
\\subsection*{Linear mixed model fit by REML. t-tests use Satterthwaite's method}

Formula: Reaction \\textasciitilde{} Days + (Days \\textbar{} Subject)

Data: sleepstudy

REML criterion at convergence: 1743.6

\\begin{tabular}{lrrrrr}
\\toprule
 & Min & 1Q & Median & 3Q & Max \\\\
\\midrule
Scaled residuals & $-$3.9536 & $-$0.4634 & 0.0231 & 0.4634 & 5.1793 \\\\
\\bottomrule
\\end{tabular}

\\begin{table}[htbp]
\\centering
\\caption{Random effects}
\\begin{tabular}{llrrr}
\\toprule
Groups & Name & Variance & Std.Dev. & Corr \\\\
\\midrule
Subject & (Intercept) & 612.09 & 24.740 &  \\\\
 & Days & 35.07 & 5.922 & 0.07 \\\\
Residual &  & 654.94 & 25.592 &  \\\\
\\bottomrule
\\end{tabular}
\\end{table}

Number of obs: 180, groups: Subject, 18

\\begin{table}[htbp]
\\centering
\\caption{Fixed effects}
\\begin{tabular}{lrrrrr}
\\toprule
 & Estimate & Std. Error & df & t value & Pr(\\textgreater{}\\textbar{}t\\textbar{}) \\\\
\\midrule
(Intercept) & 251.405 & 6.825 & 17.000 & 36.838 & $<$ $2 \\times 10^{-16}$\\textsuperscript{***} \\\\
Days & 10.467 & 1.546 & 17.000 & 6.771 & $3.26 \\times 10^{-6}$\\textsuperscript{***} \\\\
\\bottomrule
\\end{tabular}
\\par{\\footnotesize Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\\par}
\\end{table}

\\begin{table}[htbp]
\\centering
\\caption{Correlation of fixed effects}
\\begin{tabular}{lr}
\\toprule
 & (Intercept) \\\\
\\midrule
Days & $-$0.138 \\\\
\\bottomrule
\\end{tabular}
\\end{table}

\\begin{itemize}
\\item {}optimum: certified (decrement 1e-20, smallest curvature 23), 7 evaluations
\\end{itemize}
`);
});

test('text is that of formatSummary, sentences below', () => {
  expect(formatSummaryAs(result, 'text', { digits: 3 })).toBe(formatSummary(result, { digits: 3 }));
  const text = formatSummaryAs(result, 'text', { sentences: sentences(model).slice(0, 1) });
  expect(text).toBe(
    `${formatSummary(result)}
In words:
- Where Days is 0, the expected Reaction is 251.41 for an average Subject (95 %
  interval 237.01 to 265.80, p < 0.001).
`,
  );
  const html = formatSummaryAs(result, 'html', { sentences: sentences(model) });
  expect(checkedHtml(html).texts).toContain('In words');
});

/** Texts of the cells of a Markdown or LaTeX table would need a parser; numbers do not. */
const numbers = (text: string) => text.match(/\d+\.\d+/g) ?? [];

test.each(Object.keys(stored.models))('%s has the numbers of its text in every format', (name) => {
  const one = summary(modelFixture(name));
  const text = formatSummary(one, { correlation: false, stars: false });
  for (const format of ['markdown', 'html', 'word'] satisfies MarkupFormat[]) {
    const marked = formatSummaryAs(one, format, { correlation: false, stars: false });
    const shown =
      format === 'markdown'
        ? marked
        : (format === 'html' ? checkedHtml(marked) : checkedRtf(marked)).texts.join(' ');
    expect(numbers(shown)).toEqual(numbers(text));
  }
});

test('an unknown format is refused', () => {
  expect(() => formatSummaryAs(result, 'pdf' as 'html')).toThrow(
    'format "pdf" is unknown; use "text", "markdown", "html", "latex" or "word"',
  );
});
