import type { Design } from '../design/design.ts';
import type { Notice } from '../errors/notice.ts';
import type { FixedPart, OptionColumns } from '../fit/model.ts';
import type { Schema } from '../frame/schema.ts';

/** A linear model fitted by ordinary (or weighted) least squares: plain readonly data, made by `lm`. */
export interface LinearModel {
  readonly kind: 'lm';
  /** The formula as printed, in R's spelling. */
  readonly formula: string;
  readonly dataName?: string;
  readonly optionColumns?: OptionColumns;
  readonly responseName: string;
  /** Number of observations; with frequency weights their sum. */
  readonly nobs: number;
  /** Coefficients with their covariance matrix, as in a mixed model. NaN covariances without residual degrees of freedom. */
  readonly fixed: FixedPart;
  /** Observations minus estimated coefficients. */
  readonly dfResidual: number;
  /** Residual standard deviation √(residualSS / dfResidual); NaN without residual degrees of freedom. */
  readonly sigma: number;
  /** Σ w (y − fitted)² */
  readonly residualSS: number;
  /** Σ w (fitted − offset − mean)², the mean left out in a model without intercept: what the intercept alone leaves, less `residualSS`. */
  readonly modelSS: number;
  readonly intercept: boolean;
  readonly logLik: number;
  /** Offset included; one per row kept. */
  readonly fitted: Float64Array;
  /** Response minus fitted values. */
  readonly residuals: Float64Array;
  /** Row numbers of the input that were kept, 0-based. */
  readonly rows: Int32Array;
  /** Without random terms. */
  readonly design: Design;
  readonly schema: Schema;
  readonly notices: readonly Notice[];
}
