import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkOptionNames } from '../../frame/frame-options.ts';
import { tQuantile, tTwoSided } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { contrastTest } from './contrast-test.ts';
import { checkDdf, type DdfMethod } from './ddf-method.ts';
import { combinationOf, readCombination } from './linear-combination.ts';

/** Options of `contrast`. */
export interface ContrastOptions {
  /** Degrees of freedom; default Satterthwaite's. Generalised models have z-tests. */
  readonly ddf?: DdfMethod;
  /** Confidence level; default 0.95. */
  readonly level?: number;
}

/** Test of one linear combination of the fixed effects, with its interval. */
export interface Contrast {
  readonly kind: 'contrast';
  /** As it was given; `meanses - cses`. */
  readonly text: string;
  /** Weights of the fixed effects, in the order of `fixef(model)`. */
  readonly weights: Float64Array;
  readonly estimate: number;
  readonly se: number;
  /** Infinity with `ddf: 'none'`. */
  readonly df: number;
  /** The value that is tested; 0 unless the text has an equals sign. */
  readonly value: number;
  /** (estimate − value) / se: t, or z where `df` is Infinity. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly ddf: DdfMethod;
}

function textOf(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .filter(([, weight]) => weight !== 0)
    .map(([name, weight], i) => {
      const sign = weight < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + ';
      const size = Math.abs(weight);
      return `${sign}${size === 1 ? '' : `${size}*`}${name}`;
    })
    .join('');
}

/**
 * Test of a linear combination of fixed effects in one call:
 *
 *     contrast(model, 'meanses - cses')      contrast(model, '2*x + z = 1')      contrast(model, { meanses: 1, cses: -1 })
 *
 * See `readCombination` for the language. With Kenward and Roger's degrees of freedom the standard error is theirs too.
 *
 * @throws `input` for names that are no coefficients (with the nearest) and combinations without any; `not-fitted` when
 * the fit is not certified
 */
export function contrast(
  model: AnyModel,
  hypothesis: string | Readonly<Record<string, number>>,
  options: ContrastOptions = {},
): Contrast {
  checkOptionNames(options, ['ddf', 'level']);
  const { ddf = 'satterthwaite', level = 0.95 } = options;
  checkDdf(ddf);
  checkLevel(level);
  const { names, dropped } = model.fixed;
  const isText = typeof hypothesis === 'string';
  if (!isText && (typeof hypothesis !== 'object' || hypothesis === null)) {
    throw new BlupError(
      'input',
      'a contrast is text such as "x - z", or an object { x: 1, z: -1 }',
      {
        value: String(hypothesis),
      },
    );
  }
  const { weights, value } = isText
    ? readCombination(hypothesis, names, dropped)
    : combinationOf(hypothesis, names, dropped);
  const text = isText ? hypothesis.trim() : textOf(hypothesis);
  if (weights.every((w) => w === 0)) {
    throw new BlupError('input', `contrast "${text}" weighs no coefficient; nothing is tested`, {
      value: text,
    });
  }
  const { estimate, se, df } = contrastTest(model, weights, ddf);
  const half = tQuantile((1 - level) / 2, df) * se;
  const statistic = (estimate - value) / se;
  return {
    kind: 'contrast',
    text,
    weights,
    estimate,
    se,
    df,
    value,
    statistic,
    p: tTwoSided(statistic, df),
    lower: estimate - half,
    upper: estimate + half,
    level,
    ddf: model.kind === 'glmm' ? 'none' : ddf,
  };
}
