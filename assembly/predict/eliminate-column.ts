import { addF, getF, getI } from '../access';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

/**
 * One column of a forward substitution: takes x times what stands below the diagonal in column j of supernode s from a vector.
 *
 *     work     q + p, columns of X last
 *     column   rest of the supernode's own columns │ its listed rows │ rows of X
 */
export function eliminateColumn(s: i32, j: i32, x: f64, work: usize): void {
  const c = supernodes.columns(s);
  const list = supernodes.rows(s);
  const listed = supernodes.rowCount(s);
  const own = work + ((<usize>supernodes.firstColumn(s)) << 3);
  const tail = work + ((<usize>problem.q) << 3);
  const column = supernodes.panel(s) + ((<usize>j * <usize>supernodes.stride(s)) << 3);
  for (let i = j + 1; i < c; i++) addF(own, i, -x * getF(column, i));
  for (let i = 0; i < listed; i++) addF(work, getI(list, i), -x * getF(column, c + i));
  const rest = column + ((<usize>(c + listed)) << 3);
  for (let i = 0; i < problem.p; i++) addF(tail, i, -x * getF(rest, i));
}
