import { getI, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import { u as jointMode } from '../generalised/mode';
import * as rows from '../generalised/rows';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import * as groups from './groups';

/**
 * The groups of the outer one of two nested factors, as runs of the sorted rows, and the inner groups (groups.ts) within them.
 *
 *     starts    first row of each outer group, count + 1
 *     members   first inner group of each outer group, count + 1
 *     s         n × K, a row's numbers side by side: Tᵀz̃ of the outer factor
 */
export let factor: i32 = 0;
export let inner: i32 = 0;
/** Random coefficients K of a group. */
export let size: i32 = 0;
export let count: i32 = 0;
export let starts: usize = 0;
export let members: usize = 0;
/** Most rows of a group. */
export let largest: i32 = 0;
export let s: usize = 0;

/** Finds the groups, after those of the inner factor. */
export function findOuterGroups(chosen: i32, within: i32): void {
  factor = chosen;
  inner = within;
  size = problem.size(factor);
  starts = allocI32(problem.levels(factor) + 1);
  members = allocI32(problem.levels(factor) + 1);
  count = groups.findRuns(factor, starts);
  largest = 0;
  let g = 0;
  for (let j = 0; j <= count; j++) {
    while (g < groups.count && getI(groups.starts, g) < getI(starts, j)) g++;
    setI(members, j, g);
    if (j > 0) largest = max(largest, getI(starts, j) - getI(starts, j - 1));
  }
  s = allocF64(<f64>rows.n * <f64>size);
}

/** Joint mode of the level of a factor that a row has, K numbers, after `findMode`. */
export function jointModeOf(factor: i32, row: i32): usize {
  const level = getI(rows.codes(factor), row);
  return jointMode + ((<usize>getI(supernodes.nodeColumn, problem.firstNode(factor) + level)) << 3);
}
