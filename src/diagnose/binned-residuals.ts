import { BlupError } from '../errors/blup-error.ts';
import { varianceAt } from '../family/row-residuals.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { checkGeneralised, withRows } from '../fit/kept.ts';

/** Rows of nearly equal fitted means, taken together. */
export interface ResidualBin {
  /** Mean of the fitted means. */
  readonly fitted: number;
  /** Mean response minus mean of the fitted means. */
  readonly residual: number;
  /** Standard error that the residual would have if the fitted means were the true ones. */
  readonly se: number;
  readonly rows: number;
}

/** Options of `binnedResiduals`. */
export interface BinnedResidualsOptions {
  /** Number of bins; default √n from 100 rows on, 10 below, half the rows below 20. */
  readonly bins?: number;
}

function defaultBins(n: number): number {
  if (n >= 100) return Math.floor(Math.sqrt(n));
  return n >= 20 ? 10 : Math.max(1, Math.floor(n / 2));
}

/** Rows by ascending mean, cut where about as many rows as in the other bins lie between; equal means stay together. */
function cut(fitted: Float64Array, bins: number): number[][] {
  const order = Array.from(fitted, (_, i) => i).sort((a, b) => fitted[a] - fitted[b] || a - b);
  const found: number[][] = [];
  let next = 0;
  for (let k = 1; k <= bins && next < order.length; k++) {
    let end = Math.max(next + 1, Math.round((k * order.length) / bins));
    while (end < order.length && fitted[order[end]] === fitted[order[end - 1]]) end++;
    found.push(order.slice(next, end));
    next = end;
  }
  return found;
}

/** How much a row counts: its trials, and how many rows it stands for. */
function weightOf({ trials, design }: FittedGeneralisedModel, row: number): number {
  return (trials?.[row] ?? 1) * (design.frequencyWeights?.[row] ?? 1);
}

/**
 * Mean residuals in bins of the fitted means, random effects included: what residuals of single 0s and 1s cannot show (Gelman & Hill
 * 2007, Data Analysis Using Regression, §5.6). About 95 % of the bins lie within ±2 se if the means are right; `se` is that of the
 * family's variance, √Σwᵢφ̂V(μᵢ)/Σwᵢ.
 *
 * @throws `option` for a number of bins that is none, `input` for ordinal models; `model-kind`, `no-rows-kept`
 */
export function binnedResiduals(
  given: AnyModel,
  options: BinnedResidualsOptions = {},
): ResidualBin[] {
  checkGeneralised(given, 'binnedResiduals()');
  const model = withRows(given, 'residuals') as FittedGeneralisedModel;
  const { family, fitted, residuals, dispersion, sigma } = model;
  if (family === 'ordinal') {
    throw new BlupError('input', 'an ordinal response has no mean and so no residuals', {
      value: family,
    });
  }
  const { bins = defaultBins(fitted.length) } = options;
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new BlupError('option', `bins is ${bins}; it must be a whole number from 1`, {
      value: bins,
    });
  }
  return cut(fitted, bins).map((rows): ResidualBin => {
    let [total, mean, residual, variance] = [0, 0, 0, 0];
    for (const i of rows) {
      const w = weightOf(model, i);
      total += w;
      mean += w * fitted[i];
      residual += w * residuals[i];
      variance += w * sigma ** 2 * varianceAt(family, fitted[i], dispersion?.estimate ?? 1);
    }
    return {
      fitted: mean / total,
      residual: residual / total,
      se: Math.sqrt(variance) / total,
      rows: rows.length,
    };
  });
}
