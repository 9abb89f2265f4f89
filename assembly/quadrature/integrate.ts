import { addF, getF, getI } from '../access';
import { allocF64 } from '../arena';
import { dot } from '../dense/vector';
import { BINOMIAL, LOG, LOGIT, POISSON } from '../family/codes';
import { AUXILIARY, FIRST } from '../family/columns';
import { auxiliaries, family, link } from '../family/rows';
import {
  averageAtMode,
  averageRows,
  prepareAverages,
  share,
  shares,
  store,
  sums,
} from './averages';
import { prepareAxes } from './axes';
import { capacity, chunkEnd, columns, eta } from './chunk';
import { generalNodes, prepareGeneral } from './general';
import * as grid from './grid';
import { auxiliarySlopes, differentiateGroup, prepareGroupAdjoint } from './group-adjoint';
import * as groups from './groups';
import { logisticNodes, prepareLogistic } from './logistic';
import { findModes, peak, prepareModes } from './mode';
import { poissonNodes } from './poisson';

/**
 * Adaptive Gauss–Hermite quadrature of one grouping factor (Liu & Pierce 1994; Pinheiro & Bates 1995, eq. 5): with M = LLᵀ the
 * negative Hessian of f at û and B = L⁻ᵀ,
 *
 *     log ∫ exp f(u) du/(2π)^{K/2} ≈ −log|L| + log Σ_k exp(log w_k + ½|t_k|² + f(û + B t_k))
 *
 * and the exact gradient of that sum. One node gives Laplace's approximation.
 *
 * With π_k the share of node k in the sum, c = Σ π l′ and ω = Σ π l′ t for each row, the adjoints of û and B are Σ c s − Σ π u and
 * Σ s ωᵀ − Σ π u tᵀ. B enters by M: M̄ = ½ B S Bᵀ, S the symmetric matrix with −B̄ᵀB below the diagonal and −B̄ᵀB − 1 on it.
 * M changes with η̂ and a, and û by M dû = d(Σ l′ s − u); so with q = sᵀM̄s, ē = −l‴q, v = M⁻¹(adjoint of û, with Σ ē s)
 *
 *     η̄ = c + ē + l″ sᵀv      s̄ = η̄ û + Bω − 2l″ M̄s + l′v      ā = Σ π l_a − q l″_a + (sᵀv) l′_a.
 */

/** Σ of the slopes ∂l/∂a over the rows of a group, a column of nodes for each auxiliary parameter. */
let nodeSlopes: usize = 0;

/** Room for the integrals of one factor. */
export function prepareGroups(factor: i32, points: i32): void {
  groups.findGroups(factor);
  // The one node of Laplace's approximation needs no grid, however many coefficients there are.
  grid.buildGrid(points === 1 ? 1 : groups.size, points);
  prepareModes();
  prepareAxes();
  prepareLogistic();
  prepareGeneral();
  prepareAverages();
  prepareGroupAdjoint();
  nodeSlopes = allocF64(<f64>grid.count * <f64>auxiliaries);
}

/**
 * Sum of the log integrals of groups `from` … `to`, with their adjoints. Rows in s, `groups.base`, templates and auxiliary parameters are set
 * before. −∞ when a mode is not found.
 */
export function integrateGroups(from: i32, to: i32): f64 {
  let total: f64 = 0;
  while (from < to) {
    const end = min(to, chunkEnd(from));
    if (!findModes(from, end)) return -Infinity;
    for (let g = from; g < end; g++) {
      const value = integrateGroup(from, g);
      if (!(value > -Infinity)) return -Infinity;
      total += value;
      differentiateGroup(from, g);
    }
    from = end;
  }
  return total;
}

/** The log of the integral of a group; leaves its averages. */
function integrateGroup(from: i32, g: i32): f64 {
  const k = groups.size;
  const b = groups.inverse(g);
  let value: f64 = 0;
  for (let c = 0; c < k; c++) value += Math.log(getF(b, c * k + c));
  const begin = getI(groups.starts, g);
  const end = getI(groups.starts, g + 1);
  const local = begin - getI(groups.starts, from);
  if (grid.points === 1) {
    atMode(local, end - begin);
    return value + getF(peak, g - from);
  }
  const at = eta + ((<usize>local) << 3);
  let whole = false;
  if (family === BINOMIAL && link === LOGIT) logisticNodes(begin, end, at, b, sums, store);
  else if (family === POISSON && link === LOG) poissonNodes(begin, end, at, b, sums, store);
  else {
    generalNodes(begin, end, at, b, sums, store, nodeSlopes);
    whole = true;
  }
  value += share(groups.mode(g), b);
  averageRows(begin, end, whole);
  for (let j = 0; j < auxiliaries; j++) {
    const column = nodeSlopes + ((<usize>(j * grid.count)) << 3);
    addF(auxiliarySlopes, j, dot(grid.count, shares, column));
  }
  return value;
}

/** The one node of Laplace's approximation is the mode. */
function atMode(local: i32, count: i32): void {
  averageAtMode(count, columns + ((<usize>(FIRST * capacity + local)) << 3));
  for (let j = 0; j < auxiliaries; j++) {
    const column = columns + ((<usize>((AUXILIARY + 3 * j) * capacity + local)) << 3);
    let sum: f64 = 0;
    for (let i = 0; i < count; i++) sum += getF(column, i);
    addF(auxiliarySlopes, j, sum);
  }
}
