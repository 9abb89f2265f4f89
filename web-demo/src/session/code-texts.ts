import type { FittedGeneralisedModel, Table } from 'blup';
import { isLinear } from '../state/model-choice.ts';
import { generalisedRCall, type RCall } from './r-call.ts';
import type { ColumnTypes } from './set-types.ts';
import type { Fit } from './state.ts';

/** What the code of an analysis must know besides the model. */
export interface CodeRequest {
  readonly fileName: string;
  readonly types: ColumnTypes;
}

/** Whether a response holds shares: numbers between 0 and 1, or what a formula computes. */
function holdsShares({ model }: Fit, table: Table): boolean {
  const column = table.columns.get(model.responseName);
  return column?.kind !== 'numeric' || column.values.some((x) => x > 0 && x < 1);
}

const quoted = (text: string): string => JSON.stringify(text);

function columnsOf(types: ColumnTypes, type: 'factor' | 'number'): string[] {
  return Object.entries(types).flatMap(([name, own]) => (own === type ? [name] : []));
}

function linearRCall({ model, ddf }: Fit): RCall {
  const reml = model.method === 'ML' ? ', REML = FALSE' : '';
  const df = {
    satterthwaite: '',
    'kenward-roger': ', ddf = "Kenward-Roger"',
    none: '',
    residual: '',
  }[ddf];
  return {
    library: 'lmerTest',
    call: `lmer(${model.formula}, data = d${reml})`,
    summary: `summary(m${df})`,
  };
}

/** The same analysis in R: with lmerTest, lme4, glmmTMB or ordinal. */
export function rCode(fit: Fit, table: Table, { fileName, types }: CodeRequest): string {
  const { model, choice } = fit;
  const { library, call, summary } = isLinear(choice)
    ? linearRCall(fit)
    : generalisedRCall(model as FittedGeneralisedModel, choice, holdsShares(fit, table));
  const isTab = /\.(tsv|tab)(\.gz)?$/i.test(fileName);
  const read = /\.parquet$/i.test(fileName)
    ? `as.data.frame(arrow::read_parquet(${quoted(fileName)}))`
    : /\.(arrow|feather)$/i.test(fileName)
      ? `as.data.frame(arrow::read_feather(${quoted(fileName)}))`
      : `${isTab ? 'read.delim' : 'read.csv'}(${quoted(fileName)}, stringsAsFactors = TRUE)`;
  const means = /\bg(mean|center)\(/.test(model.formula)
    ? [
        'gmean <- function(x, g) ave(x, g, FUN = function(v) mean(v, na.rm = TRUE))',
        'gcenter <- function(x, g) x - gmean(x, g)',
      ]
    : [];
  return [
    `library(${library})`,
    '',
    ...means,
    `d <- ${read}`,
    ...columnsOf(types, 'factor').map(
      (name) => `d[[${quoted(name)}]] <- factor(d[[${quoted(name)}]])`,
    ),
    ...columnsOf(types, 'number').map(
      (name) => `d[[${quoted(name)}]] <- as.numeric(as.character(d[[${quoted(name)}]]))`,
    ),
    `m <- ${call}`,
    summary,
    '',
  ].join('\n');
}

/** The same analysis in JavaScript, with this library in Node. */
export function jsCode({ model, ddf, choice }: Fit, { fileName, types }: CodeRequest): string {
  const { family, link, points, trials } = choice;
  const linear = isLinear(choice);
  const options = linear
    ? model.method === 'ML'
      ? ["method: 'ML'"]
      : []
    : [
        `family: '${family}'`,
        `link: '${link}'`,
        ...(points === 'default' ? [] : [`nAGQ: ${points === 'auto' ? "'auto'" : points}`]),
        ...(trials === '' ? [] : [`trials: ${quoted(trials)}`]),
      ];
  const factors = columnsOf(types, 'factor');
  if (factors.length > 0) options.push(`factors: ${JSON.stringify(factors)}`);
  const given = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  const asked = ddf === 'satterthwaite' || !linear ? '' : `, { ddf: '${ddf}' }`;
  const fit = linear ? 'lmer' : 'glmer';
  return [
    `import { ${linear ? 'formatSummary, lmer' : 'formatSummary, glmer'}, summary } from 'blup';`,
    "import { readTable } from 'blup/node';",
    '',
    `const data = readTable(${quoted(fileName)});`,
    `const model = ${fit}(${quoted(model.formula)}, data${given});`,
    `console.log(formatSummary(summary(model${asked})));`,
    '',
  ].join('\n');
}
