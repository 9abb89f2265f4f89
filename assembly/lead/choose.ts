import { getI, setI } from '../access';
import { allocI32, mark, release } from '../arena';
import * as problem from '../model/problem';
import * as dense from './dense';

// Which factor, if any, is eliminated in closed form.

/** More scalars than these beside a level, on average, are better served by dense kernels. */
const WIDE: f64 = 48;
/** Levels that meet this share of what there is to meet are eliminated by products of dense matrices. */
const DENSE: f64 = 0.3;
/** Most scalars of the other factors for that: their matrices take 8 bytes for each pair. */
const MOST_SCALARS: f64 = 8192;
/** Most targets that are listed: 64 MiB of addresses. */
const MOST_TARGETS: f64 = 16777216;

/**
 * The factor that is eliminated in closed form, or −1: the one with the most levels, when each of them meets few levels of
 * other factors, or most (`dense.ts`).
 */
export function chooseLeading(): i32 {
  let chosen = -1;
  for (let f = 0; f < problem.factorCount; f++) {
    if (chosen < 0 || problem.levels(f) > problem.levels(chosen)) chosen = f;
  }
  if (chosen < 0) return -1;
  const levels = problem.levels(chosen);
  const before = mark();
  const scalars = allocI32(levels);
  const partners = allocI32(levels);
  countPartners(chosen, scalars, partners);
  let total: f64 = 0;
  let targets: f64 = 0;
  for (let level = 0; level < levels; level++) {
    total += <f64>getI(scalars, level);
    const count = <f64>getI(partners, level);
    targets += 0.5 * count * (count + 3);
  }
  release(before);
  const mean = total / <f64>levels + <f64>problem.tail;
  const sparse = mean <= WIDE && targets <= MOST_TARGETS;
  const others = <f64>(problem.q - levels * problem.size(chosen));
  const met = total / <f64>levels;
  dense.useDense(!sparse && met >= DENSE * others && others <= MOST_SCALARS);
  return sparse || dense.active ? chosen : -1;
}

/** For each level of a factor: the levels of other factors that it meets, and their coefficients together. */
export function countPartners(factor: i32, scalars: usize, partners: usize): void {
  const levels = problem.levels(factor);
  memory.fill(scalars, 0, (<usize>levels) << 2);
  memory.fill(partners, 0, (<usize>levels) << 2);
  for (let g = 0; g < problem.pairCount; g++) {
    const first = problem.first(g);
    const second = problem.second(g);
    if (first !== factor && second !== factor) continue;
    const size = problem.size(first === factor ? second : first);
    const pointers = problem.pointers(g);
    const index = problem.index(g);
    for (let row = 0; row < problem.levels(first); row++) {
      for (let e = getI(pointers, row); e < getI(pointers, row + 1); e++) {
        const level = first === factor ? row : getI(index, e);
        setI(partners, level, getI(partners, level) + 1);
        setI(scalars, level, getI(scalars, level) + size);
      }
    }
  }
}
