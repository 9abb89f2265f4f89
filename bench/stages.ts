import { designMatrices } from '../src/design/design-matrices.ts';
import { crossProducts } from '../src/engine/accumulate.ts';
import { withCore } from '../src/engine/core.ts';
import { loadProblem } from '../src/engine/load-problem.ts';
import { solve } from '../src/engine/solve.ts';
import { fitProducts } from '../src/fit/fit-products.ts';
import { lmer } from '../src/fit/lmer.ts';
import { parseFormula } from '../src/formula/parse-formula.ts';
import { modelFrame } from '../src/frame/model-frame.ts';
import { formatSummary } from '../src/report/format-summary.ts';
import { summary } from '../src/report/summary.ts';
import { asTable } from '../src/table/as-table.ts';
import { modelColumns } from './data.ts';
import { figure, type ResultTable } from './markdown.ts';
import { type Effort, medianTime } from './measure.ts';
import type { BenchModel } from './models.ts';

/** The stations of one fit, each timed alone on the result of the one before. */
function stagesOf(model: BenchModel, effort: Effort): readonly (readonly [string, number])[] {
  const { formula, method } = model;
  const reml = method === 'REML';
  const columns = modelColumns(model);
  const time = (run: () => void) => medianTime(run, effort);
  const table = asTable(columns);
  const frame = modelFrame(formula, table);
  const design = designMatrices(frame);
  const products = crossProducts(design);
  const context = { formula, method, rows: frame.rows, schema: frame.schema, designTime: 0 };
  const fitted = lmer(formula, columns, { method });
  const optimum = time(() => solve(products, reml));
  const symbolic = time(() => withCore((core) => loadProblem(core, products, reml)));
  return [
    ['formula', time(() => parseFormula(formula))],
    ['table', time(() => asTable(columns))],
    ['frame', time(() => modelFrame(formula, table))],
    ['design', time(() => designMatrices(frame))],
    ['cross-products', time(() => crossProducts(design))],
    ['symbolic', symbolic],
    ['optimum', optimum - symbolic],
    ['model', time(() => fitProducts(design, products, context, 0)) - optimum],
    ['whole fit', time(() => lmer(formula, columns, { method }))],
    ['summary', time(() => formatSummary(summary(fitted)))],
  ];
}

/** Where the time of a fit goes. */
export function stageTable(models: readonly BenchModel[], quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 50, iterations: 3 } : { time: 500, iterations: 5 };
  const all = models.map((model) => stagesOf(model, effort));
  return {
    title: 'Stages of a fit',
    note: 'Milliseconds, medians, each station alone. Symbolic: copying the cross-products in, order, analysis. Optimum: all evaluations, Hessian and results. Model: back to the user’s columns, fitted values.',
    header: ['model', ...(all[0] ?? []).map(([name]) => name)],
    rows: models.map(({ name }, i) => [name, ...all[i].map(([, value]) => figure(value))]),
  };
}
