import type { AnyModel } from '../../fit/generalised-model.ts';
import { levelsOf } from '../../frame/cell-counts.ts';
import { checkOptionNames } from '../../frame/frame-options.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import { inputName, inputsOf } from '../../frame/predictors.ts';
import { contest } from '../contrasts/contest.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { combine, estimatedWeights, isEstimable, type LinearFunction } from './linear-function.ts';
import { marginOf } from './margin.ts';
import { type GridValues, type ReferenceGrid, referenceGrid, schemaOf } from './reference-grid.ts';

/** Options of `jointTests`. */
export interface JointTestsOptions {
  /** Values of predictors in the reference grid. */
  readonly at?: GridValues;
  /** Degrees of freedom; default Satterthwaite's. */
  readonly ddf?: DdfMethod;
}

/** F-test that all contrasts of a main effect or interaction are zero; of a generalised model Wald's χ² test. */
export interface JointTest {
  /** Predictors joined by `:`. */
  readonly term: string;
  readonly numDf: number;
  readonly denDf: number;
  readonly f: number;
  readonly p: number;
  /** numDf · F, where `denDf` is Infinity. */
  readonly chisq?: number;
  /** True when some contrasts of the term are not estimable and were left out. */
  readonly partial: boolean;
}

/** Weights of the products of consecutive differences over all variables, the first variable fastest. */
function interactionWeights(sizes: readonly number[]): number[][] {
  let rows: number[][] = [[1]];
  for (const size of sizes) {
    const differences = Array.from({ length: size - 1 }, (_, i) =>
      Array.from({ length: size }, (_, j) => Number(j === i + 1) - Number(j === i)),
    );
    rows = differences.flatMap((difference) =>
      rows.map((row) => difference.flatMap((w) => row.map((v) => v * w))),
    );
  }
  return rows;
}

/** Sets of predictors that stand together in some term, with all their subsets: smaller ones first. */
function termSets(model: AnyModel, varying: readonly string[]): string[][] {
  const { fixed } = schemaFormula(schemaOf(model));
  const inputs = fixed.variables.map(({ expression }) => inputsOf(expression).map(inputName));
  const found = new Map<string, string[]>();
  for (const { variables } of fixed.terms) {
    const together = new Set(variables.flatMap((v) => inputs[v]));
    const names = varying.filter((name) => together.has(name));
    let subsets: string[][] = [[]];
    for (const name of names) subsets = [...subsets, ...subsets.map((set) => [...set, name])];
    for (const set of subsets) if (set.length > 0) found.set(set.join('\0'), set);
  }
  const place = (set: readonly string[]) => set.map((name) => varying.indexOf(name));
  return [...found.values()].sort((a, b) => {
    if (a.length !== b.length) return a.length - b.length;
    const [x, y] = [place(a), place(b)];
    const first = x.findIndex((at, i) => at !== y[i]);
    return first < 0 ? 0 : x[first] - y[first];
  });
}

function isZero({ weights }: LinearFunction, size: number): boolean {
  return weights.every((w) => Math.abs(w) <= 1e-12 * size);
}

function testTerm(
  model: AnyModel,
  grid: ReferenceGrid,
  set: readonly string[],
  ddf: DdfMethod,
): JointTest | undefined {
  const { functions } = marginOf(model, [grid], set, {});
  const sizes = set.map(
    (name) => grid.variables.find((variable) => variable.name === name)?.values.length ?? 1,
  );
  const size = Math.max(...functions.flatMap(({ weights }) => [...weights.map(Math.abs)]));
  const all = interactionWeights(sizes)
    .map((weights) => combine(functions, weights))
    .filter((f) => !isZero(f, size));
  const estimable = all.filter((f) => isEstimable(model, f));
  if (estimable.length === 0) return undefined;
  const rows = estimable.map((f) => estimatedWeights(model, f));
  const { f, numDf, denDf, p, chisq } = contest(model, rows, { ddf });
  return {
    term: set.join(':'),
    numDf,
    denDf,
    f,
    p,
    ...(chisq !== undefined && { chisq }),
    partial: estimable.length < all.length,
  };
}

/**
 * Joint F-tests of all main effects and interactions of the marginal means: of type III for factors, whatever their coding
 * (emmeans' `joint_tests`). Consecutive differences of the means, and their products, are tested at once by `contest`;
 * a covariate enters at its mean plus and minus 1, so that its row tests its slope.
 *
 * @throws `option` for unknown names and values; `not-fitted` when the fit is not certified
 */
export function jointTests(model: AnyModel, options: JointTestsOptions = {}): readonly JointTest[] {
  checkOptionNames(options, ['at', 'ddf']);
  const { at = {}, ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  const around = schemaOf(model).predictors.flatMap((predictor) =>
    predictor.kind === 'numeric' && levelsOf(predictor) === undefined
      ? [[predictor.name, [predictor.mean - 1, predictor.mean + 1]] as const]
      : [],
  );
  const grid = referenceGrid(model, { ...Object.fromEntries(around), ...at });
  const varying = grid.variables.filter(({ values }) => values.length > 1).map(({ name }) => name);
  return termSets(model, varying).flatMap((set) => testTerm(model, grid, set, ddf) ?? []);
}
