import type { FamilyName, LinkName } from '../../family/family.ts';

/** A quantity of the equations: a coefficient such as β₀ⱼ, or a random effect such as u₀ⱼ or rᵢⱼ. */
export interface EquationSymbol {
  /** Greek or Latin letter: `β`, `γ`, `u`, `r`. */
  readonly letter: string;
  /** Numbers below the letter, 0 for the intercept: [1, 0] of γ₁₀; empty for the level-1 residual. */
  readonly index: readonly number[];
  /** Letters of the units that it belongs to: `ij`, `j`; empty for what is the same for all. */
  readonly units: string;
}

/** A variable or column of the model, with the letters of the units over which it varies. */
export interface EquationVariable {
  /** R's spelling, or R's name of a column: `cses`, `sectorCatholic`. */
  readonly name: string;
  readonly units: string;
}

/** One summand of an equation. */
export interface EquationTerm {
  readonly kind: 'coefficient' | 'random' | 'residual' | 'offset';
  /** Absent for an offset. */
  readonly symbol?: EquationSymbol;
  /** What the symbol is multiplied by: the variables of a product; empty when it stands alone. */
  readonly variables: readonly EquationVariable[];
  /** Name of the fixed effect; absent where a further equation follows, and for random effects. */
  readonly name?: string;
  /** Present for fixed effects of a fitted model. */
  readonly estimate?: number;
  /** Present when the model's optimum is certified. */
  readonly standardError?: number;
}

/** The mean of a generalised response behind its link: `logit(πᵢⱼ)`. */
export interface LinkedMean {
  readonly link: LinkName;
  readonly mean: EquationSymbol;
}

/** `left = terms`, of one level. */
export interface LevelEquation {
  /** 1 for the observations; 0 for the combined equation. */
  readonly level: number;
  /** Grouping factor of the level; absent at level 1. */
  readonly group?: string;
  /** The response, of a generalised model its linked mean (of an ordinal one η); or the coefficient of a lower level. */
  readonly left: EquationVariable | EquationSymbol | LinkedMean;
  readonly terms: readonly EquationTerm[];
}

/** Distribution of the random effects of one grouping factor: normal, mean 0. */
export interface RandomDistribution {
  readonly level: number;
  readonly group: string;
  /** Letter below τ and T where several matrices must be told apart; empty for a single one. */
  readonly letter: string;
  /** In the order of their numbers. */
  readonly effects: readonly EquationSymbol[];
  /** R's names of the random coefficients. */
  readonly names: readonly string[];
  /** For each effect the number of its block: effects of different blocks are uncorrelated. */
  readonly blocks: readonly number[];
  /** Estimated covariance matrix, row by row; present for a fitted model. */
  readonly covariance?: readonly (readonly number[])[];
}

/** Distribution of the level-1 residual: normal, mean 0, variance σ² or σ²/w. */
export interface ResidualDistribution {
  readonly symbol: EquationSymbol;
  /** Estimated σ²; present for a fitted model. */
  readonly variance?: number;
  /** Precision weights w; absent without any. */
  readonly weights?: EquationVariable;
}

/** Distribution of the response of a generalised model, given its mean. */
export interface ResponseDistribution {
  readonly family: FamilyName;
  readonly link: LinkName;
  /** Of `cbind(successes, failures)` the successes. */
  readonly response: EquationVariable;
  /** π (φ where π is a coefficient), λ or μ; of an ordinal model η, with P(y ≤ c) = F(κ_c − η). */
  readonly mean: EquationSymbol;
  /** Binomial denominators; absent when all are 1. */
  readonly trials?: EquationVariable;
  readonly dispersion?: { readonly letter: string; readonly estimate: number };
  /** κ of an ordinal model. */
  readonly thresholds?: readonly {
    readonly name: string;
    readonly estimate: number;
    readonly standardError?: number;
  }[];
}

/** A model as equations level by level: plain data, made by `levelEquations`, printed by `formatEquations`. */
export interface LevelEquations {
  readonly kind: 'level-equations';
  /** The combined formula in R's spelling. */
  readonly formula: string;
  /** True when there is a single, combined equation: the grouping factors are not nested, or more than three are. */
  readonly crossed: boolean;
  /** Grouping factors; nested ones from level 2 upwards. `units` are the letters of their levels. */
  readonly groups: readonly { readonly group: string; readonly units: string }[];
  /** From level 1 upwards; for crossed factors the combined equation alone. */
  readonly equations: readonly LevelEquation[];
  /** All equations put into one. */
  readonly combined: LevelEquation;
  readonly distributions: readonly RandomDistribution[];
  /** Of linear models. */
  readonly residual?: ResidualDistribution;
  /** Of generalised models. */
  readonly outcome?: ResponseDistribution;
}
