import { getI, setI } from '../access';
import { alloc, allocI32, allocZero, mark, release } from '../arena';

/**
 * A linear mixed model as cross-products: dimensions, grouping factors and the pairs of levels that meet.
 *
 * A node is one level of one grouping factor; factor f has `levels` nodes of `size` random coefficients each.
 * Nodes are numbered factor by factor. Words of a factor:
 *
 *     0 levels  1 size K  2 first node  3 diagonal →  4 tail →  5 template → (K×K, column-major)
 *     6 trace → (K×K)  7 outer → (K×K)  8 gradient → (K×K)      results of one evaluation
 *
 * Words of a pair of factors:
 *
 *     0 first  1 second  2 pointers →  3 index →  4 blocks →  5 place → (address of each block in the factor)
 *
 * One factor may be set aside (`setAside`): it then stands behind the others, outside `factorCount`, nodes, q and pairs, and
 * the arrays of the others hold what is left of the cross-products when its effects are integrated out.
 */
export let p: i32 = 0;
/** Columns of [X̃ ỹ]: p + 1. */
export let tail: i32 = 0;
/** [X̃ ỹ]ᵀW[X̃ ỹ], tail×tail. */
export let fixed: usize = 0;
/** Denominator of σ̂²: n for ML, n − p for REML. */
export let denominator: f64 = 0;
export let reml: bool = false;

/** Factors and pairs, without the one set aside. */
export let factorCount: i32 = 0;
export let pairCount: i32 = 0;
/** Factors with the one set aside, and its place in the caller's order, or −1. */
export let allFactors: i32 = 0;
let aside: i32 = -1;
/** Nodes and random coefficients, without those of the factor set aside. */
export let nodeCount: i32 = 0;
export let q: i32 = 0;

const FACTOR_WORDS: i32 = 9;
const PAIR_WORDS: i32 = 6;
let factors: usize = 0;
let pairs: usize = 0;

/** Begins a problem; factors and pairs are added next. */
export function beginProblem(
  fixedColumns: i32,
  products: usize,
  divisor: f64,
  restricted: bool,
  factorTotal: i32,
  pairTotal: i32,
): void {
  p = fixedColumns;
  tail = p + 1;
  fixed = products;
  denominator = divisor;
  reml = restricted;
  factors = allocI32(FACTOR_WORDS * factorTotal);
  pairs = allocI32(PAIR_WORDS * pairTotal);
  factorCount = 0;
  allFactors = 0;
  aside = -1;
  pairCount = 0;
  nodeCount = 0;
  q = 0;
}

/** Adds a grouping factor whose cross-products stand at `diagonalAt` and `tailAt`. */
export function addFactor(levels: i32, size: i32, diagonalAt: usize, tailAt: usize): void {
  const at = factors + ((<usize>(FACTOR_WORDS * factorCount)) << 2);
  const bytes = (<usize>(size * size)) << 3;
  setI(at, 0, levels);
  setI(at, 1, size);
  setI(at, 2, nodeCount);
  setI(at, 3, <i32>diagonalAt);
  setI(at, 4, <i32>tailAt);
  for (let word = 5; word < FACTOR_WORDS; word++) setI(at, word, <i32>allocZero(bytes));
  factorCount++;
  allFactors++;
  nodeCount += levels;
  q += levels * size;
}

/** Moves a factor behind the others and empties the list of pairs, which then has room for `pairTotal`. */
export function setAside(factor: i32, pairTotal: i32): void {
  const words = <usize>(FACTOR_WORDS << 2);
  const before = mark();
  const own = alloc(words);
  const at = factors + <usize>factor * words;
  memory.copy(own, at, words);
  memory.copy(at, at + words, <usize>(allFactors - 1 - factor) * words);
  memory.copy(factors + <usize>(allFactors - 1) * words, own, words);
  release(before);
  aside = factor;
  factorCount = allFactors - 1;
  nodeCount = 0;
  q = 0;
  for (let f = 0; f < factorCount; f++) {
    setI(factors, FACTOR_WORDS * f + 2, nodeCount);
    nodeCount += levels(f);
    q += levels(f) * size(f);
  }
  pairs = allocI32(PAIR_WORDS * pairTotal);
  pairCount = 0;
}

/** Place of a factor of the caller. */
export function internal(factor: i32): i32 {
  if (aside < 0 || factor < aside) return factor;
  return factor === aside ? allFactors - 1 : factor - 1;
}

/** Exchanges the arrays of cross-products of a factor for others of the same shape. */
export function setProducts(factor: i32, diagonalAt: usize, tailAt: usize): void {
  setI(factors, FACTOR_WORDS * factor + 3, <i32>diagonalAt);
  setI(factors, FACTOR_WORDS * factor + 4, <i32>tailAt);
}

export function setFixed(products: usize): void {
  fixed = products;
}

/** Adds the incidence of two factors with its blocks; `place` is filled by the symbolic analysis. */
export function addPair(
  first: i32,
  second: i32,
  pointers: usize,
  index: usize,
  blocks: usize,
): void {
  const at = pairs + ((<usize>(PAIR_WORDS * pairCount)) << 2);
  setI(at, 0, first);
  setI(at, 1, second);
  setI(at, 2, <i32>pointers);
  setI(at, 3, <i32>index);
  setI(at, 4, <i32>blocks);
  setI(at, 5, <i32>allocI32(getI(pointers, levels(first))));
  pairCount++;
}

function factorWord(factor: i32, word: i32): i32 {
  return getI(factors, FACTOR_WORDS * factor + word);
}

export function levels(factor: i32): i32 {
  return factorWord(factor, 0);
}
export function size(factor: i32): i32 {
  return factorWord(factor, 1);
}
export function firstNode(factor: i32): i32 {
  return factorWord(factor, 2);
}
/** Z̃ₐᵀWZ̃ₐ, K×K for each level. */
export function diagonal(factor: i32): usize {
  return <usize>factorWord(factor, 3);
}
/** Z̃ₐᵀW[X̃ ỹ], K×tail for each level. */
export function tailProducts(factor: i32): usize {
  return <usize>factorWord(factor, 4);
}
/** Relative covariance factor T of the factor's coefficients; any square matrix, cov = σ² T Tᵀ. */
export function template(factor: i32): usize {
  return <usize>factorWord(factor, 5);
}
/** Σₐ of the diagonal blocks of C Λᵀ[G H…]: the trace part of the gradient. */
export function trace(factor: i32): usize {
  return <usize>factorWord(factor, 6);
}
/** Σₐ vₐ uₐᵀ. */
export function outer(factor: i32): usize {
  return <usize>factorWord(factor, 7);
}
/** Derivative of the objective with respect to every entry of T. */
export function gradient(factor: i32): usize {
  return <usize>factorWord(factor, 8);
}

function pairWord(pair: i32, word: i32): i32 {
  return getI(pairs, PAIR_WORDS * pair + word);
}

export function first(pair: i32): i32 {
  return pairWord(pair, 0);
}
export function second(pair: i32): i32 {
  return pairWord(pair, 1);
}
export function pointers(pair: i32): usize {
  return <usize>pairWord(pair, 2);
}
export function index(pair: i32): usize {
  return <usize>pairWord(pair, 3);
}
export function blocks(pair: i32): usize {
  return <usize>pairWord(pair, 4);
}
export function place(pair: i32): usize {
  return <usize>pairWord(pair, 5);
}
