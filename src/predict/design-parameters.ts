import { type FrameOptions, frameOptionNames } from '../frame/frame-options.ts';
import type { GivenParameters } from './given-parameters.ts';

/** A model by its formula, rows and parameters, without a fit. */
export interface DesignParameters extends GivenParameters, FrameOptions {
  /** Columns to be read as factors whatever they hold. */
  readonly factors?: readonly string[];
}

/** Names of all options that give parameters or read the rows. */
export const parameterNames: readonly string[] = [
  ...frameOptionNames,
  'factors',
  'beta',
  'sd',
  'cor',
  'covariance',
  'sigma',
];
