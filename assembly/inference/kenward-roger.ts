import { getI } from '../access';
import { mark, release } from '../arena';
import * as parameters from '../model/parameters';
import { prepareBorder } from './border';
import { addBorder } from './border-sums';
import { chooseComponent } from './component';
import { eliminateLeaves } from './eliminate-leaves';
import { completeSums, prepareBatch } from './leaf-batch';
import { addLeaves } from './leaf-sums';
import { prepareLeaves } from './leaves';
import { solveBorder } from './solve-border';

export { beginSums } from './component';

// Kenward and Roger's (1997) adjustment needs sums over the random effects alone, all p×p or scalars: this is
// their calculation, component by component.

/** The parameters in which V is linear: [factor, row, column] × count. */
export function setVarianceParameters(count: i32, entries: usize): void {
  parameters.setParameters(count, entries);
}

/**
 * Adds components to the sums of Kenward and Roger's method, at the templates as they stand. Components one after another,
 * each with its leaves first: `starts` has their first levels, `leafCounts` how many are leaves.
 *
 * With e, f patterns of parameters, S = ZᵀV⁻¹Z and R = ZᵀV⁻¹X are had in two steps (V relative to σ²): V₁ with the effects of
 * the leaves alone gives S⁰, R⁰ and A = ZₐᵀV₁⁻¹Z_border of each leaf; the border's effects are then a low-rank change of V₁,
 *
 *     S_ab = δ_ab S⁰ₐ − AₐBA_bᵀ      Sₐ_border = AₐQ      S_border = S⁰Q      B = (I + DS⁰)⁻¹D      Q = I − BS⁰
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
    prepareBorder();
    prepareLeaves();
    prepareBatch();
    eliminateLeaves();
    completeSums();
    const failed = solveBorder();
    if (failed !== 0) return failed;
    addLeaves();
    addBorder();
    release(before);
  }
  return 0;
}
