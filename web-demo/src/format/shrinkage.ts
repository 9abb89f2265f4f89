/** What the user has set in the shrinkage lab. */
export interface Setting {
  /** τ₀₀, variance between groups. */
  readonly between: number;
  /** σ², variance within groups. */
  readonly within: number;
  /** By what the sizes of the groups are multiplied. */
  readonly times: number;
}

/** What follows from it. */
export interface Consequences {
  /** ρ = τ₀₀/(τ₀₀ + σ²). */
  readonly icc: number;
  readonly meanSize: number;
  /** 1 + (n̄ − 1)ρ (Kish 1965). */
  readonly designEffect: number;
  /** Rows over the design effect. */
  readonly effective: number;
  readonly rows: number;
  /** λ_j = τ₀₀/(τ₀₀ + σ²/n_j) of each group (Raudenbush & Bryk 2002, eq. 3.58). */
  readonly reliabilities: Float64Array;
  readonly meanReliability: number;
}

export function reliability({ between, within }: Setting, size: number): number {
  return between === 0 ? 0 : between / (between + within / size);
}

export function consequences(setting: Setting, sizes: Float64Array): Consequences {
  const { between, within, times } = setting;
  const own = sizes.map((n) => Math.max(1, n * times));
  const rows = own.reduce((sum, n) => sum + n, 0);
  const meanSize = rows / own.length;
  const icc = between / (between + within);
  const designEffect = 1 + (meanSize - 1) * icc;
  const reliabilities = own.map((n) => reliability(setting, n));
  return {
    icc,
    meanSize,
    designEffect,
    effective: rows / designEffect,
    rows,
    reliabilities,
    meanReliability: reliabilities.reduce((sum, l) => sum + l, 0) / reliabilities.length,
  };
}
