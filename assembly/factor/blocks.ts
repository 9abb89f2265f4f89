import { getF, getI, setF } from '../access';
import * as supernodes from '../sparse/supernodes';

// Copies of the blocks of the panels, column-major without gaps: what `invertSelected` leaves there.

/** The diagonal block of a node, K×K. */
export function diagonalBlock(node: i32, k: i32, out: usize): void {
  const block = <usize>getI(supernodes.nodeBlock, node);
  const ld = getI(supernodes.nodeStride, node);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) setF(out, c * k + r, getF(block, c * ld + r));
  }
}

/**
 * The block of nodes a and b, K₁×K₂. It stands at `place` as the rows of the node that comes later in the columns of the earlier one:
 * transposed when a is the earlier.
 */
export function pairBlock(a: i32, b: i32, k1: i32, k2: i32, place: usize, out: usize): void {
  const early = getI(supernodes.nodeColumn, a) < getI(supernodes.nodeColumn, b);
  const ld = getI(supernodes.nodeStride, early ? a : b);
  for (let c = 0; c < k2; c++) {
    for (let r = 0; r < k1; r++) {
      setF(out, c * k1 + r, getF(place, early ? r * ld + c : c * ld + r));
    }
  }
}
