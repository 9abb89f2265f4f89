import { addF, getF, setF } from '../access';
import { allocF64 } from '../arena';
import { AUXILIARY } from '../family/columns';
import { auxiliaries, evaluateRows, rowColumns } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import { predictorAt, projectRow } from './axes';
import * as grid from './grid';
import * as groups from './groups';

// Quadrature of any family: the density of a row at all nodes by one call of `evaluateRows`.

/** Linear predictors of a row at the nodes, its response and size repeated, and what `evaluateRows` says there. */
let eta: usize = 0;
let response: usize = 0;
let sizes: usize = 0;
let columns: usize = 0;

export function prepareGeneral(): void {
  eta = allocF64(<f64>grid.count);
  response = allocF64(<f64>grid.count);
  sizes = allocF64(<f64>grid.count);
  columns = allocF64(<f64>grid.count * <f64>rowColumns());
}

/**
 * Any family at all nodes of a group, row by row; parameters as of `logisticNodes`. `store` takes −∂l/∂η, and `slopes` the sums over
 * rows of ∂l/∂a at each node, one column of nodes for each auxiliary parameter. A node where some row has no density has Σ l = −∞.
 */
export function generalNodes(
  from: i32,
  end: i32,
  etaHat: usize,
  b: usize,
  sums: usize,
  store: usize,
  slopes: usize,
): void {
  const n = grid.count;
  const k = groups.size;
  memory.fill(sums, 0, (<usize>n) << 3);
  memory.fill(slopes, 0, (<usize>(n * auxiliaries)) << 3);
  let s = groups.s + ((<usize>(from * k)) << 3);
  for (let i = from; i < end; i++) {
    projectRow(s, b);
    const y = getF(rows.y, i);
    const w = getF(rows.sizes, i);
    for (let node = 0; node < n; node++) {
      setF(eta, node, predictorAt(node, getF(etaHat, i - from)));
      setF(response, node, y);
      setF(sizes, node, w);
    }
    evaluateRows(1, n, response, sizes, eta, working.auxiliary, columns, n);
    for (let node = 0; node < n; node++) {
      addF(sums, node, getF(columns, node));
      setF(store, node, -getF(columns, n + node));
    }
    for (let j = 0; j < auxiliaries; j++) {
      const column = columns + ((<usize>((AUXILIARY + 3 * j) * n)) << 3);
      const target = slopes + ((<usize>(j * n)) << 3);
      for (let node = 0; node < n; node++) addF(target, node, getF(column, node));
    }
    store += (<usize>n) << 3;
    s += (<usize>k) << 3;
  }
}
