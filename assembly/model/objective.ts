import { getI } from '../access';
import { alloc } from '../arena';
import { assemble, placeBlocks } from '../factor/assemble';
import { factorise, logFixed, logRandom, prepareFactor, residual } from '../factor/cholesky';
import { prepareInverse } from '../factor/inverse';
import { prepareLeadingEffects } from '../lead/effects';
import { eliminate, logDeterminant, prepareElimination } from '../lead/eliminate';
import * as leading from '../lead/leading';
import { evaluateLeaves, prepareLeaves } from '../leaf/evaluate';
import { active, packGroups } from '../leaf/groups';
import { buildGraph, starts } from '../sparse/graph';
import { minimumDegree } from '../sparse/minimum-degree';
import { buildSupernodes } from '../sparse/supernodes';
import { buildTree } from '../sparse/tree';
import { prepareEffects } from './effects';
import * as problem from './problem';

// The profiled criterion of a linear mixed model: the analysis of its pattern, once, and its value at templates.

/** Evaluations of the objective since the analysis. */
export let evaluations: i32 = 0;
/** Status of the last factorisation: 0, or k + 1 for pivot k. */
export let status: i32 = 0;

/**
 * Everything that depends on the pattern of the data alone: order, tree, supernodes, places and scratch. Once.
 *
 * @param whole leaves no factor out of the panels
 */
export function analyse(whole: bool): void {
  evaluations = 0;
  leading.forget();
  packGroups();
  if (active) {
    prepareLeaves();
    return;
  }
  if (!whole) leading.prepareLeading();
  if (leading.active) {
    prepareElimination();
    prepareLeadingEffects();
  }
  analysePattern();
  prepareInverse();
}

/** Order, tree, supernodes and places of the panels, whatever the kind of model. */
export function analysePattern(): void {
  const nodes = problem.nodeCount;
  buildGraph();
  const order = alloc((<usize>nodes) << 2);
  if (problem.factorCount <= 1 || isDense(nodes)) {
    for (let i = 0; i < nodes; i++) store<i32>(order + ((<usize>i) << 2), i);
  } else {
    minimumDegree(nodes, problem.q, order);
  }
  buildTree(nodes, order);
  buildSupernodes();
  placeBlocks();
  prepareFactor();
  prepareEffects();
}

/** Whether most nodes meet: no order is then better than another. */
function isDense(nodes: i32): bool {
  const all = 0.5 * <f64>nodes * <f64>(nodes - 1);
  return <f64>getI(starts, nodes) > all;
}

/**
 * The profiled criterion in the engine's basis, without the constants of the data, at the current templates:
 *
 *     log|M| + d log r²  (ML)        log|M| + log|R_X|² + d log r²  (REML)
 *
 * Source: Bates, Mächler, Bolker & Walker (2015), eqs 34 and 41. Infinity when a pivot fails; `status` says which.
 */
export function objective(): f64 {
  if (active) {
    status = evaluateLeaves();
  } else if (leading.active && !eliminate()) {
    status = 1;
  } else {
    assemble(1.0);
    status = factorise();
  }
  evaluations++;
  if (status !== 0) return Infinity;
  const logs = problem.reml ? logRandom + logFixed : logRandom;
  const eliminated = leading.active ? logDeterminant : 0;
  return eliminated + 2.0 * logs + problem.denominator * Math.log(residual);
}
