import type { Design, DesignLayout } from '../design/design.ts';
import type { WorkingProducts } from '../engine/working-products.ts';
import type { FamilyName, LinkName } from '../family/family.ts';
import type { DataHash } from './data-hash.ts';
import type { EstimateCore, LoadedModel, Model } from './model.ts';
import type { RowFacts } from './row-facts.ts';

/** Thresholds of an ordinal model: P(y ≤ k) = F(threshold_k − η). */
export interface Thresholds {
  /** `no|perhaps`: below and above. */
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  /** Standard errors; empty when the optimum is not certified. */
  readonly se: Float64Array;
}

/** The parameter of a family beside its mean: a dispersion, precision or size, always positive. */
export interface Dispersion {
  /** What it is: `size θ, variance μ(1 + μ/θ)`. */
  readonly text: string;
  readonly estimate: number;
  /** Standard error of its logarithm; absent when the optimum is not certified. */
  readonly logSe?: number;
}

/** What the uncertainty of predicted random effects is made of, in all directions of effects and parameters. */
export interface JointUncertainty {
  /** Cross-products at the mode of the random effects, which with the templates give their covariance given the parameters. */
  readonly crossProducts: WorkingProducts;
  /**
   * ∂b̂/∂ψ of each random term, ψ = (β, θ, auxiliary), d numbers: parameter j of coefficient c of level l at [(l·k + c)·d + j]. Parameters
   * in the user's columns.
   */
  readonly slopes: readonly Float64Array[];
}

/** What fitted and loaded generalised models have in common. */
interface GeneralisedCore extends EstimateCore {
  readonly kind: 'glmm';
  readonly family: FamilyName;
  readonly link: LinkName;
  /** How the random effects are integrated out: Laplace's approximation, or adaptive Gauss–Hermite quadrature. */
  readonly method: 'Laplace' | 'AGQ';
  /** Points of the quadrature for each random coefficient; 1 for Laplace. */
  readonly points: number;
  /** How the number of points came about: `given` by the option, `chosen` until the log-likelihood stood still, or the `default`. */
  readonly pointsBy: 'given' | 'chosen' | 'default';
  /** Failure and success, or the categories in order, of a response that was a factor. */
  readonly categories?: readonly string[];
  /** Of families that have one. */
  readonly dispersion?: Dispersion;
  /** Of ordinal models. */
  readonly thresholds?: Thresholds;
  /**
   * √φ where Var(y) = φV(μ) with an estimated φ (gamma, inverse Gaussian, Gaussian), else 1: what Pearson residuals are divided
   * by to be of variance 1.
   */
  readonly sigma: number;
  /** Auxiliary parameters as estimated: log dispersion; or the first threshold and logs of the differences between the next ones. */
  readonly auxiliary: Float64Array;
  /**
   * Covariance of (β, θ, auxiliary), 2H⁻¹, column-major. Entries of θ on the boundary have zero rows and columns. Absent when
   * the optimum is not certified.
   */
  readonly covariance?: Float64Array;
  /** Absent when the optimum is not certified, and in models saved without their groups. */
  readonly joint?: JointUncertainty;
}

/** A generalised model with its rows: what `glmer` makes. */
export interface FittedGeneralisedModel extends GeneralisedCore {
  /** Linear predictor with random effects and offset, one for each row kept. */
  readonly linearPredictor: Float64Array;
  /** Means given the random effects (binomial: chances of a success; ordinal: chances of the category observed). */
  readonly fitted: Float64Array;
  /** Response (binomial: share of successes) minus mean; empty for ordinal models, as the next two. */
  readonly residuals: Float64Array;
  /** (y − μ)/√V(μ), V as in `families`, without φ where `sigma` has it. */
  readonly pearson: Float64Array;
  /** Signed roots of the rows' parts of the deviance, as R's `residuals(type = "deviance")`. */
  readonly deviance: Float64Array;
  /** Row numbers of the input that were kept, 0-based. */
  readonly rows: Int32Array;
  /** `y` holds successes, counts, numbers or categories from 0. */
  readonly design: Design;
  /** Binomial: trials of each row; absent when all are 1. */
  readonly trials?: Float64Array;
  readonly saved?: undefined;
}

/** What a saved generalised model keeps of its rows: sums over them. */
export interface GeneralisedRowFacts {
  /** Number of levels of each grouping factor, factors in formula order. */
  readonly levels: readonly number[];
  /** Observations of each of these levels; empty arrays without the groups. */
  readonly sizes: readonly Float64Array[];
  /** Variance of Xβ̂ over the rows, offsets left out. */
  readonly fixedVariance: number;
  /** Of each random term, in formula order: the mean over the rows of the variance that it gives to the linear predictor. */
  readonly randomVariances: Float64Array;
  /** As in `RowFacts`. */
  readonly constant: RowFacts['constant'];
  /** As in `RowFacts`. */
  readonly nested: RowFacts['nested'];
}

/** What a generalised model loaded from a file holds in place of its rows. */
export interface SavedGeneralisedPart {
  /** Number of rows that the model was fitted to. */
  readonly rowCount: number;
  readonly hash: DataHash;
  readonly layout: DesignLayout;
  /** Minimum, quartiles and maximum of the scaled residuals; absent for ordinal models. */
  readonly scaledResiduals?: readonly number[];
  readonly facts: GeneralisedRowFacts;
  /**
   * False when the model was saved with `groups: false`: then it knows nothing of any one level; `levels`, `effects`,
   * `conditional` and `prediction` of its random parts are empty.
   */
  readonly groups: boolean;
}

/** A generalised model without its rows: what `loadModel` makes of a saved one. */
export interface LoadedGeneralisedModel extends GeneralisedCore {
  readonly linearPredictor?: undefined;
  readonly fitted?: undefined;
  readonly residuals?: undefined;
  readonly pearson?: undefined;
  readonly deviance?: undefined;
  readonly rows?: undefined;
  readonly design?: undefined;
  readonly trials?: undefined;
  readonly saved: SavedGeneralisedPart;
}

/** A fitted generalised linear mixed model: plain readonly data, made by `glmer` or `loadModel`. */
export type GeneralisedModel = FittedGeneralisedModel | LoadedGeneralisedModel;

/** A linear or a generalised mixed model: what functions take that serve both. */
export type AnyModel = Model | GeneralisedModel;

/** A linear or a generalised model without its rows: what `loadModel` makes. */
export type AnyLoadedModel = LoadedModel | LoadedGeneralisedModel;
