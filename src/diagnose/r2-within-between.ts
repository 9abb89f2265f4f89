import { checkGroups, checkLinear, keptFacts } from '../fit/kept.ts';
import type { FittedModel, LoadedModel, Model } from '../fit/model.ts';
import { rootSquares } from './column-roots.ts';
import { singleFactor } from './single-factor.ts';

/** Variance of the response within and between groups, taken apart by source. */
export interface R2WithinBetween {
  readonly group: string;
  /** Variances. */
  readonly variances: {
    /** Fixed effects within groups. */
    readonly f1: number;
    /** Fixed effects between groups. */
    readonly f2: number;
    /** Random slopes, through the predictors' variation within groups. */
    readonly v: number;
    /** Group means, through random intercepts (and slopes of predictors whose means differ). */
    readonly m: number;
    readonly residual: number;
  };
  /** Shares of the total variance; `f` is f1 + f2, `fv` and `fvm` sums. */
  readonly total: Readonly<Record<'f1' | 'f2' | 'v' | 'm' | 'f' | 'fv' | 'fvm', number>>;
  /** Shares of the variance within groups, f1 + v + residual. */
  readonly within: Readonly<Record<'f1' | 'v' | 'f1v', number>>;
  /** Shares of the variance between groups, f2 + m; all 0 when there is none. */
  readonly between: Readonly<Record<'f2' | 'm', number>>;
}

/** Values less their mean over the level, and that mean, row by row. */
function split(
  values: Float64Array,
  codes: Int32Array,
  levels: number,
  counts: Float64Array | undefined,
): { within: Float64Array; between: Float64Array } {
  const totals = new Float64Array(levels);
  const sizes = new Float64Array(levels);
  values.forEach((x, i) => {
    const count = counts?.[i] ?? 1;
    totals[codes[i]] += count * x;
    sizes[codes[i]] += count;
  });
  const between = values.map((_, i) => totals[codes[i]] / sizes[codes[i]]);
  return { between, within: values.map((x, i) => x - between[i]) };
}

function squares(values: Float64Array, counts: Float64Array | undefined, centre = 0): number {
  return values.reduce((sum, x, i) => sum + (counts?.[i] ?? 1) * (x - centre) ** 2, 0);
}

function fittedFixed({ design, fixed }: FittedModel): Float64Array {
  const values = new Float64Array(design.n);
  fixed.names.forEach((name, j) => {
    const column = design.fixed.columns[design.fixed.names.indexOf(name)];
    for (let i = 0; i < values.length; i++) values[i] += fixed.estimates[j] * column[i];
  });
  return values;
}

/** Sums of squares over observations of the parts of a model. */
interface Squares {
  readonly fixedWithin: number;
  readonly fixedBetween: number;
  /** Of √variance times the combinations of random columns, all terms together. */
  readonly randomWithin: number;
  readonly randomBetween: number;
}

function squaresOfRows(model: FittedModel): Squares {
  const { design, nobs, sigma, random } = model;
  const { codes, levels } = design.random[0];
  const counts = design.frequencyWeights;
  const part = (values: Float64Array) => split(values, codes, levels.length, counts);
  const { within, between } = part(fittedFixed(model));
  const centre = between.reduce((sum, x, i) => sum + (counts?.[i] ?? 1) * x, 0) / nobs;
  let randomWithin = 0;
  let randomBetween = 0;
  // zᵀΣz = σ² ‖Tᵀz‖², for the deviations and for the means of z.
  random.forEach(({ template, names }, t) => {
    const k = names.length;
    for (let c = 0; c < k; c++) {
      const combination = new Float64Array(design.n);
      for (let r = c; r < k; r++) {
        const column = design.random[t].columns[r];
        for (let i = 0; i < design.n; i++) combination[i] += template[c * k + r] * column[i];
      }
      const own = part(combination);
      randomWithin += sigma ** 2 * squares(own.within, counts);
      randomBetween += sigma ** 2 * squares(own.between, counts);
    }
  });
  return {
    fixedWithin: squares(within, counts),
    fixedBetween: squares(between, counts, centre),
    randomWithin,
    randomBetween,
  };
}

function squaresKept(model: LoadedModel): Squares {
  checkGroups(model, 'variances within and between groups');
  const facts = keptFacts(model, 'variances within and between groups');
  const { estimates } = model.fixed;
  const none = new Float64Array(estimates.length ** 2);
  const ofRandom = (which: 'within' | 'between'): number =>
    model.random.reduce((sum, { template, names }, t) => {
      const root = facts.random[t][which];
      return sum + (root ? model.sigma ** 2 * rootSquares(root, template, names.length) : 0);
    }, 0);
  return {
    fixedWithin: rootSquares(facts.fixed.within, estimates, estimates.length),
    fixedBetween: rootSquares(facts.fixed.between ?? none, estimates, estimates.length),
    randomWithin: ofRandom('within'),
    randomBetween: ofRandom('between'),
  };
}

/** Variances below this share of the total are rounding of group means. */
const ROUNDING = 1e-24;

/**
 * R² measures of Rights & Sterba (2019, Psychol. Methods 24, 309–338) for two-level models: total, within-group and
 * between-group variance, each divided into what fixed effects (f1 within, f2 between), random slopes (v) and random intercepts (m)
 * account for.
 *
 * Predictors are divided into their group means and the deviations from them, so f1 and f2, v and m are separate also for predictors that
 * are not centred within groups; for those that are, the values are the article's. Sample variances over the rows have the denominator
 * n − 1, m is a mean over the rows.
 *
 * @throws `input` for several grouping factors; `no-groups-kept` for a model saved without its groups
 */
export function r2WithinBetween(model: Model): R2WithinBetween {
  checkLinear(model, 'r2WithinBetween()');
  const group = singleFactor(model, 'the decomposition within and between');
  const { nobs, sigma } = model;
  const found = model.saved === undefined ? squaresOfRows(model) : squaresKept(model);
  const residual = sigma ** 2;
  const f1 = found.fixedWithin / (nobs - 1);
  const f2 = found.fixedBetween / (nobs - 1);
  const v = found.randomWithin / (nobs - 1);
  const m = found.randomBetween / nobs;
  const sum = f1 + f2 + v + m + residual;
  const clean = (x: number): number => (x > ROUNDING * sum ? x : 0);
  return shares(group, { f1: clean(f1), f2: clean(f2), v: clean(v), m: clean(m), residual });
}

function shares(group: string, variances: R2WithinBetween['variances']): R2WithinBetween {
  const { f1, f2, v, m, residual } = variances;
  const all = f1 + f2 + v + m + residual;
  const within = f1 + v + residual;
  const between = f2 + m;
  const ofBetween = (x: number): number => (between > 0 ? x / between : 0);
  return {
    group,
    variances,
    total: {
      f1: f1 / all,
      f2: f2 / all,
      v: v / all,
      m: m / all,
      f: (f1 + f2) / all,
      fv: (f1 + f2 + v) / all,
      fvm: (f1 + f2 + v + m) / all,
    },
    within: { f1: f1 / within, v: v / within, f1v: (f1 + v) / within },
    between: { f2: ofBetween(f2), m: ofBetween(m) },
  };
}
