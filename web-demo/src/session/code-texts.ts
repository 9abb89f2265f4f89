import type { ColumnTypes } from './set-types.ts';
import type { Fit } from './state.ts';

/** What the code of an analysis must know besides the model. */
export interface CodeRequest {
  readonly fileName: string;
  readonly types: ColumnTypes;
}

const quoted = (text: string): string => JSON.stringify(text);

function columnsOf(types: ColumnTypes, type: 'factor' | 'number'): string[] {
  return Object.entries(types).flatMap(([name, own]) => (own === type ? [name] : []));
}

/** The same analysis in R, with lmerTest. */
export function rCode({ model, ddf }: Fit, { fileName, types }: CodeRequest): string {
  const { formula, method } = model;
  const isTab = /\.(tsv|tab)(\.gz)?$/i.test(fileName);
  const read = /\.parquet$/i.test(fileName)
    ? `as.data.frame(arrow::read_parquet(${quoted(fileName)}))`
    : /\.(arrow|feather)$/i.test(fileName)
      ? `as.data.frame(arrow::read_feather(${quoted(fileName)}))`
      : `${isTab ? 'read.delim' : 'read.csv'}(${quoted(fileName)}, stringsAsFactors = TRUE)`;
  const means = /\bg(mean|center)\(/.test(formula)
    ? [
        'gmean <- function(x, g) ave(x, g, FUN = function(v) mean(v, na.rm = TRUE))',
        'gcenter <- function(x, g) x - gmean(x, g)',
      ]
    : [];
  const reml = method === 'ML' ? ', REML = FALSE' : '';
  const df = {
    satterthwaite: '',
    'kenward-roger': 'ddf = "Kenward-Roger"',
    none: '',
    residual: '',
  }[ddf];
  return [
    'library(lmerTest)',
    '',
    ...means,
    `d <- ${read}`,
    ...columnsOf(types, 'factor').map(
      (name) => `d[[${quoted(name)}]] <- factor(d[[${quoted(name)}]])`,
    ),
    ...columnsOf(types, 'number').map(
      (name) => `d[[${quoted(name)}]] <- as.numeric(as.character(d[[${quoted(name)}]]))`,
    ),
    `m <- lmer(${formula}, data = d${reml})`,
    `summary(m${df === '' ? '' : `, ${df}`})`,
    '',
  ].join('\n');
}

/** The same analysis in JavaScript, with this library in Node. */
export function jsCode({ model, ddf }: Fit, { fileName, types }: CodeRequest): string {
  const options = model.method === 'ML' ? ["method: 'ML'"] : [];
  const factors = columnsOf(types, 'factor');
  if (factors.length > 0) options.push(`factors: ${JSON.stringify(factors)}`);
  const given = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  const asked = ddf === 'satterthwaite' ? '' : `, { ddf: '${ddf}' }`;
  return [
    "import { formatSummary, lmer, summary } from 'blup';",
    "import { readTable } from 'blup/node';",
    '',
    `const data = readTable(${quoted(fileName)});`,
    `const model = lmer(${quoted(model.formula)}, data${given});`,
    `console.log(formatSummary(summary(model${asked})));`,
    '',
  ].join('\n');
}
