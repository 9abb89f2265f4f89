import type { Design } from '../design/design.ts';
import type { Progress } from './core.ts';
import type { TermBasis } from './cross-products.ts';
import type { FamilyName, LinkName } from './family-codes.ts';
import type { Outcome } from './solve.ts';
import type { WorkingProducts } from './working-products.ts';

/** The data of a generalised model. Nothing is checked here: values must fit the family. */
export interface GeneralisedInput {
  /**
   * `y` holds successes (binomial), counts, numbers, or the category counted from 0 (ordinal). Weights of the design are not
   * used. With an ordinal response X has no constant column.
   */
  readonly design: Design;
  readonly family: FamilyName;
  readonly link: LinkName;
  /** Binomial: trials of each row. Poisson: rows that a collapsed row stands for, `y` their sum. Default 1. */
  readonly sizes?: Float64Array;
  /** Ordinal: number of categories. */
  readonly categories?: number;
  /** Added to the log-likelihood: the constants that collapsing rows has taken away. Default 0. */
  readonly constant?: number;
}

/** Parameters in the user's columns. */
export interface UserParameters {
  readonly templates: readonly Float64Array[];
  readonly beta: Float64Array;
  readonly auxiliary: Float64Array;
}

/** How a generalised model is integrated and watched. */
export interface GeneralisedOptions {
  /** Points of adaptive Gauss–Hermite quadrature per dimension; 1 (default) is Laplace's approximation. */
  readonly points?: number;
  /** A solution of the same input with other points: the search begins there. */
  readonly from?: GeneralisedSolution;
  /** Parameters of a like model in the user's columns: the search begins there if they fit this one. */
  readonly near?: UserParameters;
  readonly onProgress?: Progress;
}

/** A random term at the optimum, in the user's columns. Matrices are k×k, column-major. */
export interface GeneralisedTerm {
  /** Lower triangle T with a non-negative diagonal; cov(b) = T Tᵀ, absolute. */
  readonly template: Float64Array;
  readonly covariance: Float64Array;
  /** Conditional modes b̂ = Λû, coefficient c of level l at [l·k + c]. */
  readonly effects: Float64Array;
  /** Blocks of ΛM⁻¹Λᵀ, level by level: the parameters taken as known. */
  readonly conditional: Float64Array;
  /** The same with the uncertainty of all parameters ψ, J cov(ψ̂) Jᵀ with J = ∂b̂/∂ψ, added. */
  readonly prediction: Float64Array;
  /** J, ψ = (β, θ, auxiliary): parameter j of coefficient c of level l at [(l·k + c)·d + j]. */
  readonly slopes: Float64Array;
}

/** The optimum of a generalised model, in the user's columns unless said otherwise. */
export interface GeneralisedSolution {
  readonly outcome: Outcome;
  /** −2 log-likelihood with all constants. */
  readonly objective: number;
  readonly points: number;
  /** Columns of X that were kept. */
  readonly kept: Int32Array;
  /** Coefficients of the kept columns. */
  readonly beta: Float64Array;
  /**
   * Auxiliary parameters, without bounds: the log of the dispersion (negative binomial, gamma, inverse Gaussian, beta,
   * Gaussian), or of an ordinal response the first threshold and the logs of the differences between the following ones.
   */
  readonly auxiliary: Float64Array;
  readonly terms: readonly GeneralisedTerm[];
  /**
   * Covariance 2H⁻¹ of (β, θ, auxiliary), square and column-major; θ are the lower triangles of the templates, column by column,
   * term by term. Entries of θ on the boundary have zero rows and columns. Absent when the Hessian is not positive definite.
   */
  readonly covariance?: Float64Array;
  /** Z̃ᵀWZ̃ at the mode, W the negative second derivatives of the rows' log densities. */
  readonly working: WorkingProducts;
  /** Linear predictor of each row, with offset and random effects. The mean is its inverse link. */
  readonly eta: Float64Array;
  /** θ in the engine's basis, and which entries are free; the way back is in `bases`. */
  readonly theta: Float64Array;
  readonly free: readonly boolean[];
  readonly bases: readonly TermBasis[];
  /** (θ, β̃, auxiliary) in the engine's basis and the Hessian of the criterion there, from which a like search begins. */
  readonly inner: { readonly psi: Float64Array; readonly hessian: Float64Array };
  readonly decrement: number;
  readonly largestSlope: number;
  readonly smallestCurvature: number;
  readonly boundarySlope: number;
  /** Whether the criterion still falls along some direction off the boundary. */
  readonly descends: boolean;
  /** Whether the conditional mode was found to rounding and the observed information is positive definite there. */
  readonly modeFound: boolean;
  /** Whether coefficients run off to infinity: the data are completely separated. */
  readonly separated: boolean;
  readonly evaluations: number;
  readonly hessianEvaluations: number;
  readonly trace: readonly number[];
}
