import { getI } from '../access';
import { mark, release } from '../arena';
import * as parameters from '../model/parameters';
import { chooseComponent } from './component';
import { addCore, completeSums, prepareCore, solveCore } from './core';
import { addLeaves, eliminateLeaves, prepareLeaves } from './leaves';

export { beginSums } from './component';

/** The parameters in which V is linear: [factor, row, column] × count. */
export function setVarianceParameters(count: i32, entries: usize): void {
  parameters.setParameters(count, entries);
}

/**
 * Adds components to the sums of Kenward and Roger's method, at the templates as they stand. Components one after another,
 * each with its leaves first: `starts` has their first levels, `leafCounts` how many are leaves.
 *
 * With e, f patterns of parameters, S = ZᵀV⁻¹Z and R = ZᵀV⁻¹X are had in two steps (V relative to σ²): V₁ with the effects of
 * the leaves alone gives S⁰, R⁰ and A = ZₐᵀV₁⁻¹Z_core of each leaf; the core's effects are then a low-rank change of V₁,
 *
 *     S_ab = δ_ab S⁰ₐ − AₐBA_bᵀ      Sₐ_core = AₐQ      S_core = S⁰Q      B = (I + DS⁰)⁻¹D      Q = I − BS⁰
 *
 * so that nothing of the size of all leaves is formed.
 *
 * @returns 0, or the pivot that failed
 */
export function addComponents(
  count: i32,
  starts: usize,
  leafCounts: usize,
  factors: usize,
  levels: usize,
): i32 {
  for (let i = 0; i < count; i++) {
    const before = mark();
    const from = getI(starts, i);
    const skip = (<usize>from) << 2;
    chooseComponent(factors + skip, levels + skip, getI(leafCounts, i), getI(starts, i + 1) - from);
    prepareCore();
    prepareLeaves();
    eliminateLeaves();
    completeSums();
    const failed = solveCore();
    if (failed !== 0) return failed;
    addLeaves();
    addCore();
    release(before);
  }
  return 0;
}
