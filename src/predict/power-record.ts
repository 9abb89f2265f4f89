import type { DataInput } from '../fit/lmer.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { DesignParameters } from './design-parameters.ts';

/** A study that is planned: formula, rows without response, and the truth. */
export interface PlannedStudy extends DesignParameters {
  readonly formula: string;
  readonly data: DataInput;
  /** Criterion of the fits; default REML. */
  readonly method?: 'REML' | 'ML';
}

/** What is tested: a coefficient, a combination in words or as weights, or several at once by an F-test. */
export type PowerEffect =
  | string
  | Readonly<Record<string, number>>
  | readonly (string | Readonly<Record<string, number>>)[];

/** How `power` draws and tests, and for which numbers of groups. */
export interface PowerOptions {
  /** Simulated responses for each size; default 1000. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Size of the test; default 0.05. */
  readonly alpha?: number;
  /** Default Satterthwaite's; of generalised models `none`, Wald's z and χ². */
  readonly ddf?: DdfMethod;
  /** How many times the rows are taken, each time with groups of their own; default [1]. */
  readonly copies?: readonly number[];
  /** Confidence level of the Monte-Carlo interval; default 0.95. */
  readonly level?: number;
  /** Called after each replicate with the number done and their total; `false` stops (error `cancelled`). */
  readonly onProgress?: (done: number, total: number) => boolean | undefined;
}

/** Power at one size of the study. */
export interface PowerPoint {
  readonly copies: number;
  /** Observations, and levels of each grouping factor. */
  readonly nobs: number;
  readonly groups: Readonly<Record<string, number>>;
  /** Share of the fits whose test has p < alpha. */
  readonly power: number;
  /** Exact Monte-Carlo interval. */
  readonly lower: number;
  readonly upper: number;
  readonly rejected: number;
  /** Fits that could be tested, and those that could not: they count neither way. */
  readonly tested: number;
  readonly failed: number;
}

/** The power of one test over a curve of sample sizes. */
export interface Power {
  readonly kind: 'power';
  readonly effect: string;
  readonly points: readonly PowerPoint[];
  readonly nsim: number;
  readonly seed: number;
  readonly alpha: number;
  readonly ddf: DdfMethod;
  readonly level: number;
}
