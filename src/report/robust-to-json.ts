import type { RobustTest, RobustTests } from '../inference/robust/robust-tests.ts';

/** Robust tests as the entry `robust` of the object that `blup fit --robust --format json` prints. */
export interface JsonRobust {
  readonly type: 'CR0' | 'CR1' | 'CR2';
  /** Name of the grouping factor. */
  readonly cluster: string;
  /** Number of clusters. */
  readonly clusters: number;
  readonly ddf: 'satterthwaite' | 'clusters' | 'none';
  readonly coefficients: readonly RobustTest[];
  readonly vcov: readonly (readonly number[])[];
  readonly notices: readonly { readonly code: string; readonly text: string }[];
}

/** Robust tests as plain JSON data. */
export function robustToJson(tests: RobustTests): JsonRobust {
  const { type, cluster, clusters, ddf, coefficients, vcov, notices } = tests;
  const p = coefficients.length;
  return {
    type,
    cluster,
    clusters,
    ddf,
    coefficients,
    vcov: coefficients.map((_, r) => Array.from(vcov.subarray(r * p, (r + 1) * p))),
    notices: notices.map(({ code, text }) => ({ code, text })),
  };
}
