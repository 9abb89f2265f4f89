import { varCorrOfTerm } from '../../effects/var-corr.ts';
import { lowerEntries } from '../../engine/load-problem.ts';
import { product, transpose } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { GeneralisedModel } from '../../fit/generalised-model.ts';
import type { RandomPart } from '../../fit/model.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import { readCombination } from '../contrasts/linear-combination.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { bilinear, checkCertified } from '../terms/hypothesis.ts';
import type { Interval } from './confint.ts';

/** A standard deviation or correlation of a term: entry (i, j) of its covariance matrix. */
interface VarianceParameter {
  readonly name: string;
  readonly term: number;
  readonly i: number;
  readonly j: number;
}

/** Names as lme4's `confint(fit, oldNames = FALSE)`: deviations and correlations of each term, column by column. */
function varianceParameters({ random }: GeneralisedModel): VarianceParameter[] {
  const seen = new Map<string, number>();
  return random.flatMap(({ group, names }, term) => {
    const before = seen.get(group) ?? 0;
    seen.set(group, before + 1);
    const label = before === 0 ? group : `${group}.${before}`;
    return lowerEntries(names.length).map(([i, j]) => ({
      name: i === j ? `sd_${names[i]}|${label}` : `cor_${names[i]}.${names[j]}|${label}`,
      term,
      i,
      j,
    }));
  });
}

function covarianceOf(template: Float64Array, k: number): Float64Array {
  return product(template, transpose(template, k, k), k, k, k);
}

/** log of a deviation, or Fisher's z of a correlation. */
function transformed(template: Float64Array, k: number, i: number, j: number): number {
  const c = covarianceOf(template, k);
  if (i === j) return 0.5 * Math.log(c[i * k + i]);
  return Math.atanh(c[j * k + i] / Math.sqrt(c[i * k + i] * c[j * k + j]));
}

/** Standard error of that, by the delta method with central differences in the template's entries. */
function transformedError(
  model: GeneralisedModel,
  { template, names }: RandomPart,
  from: number,
  i: number,
  j: number,
): number {
  const k = names.length;
  const covariance = model.covariance ?? new Float64Array(0);
  const size = Math.round(Math.sqrt(covariance.length));
  const slopes = new Float64Array(size);
  lowerEntries(k).forEach(([r, c], at) => {
    const place = c * k + r;
    // Entries on the boundary do not vary.
    if (covariance[(from + at) * (size + 1)] === 0) return;
    const h = 1e-4 * Math.max(Math.abs(template[place]), 0.05 * Math.hypot(...template));
    const moved = (by: number): number => {
      const t = template.slice();
      t[place] += by;
      return transformed(t, k, i, j);
    };
    slopes[from + at] = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
  });
  return Math.sqrt(bilinear(covariance, slopes, slopes, size));
}

/** Intervals with what was to be said of them. */
export interface WaldIntervals {
  readonly intervals: Interval[];
  readonly notices: Notice[];
}

/**
 * Wald intervals of a generalised model: fixed effects and linear combinations of them, and the standard deviations and correlations of
 * its random effects on the log scale and Fisher's z, all with the normal quantile and the inverse Hessian of the log-likelihood.
 *
 * At a variance of 0 or a correlation of ±1 there is no standard error: the interval is all that the parameter can be, and a notice
 * says so.
 *
 * @throws `option` for a name that does not exist; `not-fitted` when the fit is not certified
 */
export function generalisedWald(
  model: GeneralisedModel,
  parm: readonly string[] | undefined,
  level: number,
): WaldIntervals {
  checkCertified(model);
  const quantile = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY);
  const variances = varianceParameters(model);
  const { names, dropped } = model.fixed;
  const wanted = parm ?? [...variances.map(({ name }) => name), ...names];
  const starts: number[] = [];
  let next = names.length;
  for (const part of model.random) {
    starts.push(next);
    next += (part.names.length * (part.names.length + 1)) / 2;
  }
  const atBoundary: string[] = [];
  const variance = ({ name, term, i, j }: VarianceParameter): Interval => {
    const part = model.random[term];
    const rows = varCorrOfTerm(part);
    const estimate = i === j ? rows[i].sd : rows[i].corr[j];
    const centre = transformed(part.template, part.names.length, i, j);
    const half = quantile * transformedError(model, part, starts[term], i, j);
    const [to, low, high] = i === j ? [Math.exp, 0, Infinity] : [Math.tanh, -1, 1];
    if (Number.isFinite(centre) && half > 0 && Number.isFinite(half)) {
      return { name, estimate, lower: to(centre - half), upper: to(centre + half) };
    }
    atBoundary.push(name);
    return { name, estimate, lower: low, upper: high, bounded: ['lower', 'upper'] };
  };
  const fixed = (name: string): Interval => {
    const place = names.indexOf(name);
    const { weights, value } =
      place < 0
        ? readCombination(name, names, dropped)
        : { weights: Float64Array.from(names, (_, k) => Number(k === place)), value: 0 };
    const { estimate, se } = contrastTest(model, weights, 'none');
    const centre = estimate - value;
    return { name, estimate: centre, lower: centre - quantile * se, upper: centre + quantile * se };
  };
  const intervals = wanted.flatMap((name): Interval[] => {
    if (name === 'beta_') return names.map(fixed);
    if (name === 'theta_') return variances.map(variance);
    const found = variances.find((own) => own.name === name);
    if (found !== undefined) return [variance(found)];
    if (/^(sd|cor|var)_/.test(name)) {
      const known = variances.map((own) => own.name).join(', ');
      throw new BlupError('option', `"${name}" is no parameter; there are ${known}`, {
        value: name,
      });
    }
    return [fixed(name)];
  });
  if (atBoundary.length === 0) return { intervals, notices: [] };
  return {
    intervals,
    notices: [
      {
        code: 'wald-boundary',
        text: `${atBoundary.join(', ')}: the estimate is at the boundary, where there is no standard error`,
        detail: { names: atBoundary },
      },
    ],
  };
}
