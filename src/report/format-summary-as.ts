import type { CoefficientRow } from './coefficient-table.ts';
import { coefmatTable } from './coefmat-table.ts';
import { correlationText } from './format-correlation.ts';
import { formatCommon } from './format-number.ts';
import { formatOptimum } from './format-optimum.ts';
import {
  coefficientColumns,
  dispersionLines,
  type FormatSummaryOptions,
  fitTexts,
  formatSummary,
  optionLines,
  remlLine,
  summaryTitle,
} from './format-summary.ts';
import { varCorrColumns } from './format-varcorr.ts';
import { type Block, type MarkupFormat, type MarkupTable, markupRow } from './markup/block.ts';
import { columnTable } from './markup/column-table.ts';
import { render } from './markup/render.ts';
import { toText } from './markup/to-text.ts';
import { type MoreResults, moreBlocks, moreText } from './more-results.ts';
import { zapSmall } from './round.ts';
import type { Summary } from './summary.ts';
import type { TextColumn } from './text-table.ts';
import type { Sentence } from './words/sentence.ts';

/** How a summary is printed in a format. */
export interface FormatSummaryAsOptions extends Omit<FormatSummaryOptions, 'width'> {
  /** The result of `sentences(model)`, to stand below as a list. Default none. */
  readonly sentences?: readonly Sentence[];
  /** Further results, to stand below. Default none. */
  readonly more?: MoreResults;
}

/** Most fixed effects whose correlations are shown unasked. */
const MOST = 12;

/**
 * A summary in one of the formats, with the numbers of `formatSummary`, which `'text'` is. HTML is a fragment for a page; `'word'` a document to
 * be saved as `.rtf`. Throws `BlupError('option')` for an unknown format.
 */
export function formatSummaryAs(
  summary: Summary,
  format: MarkupFormat,
  options: FormatSummaryAsOptions = {},
): string {
  const { sentences = [], more = {} } = options;
  const words: Block = { kind: 'list', items: sentences.map(({ text }) => text) };
  const inWords: Block[] =
    sentences.length === 0 ? [] : [{ kind: 'heading', text: 'In words' }, words];
  if (format !== 'text') {
    const blocks = [...summaryBlocks(summary, options), ...inWords, ...moreBlocks(more, options)];
    return render(blocks, format, summary.formula);
  }
  const text = formatSummary(summary, options);
  const told = sentences.length === 0 ? text : `${text}\nIn words:\n${toText([words])}`;
  return told + moreText(more, options);
}

function summaryBlocks(summary: Summary, options: FormatSummaryAsOptions): readonly Block[] {
  const { digits = 4, stars = true } = options;
  const { formula, dataName, remlCriterion, fit, nobs, groups } = summary;
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  const [title, ...family] = summaryTitle(summary);
  const fixed = (heading: string, rows: readonly CoefficientRow[] = []) =>
    rows.length === 0 ? [] : [coefficientsTable(heading, summary, rows, digits, stars)];
  const sizes = groups.map(({ name, levels }) => `${name}, ${levels}`).join('; ');
  return [
    { kind: 'heading', text: title },
    ...family.map((line) => paragraph(line.trim())),
    paragraph(`Formula: ${formula}`),
    ...(dataName === undefined ? [] : [paragraph(`Data: ${dataName}`)]),
    ...optionLines(summary).map(paragraph),
    ...(remlCriterion === undefined ? [] : [paragraph(remlLine(remlCriterion))]),
    ...(fit === undefined ? [] : [oneRow('Fit', fitTexts(fit).names, fitTexts(fit).texts)]),
    ...(summary.scaledResiduals === undefined
      ? []
      : [
          oneRow(
            'Scaled residuals',
            ['Min', '1Q', 'Median', '3Q', 'Max'],
            formatCommon(zapSmall(summary.scaledResiduals, digits + 1), digits),
          ),
        ]),
    randomTable(summary, digits),
    paragraph(`Number of obs: ${nobs}, groups: ${sizes}`),
    ...dispersionLines(summary).slice(1).map(paragraph),
    ...fixed('Fixed effects', summary.coefficients),
    ...fixed('Thresholds', summary.generalised?.thresholds),
    ...correlationBlocks(summary, options.correlation),
    { kind: 'list', items: formatOptimum(summary) },
  ];
}

function oneRow(label: string, names: readonly string[], texts: readonly string[]): MarkupTable {
  return {
    kind: 'table',
    head: ['', ...names],
    align: names.map(() => 'right'),
    sections: [{ rows: [markupRow(label, texts)] }],
    notes: [],
  };
}

function randomTable({ varCorr }: Summary, digits: number): MarkupTable {
  const columns = varCorrColumns(varCorr, digits);
  return columnTable(
    'Random effects',
    columns.map((column, c) => (c < 2 ? column : { ...column, align: 'right' as const })),
  );
}

function coefficientsTable(
  heading: string,
  summary: Summary,
  coefficients: readonly CoefficientRow[],
  digits: number,
  stars: boolean,
): MarkupTable {
  const names = coefficients.map(({ name }) => name);
  const columns = coefficientColumns({ ...summary, coefficients });
  return coefmatTable(heading, names, columns, { digits, stars });
}

function correlationBlocks(
  { coefficients, correlation }: Summary,
  shown: boolean | undefined,
): Block[] {
  const p = coefficients.length;
  if (p < 2 || shown === false || correlation === undefined) return [];
  if (p > MOST && shown !== true) return [];
  const names = coefficients.map(({ name }) => name);
  const columns = names.slice(0, -1).map(
    (head, c): TextColumn => ({
      head,
      align: 'right',
      cells: names
        .slice(1)
        .map((_, r) => (r + 1 > c ? correlationText(correlation[c * p + r + 1]) : '')),
    }),
  );
  const labels: TextColumn = { head: '', cells: names.slice(1), align: 'left' };
  return [columnTable('Correlation of fixed effects', [labels, ...columns])];
}
