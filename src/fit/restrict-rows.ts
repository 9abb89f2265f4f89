import type { Design, RandomTerm } from '../design/design.ts';
import { crossProducts } from '../engine/accumulate.ts';
import { takeRows } from '../frame/keep-rows.ts';
import { fitProducts } from './fit-products.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';
import type { FittedModel } from './model.ts';
import { refitDesign } from './refit-generalised.ts';

/** Arrays on some of their rows; what was one array stays one, for the engine knows equal columns by that. */
function taker(rows: Int32Array): (values: Float64Array) => Float64Array {
  const taken = new Map<Float64Array, Float64Array>();
  return (values) => {
    const known = taken.get(values);
    if (known !== undefined) return known;
    const made = takeRows(values, rows);
    taken.set(values, made);
    return made;
  };
}

/** Codes and levels of a grouping factor on some rows, without the levels that no row is left of. */
function takeLevels(
  { codes, levels }: RandomTerm,
  rows: Int32Array,
): Pick<RandomTerm, 'codes' | 'levels'> {
  const place = new Int32Array(levels.length).fill(-1);
  const own = takeRows(codes, rows);
  for (const code of own) place[code] = 0;
  let next = 0;
  place.forEach((flag, level) => {
    if (flag === 0) place[level] = next++;
  });
  return {
    codes: own.map((code) => place[code]),
    levels: levels.filter((_, level) => place[level] >= 0),
  };
}

function restrictDesign(design: Design, rows: Int32Array): Design {
  const { frame: _, precisionWeights, frequencyWeights, offset, fixed, random, ...rest } = design;
  const take = taker(rows);
  const groups = new Map<Int32Array, Pick<RandomTerm, 'codes' | 'levels'>>();
  return {
    ...rest,
    n: rows.length,
    y: take(design.y),
    fixed: { ...fixed, columns: fixed.columns.map(take) },
    random: random.map((term) => {
      const group = groups.get(term.codes) ?? takeLevels(term, rows);
      groups.set(term.codes, group);
      return { ...term, ...group, columns: term.columns.map(take) };
    }),
    ...(precisionWeights && { precisionWeights: take(precisionWeights) }),
    ...(frequencyWeights && { frequencyWeights: take(frequencyWeights) }),
    ...(offset && { offset: take(offset) }),
  };
}

/**
 * The same model fitted to some of its rows. Columns keep their values: bases and group means are not computed anew.
 *
 * @param keep positions among the model's rows, increasing
 * @param near whether the search of a generalised model begins at its estimates
 */
export function restrictRows(
  model: FittedGeneralisedModel,
  keep: Int32Array,
  near?: boolean,
): FittedGeneralisedModel;
export function restrictRows(
  model: FittedModel | FittedGeneralisedModel,
  keep: Int32Array,
): FittedModel | FittedGeneralisedModel;
export function restrictRows(
  model: FittedModel | FittedGeneralisedModel,
  keep: Int32Array,
  near = false,
): FittedModel | FittedGeneralisedModel {
  if (model.kind === 'glmm') {
    const { design, trials, rows } = model;
    return refitDesign(model, restrictDesign(design, keep), {
      rows: takeRows(rows, keep),
      ...(trials && { trials: takeRows(trials, keep) }),
      near,
    });
  }
  const { formula, dataName, optionColumns, method } = model;
  const started = performance.now();
  const design = restrictDesign(model.design, keep);
  return fitProducts(
    design,
    crossProducts(design),
    {
      formula,
      dataName,
      optionColumns,
      method,
      rows: takeRows(model.rows, keep),
      designTime: 0,
    },
    started,
  );
}
