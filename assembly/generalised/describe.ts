import { setF } from '../access';
import { alloc, allocF64 } from '../arena';
import { prepareInverse } from '../factor/inverse';
import { analysePattern } from '../model/objective';
import { setParameters } from '../model/parameters';
import * as problem from '../model/problem';
import { setTerms } from '../model/terms';
import * as incidence from '../rows/incidence';
import * as input from '../rows/input';
import * as rows from './rows';

/** Stands in the place of yᵀWy, so large that the last pivot is positive whatever is taken from it. */
const LARGE: f64 = 1e300;

/**
 * The pattern of M = ΛᵀZ̃ᵀWZ̃Λ + I as a problem without fixed columns, whose arrays are filled anew for each set of working
 * weights; its last column holds the slope of the penalised log-likelihood.
 */
export function describePattern(
  parameters: i32,
  entries: usize,
  terms: i32,
  termTable: usize,
): void {
  const factors = input.factorCount;
  const pairs = (factors * (factors - 1)) / 2;
  const corner = alloc(8);
  setF(corner, 0, LARGE);
  problem.beginProblem(0, corner, 1, false, factors, pairs);
  for (let f = 0; f < factors; f++) {
    const levels = <f64>input.factorLevels(f);
    const k = input.factorSize(f);
    problem.addFactor(
      input.factorLevels(f),
      k,
      allocF64(levels * <f64>(k * k)),
      allocF64(levels * <f64>k),
    );
  }
  rows.beginPairs();
  let g = 0;
  for (let second = 1; second < factors; second++) {
    for (let first = 0; first < second; first++) {
      rows.findPair(g, first, second);
      const size = input.factorSize(first) * input.factorSize(second);
      const blocks = allocF64(<f64>incidence.count * <f64>size);
      problem.addPair(first, second, incidence.pointers, incidence.index, blocks);
      g++;
    }
  }
  setParameters(parameters, entries);
  setTerms(terms, termTable, parameters);
  analysePattern();
  prepareInverse();
}
