import type { LevelResidual } from './level-residual.ts';

/** Between-level variance of a coefficient, seen naively and by the model; over the levels whose rows determine it. */
export interface BetweenVariance {
  /** Number of these levels. */
  readonly levels: number;
  /** Sample variance of the least-squares residuals û_j: too large, for it holds sampling variance. */
  readonly ols: number;
  /** Mean sampling variance v_j; σ²/n_j averaged for means. */
  readonly sampling: number;
  /** `ols` less `sampling`: a moment estimate of the variance, may be negative. */
  readonly moment: number;
  /** The model's variance τ. */
  readonly model: number;
  /** τ plus mean v_j: what the model expects of `ols`. */
  readonly expected: number;
  /** Sample variance of the estimates b̂_j: too small, for they are shrunken. */
  readonly shrunken: number;
}

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
}

/** The table of one coefficient; empty with fewer than two levels whose rows determine it. */
export function betweenVariance(
  tau: number,
  rows: readonly LevelResidual[],
): { readonly between?: BetweenVariance } {
  const own = rows.filter(({ ols }) => ols !== undefined);
  if (own.length < 2) return {};
  const ols = variance(own.map((row) => row.ols ?? 0));
  const sampling = mean(own.map((row) => (row.olsSe ?? 0) ** 2));
  return {
    between: {
      levels: own.length,
      ols,
      sampling,
      moment: ols - sampling,
      model: tau,
      expected: tau + sampling,
      shrunken: variance(own.map(({ estimate }) => estimate)),
    },
  };
}
