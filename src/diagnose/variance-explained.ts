import { varCorr } from '../effects/var-corr.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { checkComparable, checkSeveral } from '../inference/comparison/comparable-models.ts';

/** What became of one variance component from the smaller model to the larger. */
export interface ExplainedVariance {
  /** Name of the grouping factor, or `Residual`. */
  readonly group: string;
  /** Name of the random coefficient; empty for the residual. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** 1 − after/before; negative when the component grew. Absent when `before` is 0. */
  readonly proportion?: number;
}

/**
 * Proportional reduction of each variance component that both models have, from `null` to `model` (Raudenbush & Bryk 2002, eqs
 * 4.20 and 4.24): what the added predictors explain at each level.
 *
 *     varianceExplained(lmer('mathach ~ 1 + (1 | school)', d), lmer('mathach ~ meanses + (1 | school)', d))
 *
 * A component may grow, since components are not explained independently; slope variances compare only when the same slopes vary
 * in both models.
 *
 * @throws `input` unless both models have the same response, rows and weights
 */
export function varianceExplained(before: Model, after: Model): readonly ExplainedVariance[] {
  // Variances of two logistic models stand on different latent scales.
  for (const model of [before, after]) checkLinear(model, 'varianceExplained()');
  checkSeveral([before, after]);
  checkComparable([before, after], true);
  const later = varCorr(after);
  return varCorr(before).flatMap(({ group, name, variance }) => {
    const match = later.find((row) => row.group === group && row.name === name);
    if (match === undefined) return [];
    return [
      {
        group,
        name,
        before: variance,
        after: match.variance,
        ...(variance > 0 && { proportion: 1 - match.variance / variance }),
      },
    ];
  });
}
