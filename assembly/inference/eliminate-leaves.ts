import { addF, getF, getI } from '../access';
import { allocF64 } from '../arena';
import * as parameters from '../model/parameters';
import { cell } from './blocks';
import * as border from './border';
import * as component from './component';
import { addBatch, batchLeaves, clearBatch, dense, fillBatch } from './leaf-batch';
import {
  columns,
  count,
  gramOf,
  k,
  met,
  p,
  parameterOf,
  products,
  solved,
  solveLeaf,
  timesCovariance,
} from './leaves';

// The first pass over the leaves of a component: their effects are taken out of the border's S and R, which
// become S⁰ and R⁰, and AᵀeA is summed.

/** D R⁰ and D A of the leaf at hand. */
let weighted: usize = 0;
let explainedProducts: usize = 0;

/** First pass: takes the leaves out of the border's S and R, and sums AᵀeA. */
export function eliminateLeaves(): void {
  weighted = allocF64(<f64>k * <f64>p);
  explainedProducts = allocF64(<f64>k * <f64>component.border);
  for (let from = 0; from < component.leaves; from += dense ? batchLeaves : 1) {
    const to = dense ? min(from + batchLeaves, component.leaves) : from + 1;
    if (dense) clearBatch();
    for (let i = from; i < to; i++) {
      solveLeaf(i);
      const a = cell(solved, k, 0, k + p);
      timesCovariance(p, cell(solved, k, 0, k), weighted);
      subtractFixed();
      timesCovariance(met, a, explainedProducts);
      if (dense) fillBatch(i - from, a, explainedProducts);
      else scatterProducts(a);
    }
    if (dense) addBatch();
  }
}

/** R_border −= ZᵀWZₐ D R⁰. */
function subtractFixed(): void {
  for (let j = 0; j < p; j++) {
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(products, u * k + r) * getF(weighted, j * k + r);
      addF(border.fixedPart, j * component.border + getI(columns, u), -sum);
    }
  }
}

/** S_border −= (ZₐᵀWZ_border)ᵀ D A, and AᵀeA, over the coefficients that the leaf meets. */
function scatterProducts(a: usize): void {
  const q = component.border;
  for (let v = 0; v < met; v++) {
    const to = getI(columns, v);
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++)
        sum += getF(products, u * k + r) * getF(explainedProducts, v * k + r);
      const target = cell(border.reduced, q, getI(columns, u), to);
      store<f64>(target, load<f64>(target) - sum);
      for (let i = 0; i < count; i++) {
        const r = parameters.row(parameterOf(i));
        const c = parameters.column(parameterOf(i));
        let value = getF(a, u * k + r) * getF(a, v * k + c);
        if (r !== c) value += getF(a, u * k + c) * getF(a, v * k + r);
        const gram = cell(gramOf(i), q, getI(columns, u), to);
        store<f64>(gram, load<f64>(gram) + value);
      }
    }
  }
}
