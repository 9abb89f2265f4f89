import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { proper, putAuxiliary, putRow } from './columns';
import { cumulative, thresholds, top0, top1, top2 } from './ordinal';
import { replicate } from './positive';
import { first, information, second, setImpossible, third, value } from './row';

/** A cumulative model with `count` thresholds; other parameters and result as of `evaluateRows`. */
export function cumulativeRows(
  order: i32,
  link: i32,
  count: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  a: usize,
  out: usize,
  stride: i32,
): i32 {
  const before = mark();
  const tau = alloc((<usize>count) << 3);
  const gaps = alloc((<usize>count) << 3);
  thresholds(count, a, tau);
  setF(gaps, 0, 1.0);
  for (let j = 1; j < count; j++) setF(gaps, j, Math.exp(getF(a, j)));
  let bad = 0;
  for (let i = 0; i < n; i++) {
    const c = <i32>getF(y, i);
    const w = size === 0 ? 1.0 : getF(size, i);
    cumulative(link, c, count, tau, c < count ? getF(gaps, c) : 1.0, getF(eta, i));
    const impossible = !proper();
    if (impossible) {
      setImpossible();
      if (bad === 0) bad = i + 1;
    } else if (w !== 1.0) replicate(w, value, first, second, third, information);
    putRow(order, out, stride, i);
    if (order === 0) continue;
    const scale = impossible ? 0.0 : w;
    for (let j = 0; j < count; j++) {
      // The first threshold moves all; increment j moves thresholds j and above.
      if (j < c || j === 0) {
        const by = j === 0 ? 1.0 : getF(gaps, j);
        putAuxiliary(order, out, stride, i, j, -by * first, -by * second, -by * third);
      } else if (j === c) {
        const by = scale * getF(gaps, j);
        putAuxiliary(order, out, stride, i, j, by * top0, by * top1, by * top2);
      } else putAuxiliary(order, out, stride, i, j, 0, 0, 0);
    }
  }
  release(before);
  return bad;
}
