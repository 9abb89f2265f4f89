import type { Design } from '../design/design.ts';
import { crossProducts } from '../engine/accumulate.ts';
import { changeFixed } from '../engine/change-fixed.ts';
import { changeRandom, type TermChange } from '../engine/change-random.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts, refitLoaded } from '../fit/fit-products.ts';
import { checkGroups, checkLinear } from '../fit/kept.ts';
import type { FittedModel, LoadedModel, Model } from '../fit/model.ts';
import { groupSizes } from './group-sizes.ts';
import { singleFactor } from './single-factor.ts';

/** Explained proportion of variance at two levels. */
export interface R2SnijdersBosker {
  /** Proportional reduction of the error of predicting an observation; may be negative in misspecified models. */
  readonly level1: number;
  /** Proportional reduction of the error of predicting the mean of a group of `groupSize`. */
  readonly level2: number;
  /** Harmonic mean of the group sizes. */
  readonly groupSize: number;
}

const INTERCEPT = '(Intercept)';

/** Whether the random part is an intercept alone. */
function isIntercept({ random }: Model): boolean {
  return random.length === 1 && random[0].names.join() === INTERCEPT;
}

/** The model of the same rows with a random intercept only, and with an intercept alone for fixed effects if `empty`. */
function randomIntercept(model: FittedModel, empty: boolean): FittedModel {
  if (!empty && isIntercept(model)) return model;
  const { formula, method, rows } = model;
  const { frame: _, ...design } = model.design;
  const { codes, levels, group } = design.random[0];
  const name = INTERCEPT;
  const ones = new Float64Array(design.n).fill(1);
  const constant = { names: [name], columns: [ones], assign: [0], termLabels: [name] };
  const smaller: Design = {
    ...design,
    fixed: empty ? constant : design.fixed,
    random: [{ label: `1 | ${group}`, group, names: [name], columns: [ones], codes, levels }],
  };
  const context = { formula, method, rows, designTime: 0 };
  return fitProducts(smaller, crossProducts(smaller), context, performance.now());
}

function unit(length: number, place: number): Float64Array {
  const vector = new Float64Array(length);
  vector[place] = 1;
  return vector;
}

function noIntercept(part: string, { formula }: Model): BlupError {
  return new BlupError(
    'no-rows-kept',
    `Snijders and Bosker's R² of a model whose ${part} part has no intercept need the rows of the data, and the model was loaded from a ` +
      `file, which holds none; fit it to the data again: ${formula}`,
    { value: formula },
  );
}

/** The same of a loaded model, from its cross-products, where it has both intercepts. */
function randomInterceptKept(model: LoadedModel, empty: boolean): LoadedModel {
  if (!empty && isIntercept(model)) return model;
  const { fixed, random, saved, formula, method } = model;
  const term = random.findIndex(({ names }) => names.includes(INTERCEPT));
  if (term < 0) throw noIntercept('random', model);
  const changes = random.map(({ names }, t): TermChange => {
    if (t !== term) return 'drop';
    return names.length === 1
      ? 'keep'
      : { size: 1, matrix: unit(names.length, names.indexOf(INTERCEPT)) };
  });
  const place = fixed.names.indexOf(INTERCEPT);
  if (empty && place < 0) throw noIntercept('fixed', model);
  const reduced = changeRandom(model.crossProducts, changes);
  const products = empty ? changeFixed(reduced, unit(fixed.names.length, place)) : reduced;
  const constant = { names: [INTERCEPT], assign: [0], termLabels: [INTERCEPT] };
  const { group, levels } = random[term];
  const layout = {
    ...saved.layout,
    fixed: empty ? constant : saved.layout.fixed,
    random: [{ label: `1 | ${group}`, group, names: [INTERCEPT], levels }],
  };
  const { aliases: _, ...others } = fixed;
  const smaller = {
    ...model,
    fixed: empty ? others : fixed,
    crossProducts: products,
    saved: { ...saved, layout },
  };
  return refitLoaded(smaller, { formula, method, designTime: 0 }, performance.now());
}

/**
 * Explained proportions of variance of Snijders & Bosker (1994, Sociol. Methods Res. 22, 342–363; 2012, §7.1): with τ, σ² of the
 * random-intercept model with the same fixed effects (random slopes are left out, as they advise) and τ₀, σ₀² of the empty model,
 *
 *     R₁² = 1 − (σ² + τ)/(σ₀² + τ₀)        R₂² = 1 − (σ²/n + τ)/(σ₀²/n + τ₀)
 *
 * Both are fitted here, by the method of the model.
 *
 * @throws `input` for several grouping factors; `no-groups-kept` for a model saved without its groups; `no-rows-kept` for a loaded
 *   model without a fixed or a random intercept
 */
export function r2SnijdersBosker(model: Model): R2SnijdersBosker {
  const what = "Snijders and Bosker's R²";
  checkLinear(model, 'r2SnijdersBosker()');
  singleFactor(model, what);
  checkGroups(model, what);
  const [own, empty] = [false, true].map((isEmpty) => {
    const fit =
      model.saved === undefined
        ? randomIntercept(model, isEmpty)
        : randomInterceptKept(model, isEmpty);
    return { residual: fit.sigma ** 2, between: fit.random[0].covariance[0] };
  });
  const [{ harmonicMean: groupSize }] = groupSizes(model);
  const reduction = (n: number) =>
    1 - (own.residual / n + own.between) / (empty.residual / n + empty.between);
  return { level1: reduction(1), level2: reduction(groupSize), groupSize };
}
