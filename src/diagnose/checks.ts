import type { AnyModel } from '../fit/generalised-model.ts';
import type { FittedModel } from '../fit/model.ts';
import { chiSquaredTail } from '../inference/distributions/chi-squared.ts';
import { normalTail } from '../inference/distributions/normal.ts';
import { conditionIndices, vif } from './collinearity.ts';
import type { CheckItem } from './model-check.ts';
import type { NormalQq, RanefQq } from './qq.ts';
import type { SimulatedResiduals } from './simulated-residuals.ts';

export function pText(p: number): string {
  return p < 0.001 ? 'p < .001' : `p = ${p.toFixed(3)}`;
}

export function checkOptimum({ certificate }: AnyModel): CheckItem {
  return certificate.certified
    ? {
        check: 'optimum',
        verdict: 'fine',
        text: 'The estimates are certified to be at an optimum of the likelihood.',
      }
    : {
        check: 'optimum',
        verdict: 'problem',
        text: `The estimates are not certified to be at an optimum: ${certificate.missing}.`,
      };
}

export function checkSingular({ singularDirections }: AnyModel): CheckItem {
  if (singularDirections.length === 0) {
    return {
      check: 'singular',
      verdict: 'fine',
      text: 'Every random coefficient varies, in all directions.',
    };
  }
  return {
    check: 'singular',
    verdict: 'look',
    text: `The fit is singular: ${singularDirections.map(({ text }) => text).join('; ')}. The data support fewer random coefficients.`,
  };
}

/** The largest condition index, which only linear models have: they keep the triangle of X. */
function conditionText(model: AnyModel): string {
  if (model.kind === 'glmm') return '';
  const { indices } = conditionIndices(model);
  const largest = indices.length === 0 ? 1 : indices[indices.length - 1];
  return `; the largest condition index is ${largest.toFixed(1)}`;
}

export function checkCollinearity(model: AnyModel): CheckItem {
  const factors = vif(model);
  const worst = factors.toSorted((a, b) => b.perCoefficient - a.perCoefficient)[0];
  if (worst === undefined) {
    return {
      check: 'collinearity',
      verdict: 'fine',
      text: 'There are fewer than two terms that could depend on each other.',
    };
  }
  const stretched = worst.perCoefficient;
  const text =
    `The intervals of ${worst.term} are ${stretched.toFixed(2)} times as long as they would be without the other terms ` +
    `(${worst.df === 1 ? 'VIF' : 'GVIF'} ${worst.gvif.toFixed(2)}), the most of all${conditionText(model)}.`;
  // A variance inflation of 5 or 10 is a root of 2.24 or 3.16.
  const verdict =
    stretched > Math.sqrt(10) ? 'problem' : stretched > Math.sqrt(5) ? 'look' : 'fine';
  return { check: 'collinearity', verdict, text };
}

/** Third and fourth standardised moments, the latter minus 3. */
function shape(values: Float64Array): { skewness: number; excess: number } {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const moment = (k: number) => values.reduce((sum, x) => sum + (x - mean) ** k, 0) / n;
  const second = moment(2);
  return { skewness: moment(3) / second ** 1.5, excess: moment(4) / second ** 2 - 3 };
}

function outsideText({ outside, level, sample }: NormalQq): string {
  const band = `${Math.round(100 * level)}% band`;
  if (outside === 0) return `all ${sample.length} lie within the simultaneous ${band}`;
  return `${outside} of ${sample.length} lie outside the simultaneous ${band}`;
}

export function checkNormality(qq: NormalQq, standardized: Float64Array): CheckItem {
  const { skewness, excess } = shape(standardized);
  const text = `${outsideText(qq)} (skewness ${skewness.toFixed(2)}, excess kurtosis ${excess.toFixed(2)})`;
  if (qq.outside === 0) {
    return { check: 'residuals', verdict: 'fine', text: `Residuals look normal: ${text}.` };
  }
  const strong = Math.abs(skewness) > 1 || excess > 3;
  return {
    check: 'residuals',
    verdict: strong ? 'problem' : 'look',
    text: `Residuals are not quite normal: ${text}. Fixed effects and their tests hardly suffer in large samples; predictions of single values do.`,
  };
}

/**
 * Koenker's score test (1981, J. Econometrics 17, 107–112): n times the squared correlation of squared residuals and fitted values, χ²₁
 * when the spread does not change with the fitted value.
 */
export function checkSpread({ fitted }: FittedModel, standardized: Float64Array): CheckItem {
  const n = fitted.length;
  const squares = standardized.map((x) => x * x);
  const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / n;
  const [centreX, centreY] = [mean(fitted), mean(squares)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = fitted[i] - centreX;
    const y = squares[i] - centreY;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const r2 = xx > 0 && yy > 0 ? (xy * xy) / (xx * yy) : 0;
  const p = chiSquaredTail(n * r2, 1);
  const numbers = `Koenker's test: chi-squared ${(n * r2).toFixed(2)}, ${pText(p)}`;
  if (p >= 0.05) {
    return {
      check: 'spread',
      verdict: 'fine',
      text: `The spread of the residuals does not change with the fitted values (${numbers}).`,
    };
  }
  return {
    check: 'spread',
    verdict: p < 0.001 && r2 > 0.02 ? 'problem' : 'look',
    text: `The spread of the residuals ${xy > 0 ? 'grows' : 'falls'} with the fitted values (${numbers}; ${(100 * r2).toFixed(1)}% of the squared residuals' variance). Robust standard errors, weights or a transformation help.`,
  };
}

export function checkOutliers({ rows }: FittedModel, standardized: Float64Array): CheckItem {
  const worst = standardized.reduce(
    (best, x, i) => (Math.abs(x) > Math.abs(standardized[best]) ? i : best),
    0,
  );
  const value = standardized[worst];
  const p = Math.min(1, 2 * standardized.length * normalTail(Math.abs(value)));
  const text = `the largest standardised residual is ${value.toFixed(2)}, in row ${rows[worst] + 1} (Bonferroni ${pText(p)})`;
  return p >= 0.05
    ? { check: 'outliers', verdict: 'fine', text: `No row stands out: ${text}.` }
    : {
        check: 'outliers',
        verdict: 'look',
        text: `A row stands out: ${text}. See whether it is an error, and whether conclusions hold without it.`,
      };
}

export function checkRanef(qq: RanefQq): CheckItem {
  const what = `${qq.name} of ${qq.group}`;
  if (qq.outside === 0) {
    return {
      check: 'ranef',
      verdict: 'fine',
      text: `The predicted random effects ${what} look normal: ${outsideText(qq)}.`,
    };
  }
  const last = qq.index.length - 1;
  const end = Math.abs(qq.sample[0]) > Math.abs(qq.sample[last]) ? 0 : last;
  return {
    check: 'ranef',
    verdict: 'look',
    text: `The predicted random effects ${what} are not quite normal: ${outsideText(qq)}; the most extreme is level ${qq.levels[qq.index[end]]} (${qq.sample[end].toFixed(2)}).`,
  };
}

export function checkSimulated({ uniformity, dispersion, nsim }: SimulatedResiduals): CheckItem {
  const least = Math.min(uniformity.pSimulated, dispersion.p);
  const numbers =
    `uniformity ${pText(uniformity.pSimulated)}; variance ${dispersion.statistic.toFixed(2)} of what the model expects, ` +
    `${dispersion.p === 0 ? `p < ${(1 / nsim).toFixed(3)}` : pText(dispersion.p)}; ${nsim} simulated responses`;
  return least >= 0.05
    ? {
        check: 'simulation',
        verdict: 'fine',
        text: `Responses simulated from the model look like the observed ones (${numbers}).`,
      }
    : {
        check: 'simulation',
        verdict: 'look',
        text: `Responses simulated from the model differ from the observed ones (${numbers}).`,
      };
}
