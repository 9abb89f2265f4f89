import { getI, setI } from '../access';
import { alloc, allocI32, mark, release } from '../arena';
import { timesTransposed } from '../dense/small';
import * as problem from '../model/problem';
import * as cells from './cells';
import { chooseLeading } from './choose';
import * as dense from './dense';
import * as entries from './entries';

/**
 * The leading factor: the one with the most levels, whose effects are eliminated level by level in closed form before the other
 * factors go to the panels. With D and r the cross-products of a level with itself and with all that it meets, and Σ = T Tᵀ,
 *
 *     N = I + DΣ      E = N⁻¹r      Y = Σ E      what is left of the others' cross-products: −= rᵀY      log|M| += log det N
 *
 * It is the same factorisation with the first columns of the factor in closed form; the formulas hold for singular Σ.
 *
 *     targetStarts  levels     first target of a level
 *     targets                  address of the block of cells (i, j) of entries i < j at j(j − 1)/2 + i
 */
export let active: bool = false;
export let targetStarts: usize = 0;
export let targets: usize = 0;
/** Σ, K×K. */
export let sigma: usize = 0;

/** No factor is set aside. */
export function forget(): void {
  active = false;
}

/** Sets a factor aside when that pays, and lists what its elimination touches. */
export function prepareLeading(): void {
  const chosen = chooseLeading();
  active = chosen >= 0;
  if (!active) return;
  entries.collectEntries(chosen);
  cells.rememberPairs(chosen);
  problem.setAside(chosen, (problem.allFactors * (problem.allFactors - 1)) / 2);
  cells.buildCells();
  if (dense.active) dense.prepareDense();
  else findTargets();
  sigma = alloc((<usize>(entries.size * entries.size)) << 3);
}

/** The factor that was set aside. */
export function leadingFactor(): i32 {
  return problem.allFactors - 1;
}

function findTargets(): void {
  targetStarts = allocI32(entries.levels);
  let count = 0;
  for (let level = 0; level < entries.levels; level++) {
    setI(targetStarts, level, count);
    const n = getI(entries.starts, level + 1) - getI(entries.starts, level);
    count += (n * (n - 1)) / 2;
  }
  targets = allocI32(count);
  const before = mark();
  const position = allocI32(problem.nodeCount);
  for (let f = 0; f < problem.factorCount; f++) {
    const first = problem.firstNode(f);
    for (let node = first; node < first + problem.levels(f); node++) {
      cells.markBlocks(node, f, position);
      targetsOf(node, position);
    }
  }
  release(before);
}

/** Targets of all pairs of entries whose first is of this node. */
function targetsOf(node: i32, position: usize): void {
  for (let i = getI(entries.nodeStarts, node); i < getI(entries.nodeStarts, node + 1); i++) {
    const e = getI(entries.nodeEntries, i);
    const level = getI(entries.entryLevel, e);
    const from = getI(entries.starts, level);
    const list = targets + ((<usize>getI(targetStarts, level)) << 2);
    for (let other = e + 1; other < getI(entries.starts, level + 1); other++) {
      const column = other - from;
      const target = getI(position, getI(entries.entryNode, other));
      setI(list, (column * (column - 1)) / 2 + (e - from), target);
    }
  }
}

/** Σ of the current template. */
export function readSigma(): void {
  const k = entries.size;
  const template = problem.template(leadingFactor());
  timesTransposed(k, k, k, template, template, sigma);
}
