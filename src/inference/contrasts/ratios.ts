import { BlupError } from '../../errors/blup-error.ts';
import type { LinkName } from '../../family/family.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkGeneralised } from '../../fit/kept.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { contrastTest } from './contrast-test.ts';

/** One fixed effect as a factor. */
export interface Ratio {
  readonly name: string;
  /** e^β̂: what a step of one multiplies the odds, the mean, or the hazard by, in one and the same group. */
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, of β = 0. */
  readonly p: number;
}

/** Fixed effects on the scale on which they multiply. */
export interface Ratios {
  readonly kind: 'ratios';
  readonly meaning: 'odds ratio' | 'ratio of means' | 'hazard ratio';
  readonly level: number;
  /** Without the intercept. */
  readonly rows: readonly Ratio[];
}

const meanings: { readonly [link in LinkName]?: Ratios['meaning'] } = {
  logit: 'odds ratio',
  log: 'ratio of means',
  cloglog: 'hazard ratio',
};

/** What the exponentials of the fixed effects of a model are; undefined where effects do not multiply. */
export function ratioMeaning(model: AnyModel): Ratios['meaning'] | undefined {
  return model.kind === 'glmm' ? meanings[model.link] : undefined;
}

/**
 * Odds ratios of a model with logit link, ratios of means (rates) with log link, hazard ratios with cloglog, with Wald intervals. They
 * compare like with like within a group; the odds ratios of a population are nearer to 1.
 *
 * @param options `level` default 0.95
 * @throws `option` for other links; `model-kind` for linear models; `not-fitted` when the fit is not certified
 */
export function ratios(model: AnyModel, options: { readonly level?: number } = {}): Ratios {
  checkGeneralised(model, 'ratios()');
  const { level = 0.95 } = options;
  checkLevel(level);
  const meaning = meanings[model.link];
  if (meaning === undefined) {
    throw new BlupError(
      'option',
      `under link ${model.link} effects do not multiply; ratios are for logit, log and cloglog`,
      { value: model.link },
    );
  }
  const half = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY);
  const { names } = model.fixed;
  const rows = names.map((name, j): Ratio => {
    const unit = names.map((_, k) => Number(k === j));
    const { estimate, se, p } = contrastTest(model, unit, 'none');
    return {
      name,
      ratio: Math.exp(estimate),
      lower: Math.exp(estimate - half * se),
      upper: Math.exp(estimate + half * se),
      p,
    };
  });
  return {
    kind: 'ratios',
    meaning,
    level,
    rows: rows.filter(({ name }) => name !== '(Intercept)'),
  };
}
