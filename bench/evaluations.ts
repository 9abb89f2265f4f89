import { designMatrices } from '../src/design/design-matrices.ts';
import { crossProducts } from '../src/engine/accumulate.ts';
import { withCore } from '../src/engine/core.ts';
import type { CrossProducts } from '../src/engine/cross-products.ts';
import { loadProblem } from '../src/engine/load-problem.ts';
import { thetaLength } from '../src/engine/templates.ts';
import { modelFrame } from '../src/frame/model-frame.ts';
import { asTable } from '../src/table/as-table.ts';
import { modelColumns } from './data.ts';
import { type Columns, oneSlope } from './generators.ts';
import { figure, mebibytes, type ResultTable } from './markdown.ts';
import { type Effort, medianTime } from './measure.ts';
import type { BenchModel } from './models.ts';

function designOf(formula: string, columns: Columns) {
  return designMatrices(modelFrame(formula, asTable(columns)));
}

/** θ of a plausible optimum: 0.7 on the diagonals, 0.1 below. */
function someTheta(products: CrossProducts): Float64Array {
  const theta: number[] = [];
  for (const { size } of products.terms) {
    for (let c = 0; c < size; c++) for (let r = c; r < size; r++) theta.push(r === c ? 0.7 : 0.1);
  }
  return Float64Array.from(theta);
}

/** Milliseconds for one objective, and for one with its gradient; bytes of the factor. */
function evaluationTimes(products: CrossProducts, reml: boolean, effort: Effort) {
  return withCore((core) => {
    loadProblem(core, products, reml);
    const theta = core.writeF64(someTheta(products));
    const gradient = core.writeF64(new Float64Array(thetaLength(products.terms)));
    const value = core.exports.evaluate(theta, gradient);
    if (!Number.isFinite(value)) throw new Error('the objective is not finite');
    return {
      objective: medianTime(() => core.exports.evaluate(theta, 0), effort),
      gradient: medianTime(() => core.exports.evaluate(theta, gradient), effort),
      factorBytes: 8 * core.number('panelSize'),
    };
  });
}

/** Cost of one objective and of one gradient, and of what is done once before. */
export function evaluationTable(models: readonly BenchModel[], quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 50, iterations: 3 } : { time: 600, iterations: 7 };
  const rows = models.map((model) => {
    const reml = model.method === 'REML';
    const design = designOf(model.formula, modelColumns(model));
    const products = crossProducts(design);
    const passes = medianTime(() => crossProducts(design), { ...effort, iterations: 3 });
    const symbolic = medianTime(() => withCore((core) => loadProblem(core, products, reml)), {
      ...effort,
      iterations: 3,
    });
    const { objective, gradient, factorBytes } = evaluationTimes(products, reml, effort);
    const q = products.factors.reduce((sum, { levels, size }) => sum + levels * size, 0);
    return [
      model.name,
      String(q),
      String(thetaLength(products.terms)),
      figure(passes),
      figure(symbolic),
      figure(objective),
      figure(gradient),
      figure(gradient / objective),
      mebibytes(factorBytes),
    ];
  });
  return {
    title: 'One evaluation',
    note: 'Milliseconds, medians. Passes: cross-products from the rows; analysis: copying them in, order and symbolic factor.',
    header: [
      'model',
      'q',
      'θ',
      'passes',
      'analysis',
      'objective',
      '+ gradient',
      'ratio',
      'factor MiB',
    ],
    rows,
  };
}

/** Cost of an objective when only the number of rows grows. */
export function rowsTable(quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 50, iterations: 3 } : { time: 400, iterations: 5 };
  const rows = [1e4, 1e5, 1e6].map((n) => {
    const design = designOf('y ~ x + (x | g)', oneSlope(n, 1000));
    const products = crossProducts(design);
    const passes = medianTime(() => crossProducts(design), { ...effort, iterations: 3 });
    const { objective, gradient } = evaluationTimes(products, true, effort);
    return [
      n.toLocaleString('en'),
      figure(passes),
      figure((passes * 1e6) / n),
      figure(objective),
      figure(gradient),
    ];
  });
  return {
    title: 'Cost in rows',
    note: 'y ~ x + (x | g) with the same 1,000 groups. Milliseconds; nanoseconds per row in the third column.',
    header: ['rows', 'passes', 'per row, ns', 'objective', '+ gradient'],
    rows,
  };
}
