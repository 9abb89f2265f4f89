import type { Design, DesignLayout } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import type { Notice } from '../errors/notice.ts';
import type { Schema } from '../frame/schema.ts';
import type { DataHash } from './data-hash.ts';
import type { RowFacts } from './row-facts.ts';

/** Fixed effects in the user's columns. Matrices are p×p, column-major. */
export interface FixedPart {
  /** Names of the estimated coefficients, in the order of the model matrix. */
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  /** Covariance matrix of the estimates, σ² included. */
  readonly vcov: Float64Array;
  /** Coefficients left out because their columns depend linearly on earlier ones. */
  readonly dropped: readonly string[];
  /** For each coefficient left out, what its column is made of: the coefficients of the estimated columns. */
  readonly aliases?: readonly Float64Array[];
  /** Term of each estimated coefficient, an index into `termLabels`; 0 is the intercept, terms count from 1. */
  readonly assign: readonly number[];
  readonly termLabels: readonly string[];
}

/** One random term: k coefficients on each of the levels of a grouping factor. Matrices are k×k, column-major. */
export interface RandomPart {
  /** The bar as printed: `cses | school`. */
  readonly label: string;
  readonly group: string;
  readonly names: readonly string[];
  readonly levels: readonly string[];
  /** Covariance factor T in the user's columns, lower triangular; cov(b) = σ² T Tᵀ, of generalised models T Tᵀ. */
  readonly template: Float64Array;
  /** Covariance matrix of the coefficients. */
  readonly covariance: Float64Array;
  /** Predicted random effects (conditional modes); coefficient c of level l at [l·k + c]. */
  readonly effects: Float64Array;
  /**
   * Conditional covariance of each level's coefficients given the data, at [l·k·k + c·k + r]: with the fixed effects
   * and θ taken as known (lme4's `condVar`).
   */
  readonly conditional: Float64Array;
  /**
   * The prediction error covariance of b̂ − b: with the uncertainty of the fixed effects too, of generalised models with that of all
   * parameters.
   */
  readonly prediction: Float64Array;
}

/** Evidence that a fit is at its optimum: second-order facts at the estimate, in the engine's own scale. */
export interface Certificate {
  /** True when the decrement is below 1e-8, all curvatures are positive and no boundary direction descends. */
  readonly certified: boolean;
  /** Newton decrement ½ gᵀH⁻¹g: how far, in units of the objective, the optimum can be below. */
  readonly decrement: number;
  /** Largest absolute entry of the gradient. */
  readonly gradient: number;
  /** Smallest eigenvalue of the Hessian of the objective. */
  readonly smallestCurvature: number;
  /** What is missing, when not certified. */
  readonly missing?: string;
}

/**
 * What small-sample inference needs of the variance parameters φ = (θ, log σ), θ in the engine's own basis.
 * Directions that a singular fit fixes on the boundary have zero rows and columns.
 */
export interface VarianceInformation {
  /** Number of variance parameters, σ included. */
  readonly size: number;
  /** Asymptotic covariance 2 H⁻¹ of φ̂, size×size, column-major. */
  readonly covariance: Float64Array;
  /** ∂vcov(β̂)/∂φ_k, one p×p column-major matrix for each k. */
  readonly vcovGradient: readonly Float64Array[];
}

/** A term whose estimated covariance matrix has directions without variance. */
export interface SingularDirection {
  readonly term: string;
  readonly group: string;
  /** Readable: `the variance of (Intercept) within Batch is estimated 0`. */
  readonly text: string;
  /**
   * The combinations of the term's coefficients that have no variance: unit vectors in the order of the term's names. They
   * are linearly independent; those of several coefficients are orthogonal when each counts in units of its deviation.
   */
  readonly combinations: readonly (readonly number[])[];
}

/** Names of columns that were given as options, for printing. */
export interface OptionColumns {
  readonly precisionWeights?: string;
  readonly frequencyWeights?: string;
  readonly offset?: string;
  readonly trials?: string;
}

/** What a model loaded from a file holds in place of its rows. */
export interface SavedPart {
  /** Number of rows that the model was fitted to. */
  readonly rowCount: number;
  readonly hash: DataHash;
  readonly layout: DesignLayout;
  /** Minimum, quartiles and maximum of the scaled residuals; absent when the loaded model was refitted. */
  readonly scaledResiduals?: readonly number[];
  /** Absent in files of version 1. */
  readonly facts?: RowFacts;
  /**
   * False when the model was saved with `groups: false`: then it knows how many levels each grouping factor has and nothing
   * of any one of them. `levels`, `effects`, `conditional` and `prediction` of its random parts are empty, and its
   * cross-products are withheld.
   */
  readonly groups: boolean;
}

/** What linear and generalised models have in common. */
export interface EstimateCore {
  /** The formula as printed, in R's spelling. */
  readonly formula: string;
  /** Name of the data, for printing; absent when none was given. */
  readonly dataName?: string;
  /** Absent when no option named a column. */
  readonly optionColumns?: OptionColumns;
  readonly responseName: string;
  /** Number of observations; with frequency weights their sum. */
  readonly nobs: number;
  readonly fixed: FixedPart;
  /** In formula order. */
  readonly random: readonly RandomPart[];
  /** Variance parameters in the user's columns: lower triangles of the templates, column by column, term by term. */
  readonly theta: Float64Array;
  /** The minimised criterion: the REML criterion, or −2 log-likelihood. */
  readonly objective: number;
  readonly singular: boolean;
  readonly singularDirections: readonly SingularDirection[];
  readonly certificate: Certificate;
  /** Evaluations of the objective with its gradient until the optimum was reached. */
  readonly evaluations: number;
  /** Further gradient evaluations for the Hessian at the optimum (certificate and degrees of freedom). */
  readonly hessianEvaluations: number;
  /** The objective after each accepted step. */
  readonly trace: readonly number[];
  /** What is needed to build the same columns from other data; absent when the design was not made of a formula. */
  readonly schema?: Schema;
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly timing: { readonly design: number; readonly fit: number };
}

/** What fitted and loaded linear models have in common. */
interface ModelCore extends EstimateCore {
  readonly kind: 'lmm';
  readonly method: 'REML' | 'ML';
  /** Residual standard deviation. */
  readonly sigma: number;
  /** Absent when the fit is not certified: then no standard error can be trusted either. */
  readonly varianceInformation?: VarianceInformation;
  readonly crossProducts: CrossProducts;
}

/** A model with the rows that it was fitted to: what `lmer` makes. */
export interface FittedModel extends ModelCore {
  /** Fitted values with the random effects, offset included; one per row kept. */
  readonly fitted: Float64Array;
  /** Response minus fitted values. */
  readonly residuals: Float64Array;
  /** Row numbers of the input that were kept, 0-based. */
  readonly rows: Int32Array;
  readonly design: Design;
  readonly saved?: undefined;
}

/** A model without its rows: what `loadModel` makes. */
export interface LoadedModel extends ModelCore {
  readonly fitted?: undefined;
  readonly residuals?: undefined;
  readonly rows?: undefined;
  readonly design?: undefined;
  readonly saved: SavedPart;
}

/**
 * A fitted linear mixed model: plain readonly data, made by `lmer` or `loadModel`. It survives structured clone and a worker.
 * Every question about it is a function of it: `summary(model)`, `ranef(model)`, `anova(a, b)` …
 */
export type Model = FittedModel | LoadedModel;
