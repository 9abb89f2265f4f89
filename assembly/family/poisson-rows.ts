import { getF, setF } from '../access';
import { putRow } from './columns';
import { setImpossible } from './row';

/** Poisson with log link; parameters and result as of `evaluateRows`. */
export function poissonRows(
  order: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  out: usize,
  stride: i32,
): i32 {
  let bad = 0;
  for (let i = 0; i < n; i++) {
    const x = getF(eta, i);
    const count = getF(y, i);
    const mu = (size === 0 ? 1.0 : getF(size, i)) * Math.exp(x);
    if (!(Math.abs(x) < Infinity && mu < Infinity)) {
      setImpossible();
      putRow(order, out, stride, i);
      if (bad === 0) bad = i + 1;
      continue;
    }
    setF(out, i, count * x - mu);
    if (order === 0) continue;
    setF(out, stride + i, count - mu);
    if (order === 1) continue;
    setF(out, 2 * stride + i, -mu);
    setF(out, 3 * stride + i, mu);
    if (order > 2) setF(out, 4 * stride + i, -mu);
  }
  return bad;
}
