import type { AnyModel } from '../fit/generalised-model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { NamedIntervals } from './tidy.ts';

/** What stands below the coefficients of a table of models. */
export type Measure = 'nobs' | 'groups' | 'icc' | 'r2' | 'logLik' | 'AIC' | 'BIC' | 'method';

/** What a table of models shows. */
export interface ModelTableOptions {
  /** Names of the models, one for each; default `m1`, `m2` … */
  readonly names?: readonly string[];
  /** Degrees of freedom of intervals and p-values; default `'satterthwaite'`. */
  readonly ddf?: DdfMethod;
  /** Beside each estimate its standard error (default), a confidence interval, or nothing. */
  readonly spread?: 'se' | 'interval' | 'none';
  /** Confidence level of the Wald intervals; default 0.95. */
  readonly level?: number;
  /**
   * Fixed effects of generalised models with link logit, log or cloglog as odds ratios, ratios of means or hazard ratios; those of other models
   * stay as they are. Default `false`.
   */
  readonly exponentiate?: boolean;
  /** Results of `confint`, one for each model, in place of Wald intervals; they can hold the random part too. */
  readonly intervals?: readonly NamedIntervals[];
  /** `true` for stars below p = 0.05, 0.01 and 0.001; or thresholds of one's own. Default `false`. */
  readonly stars?: boolean | readonly number[];
  /** Labels of coefficients in place of their names, in the fixed and the random part. Equal labels share a row. */
  readonly coefficients?: Readonly<Record<string, string>>;
  /** The random part as standard deviations and correlations (default), variances and covariances, or not at all. */
  readonly random?: 'sdcor' | 'vcov' | 'none';
  /** Rows below the coefficients; default all. */
  readonly measures?: readonly Measure[];
  readonly caption?: string;
}

/** One number of a table of models, or a word. */
export interface ModelTableCell {
  readonly value?: number;
  readonly text?: string;
  readonly se?: number;
  readonly low?: number;
  readonly high?: number;
  readonly p?: number;
}

/** One row: a cell for each model, null where the model has no such parameter. */
export interface ModelTableRow {
  readonly part: 'fixed' | 'random' | 'fit';
  /** How its numbers are written: with decimals that fit them, as a share of 1, as a count, as a criterion, as words. */
  readonly kind: 'estimate' | 'share' | 'count' | 'criterion' | 'text';
  readonly label: string;
  readonly cells: readonly (ModelTableCell | null)[];
}

/** Several models side by side, as plain data; `formatModelTable` prints it. */
export interface ModelTable {
  readonly kind: 'model-table';
  readonly caption?: string;
  readonly models: readonly {
    readonly name: string;
    readonly formula: string;
    readonly method: AnyModel['method'];
  }[];
  readonly spread: 'se' | 'interval' | 'none';
  /** Thresholds of the stars, descending; empty without stars. */
  readonly thresholds: readonly number[];
  readonly rows: readonly ModelTableRow[];
  readonly notes: readonly string[];
}
