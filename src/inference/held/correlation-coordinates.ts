import { unbounded, without } from './coordinates.ts';
import type { Rotated } from './rotated-templates.ts';

/** Coordinates in which one correlation ρ is held: all entries but L₂₁, with the length w of row j in the place of L₂₂. */
interface CorrelationCoordinates {
  /** Of the given templates; NaN where it is not determined. */
  readonly estimate: number;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly even: readonly number[];
  /** All entries. */
  entries(z: Float64Array, rho: number): Float64Array;
  /** From the derivatives with respect to the entries, those with respect to the coordinates, then to ρ. */
  chain(all: Float64Array, rho: number): Float64Array;
}

/**
 * With the rows r_i, r_j of R⁻¹ in the plane of the first two axes of Q, r_i = a q₁ and r_j = b q₁ + c q₂, the user's rows are
 * a L₁₁ (1, 0) and w (ρ, √(1−ρ²)) with L₂₁ = (wρ − b L₁₁)/c and L₂₂ = w √(1−ρ²)/c. L₁₁ ≥ 0, w ≥ 0.
 */
export function correlationCoordinates(
  { layout, start }: Rotated,
  term: number,
  b: number,
  c: number,
): CorrelationCoordinates {
  const at11 = layout.position(term, 0, 0);
  const at21 = layout.position(term, 1, 0);
  const at22 = layout.position(term, 1, 1);
  const across = b * start[at11] + c * start[at21];
  const w = Math.hypot(across, c * start[at22]);
  const known = w > 1e-8 && start[at11] > 1e-8;
  const z0 = start.slice();
  z0[at22] = w;
  const drop = [at21];
  const lower = unbounded(layout.length);
  lower[at11] = 0;
  lower[at22] = 0;
  const entries = new Float64Array(layout.length);
  let width = 0;
  const rest = (rho: number): number => Math.sqrt(Math.max(0, 1 - rho * rho));
  return {
    estimate: known ? Math.max(-1, Math.min(1, across / w)) : Number.NaN,
    start: without(z0, drop),
    lower: without(lower, drop),
    even: layout.diagonals
      .filter((at) => at !== at11 && at !== at22)
      .map((at) => (at > at21 ? at - 1 : at)),
    entries: (z, rho) => {
      entries.set(z.subarray(0, at21));
      entries.set(z.subarray(at21, layout.length - 1), at21 + 1);
      width = entries[at22];
      entries[at21] = (width * rho - b * entries[at11]) / c;
      entries[at22] = (width * rest(rho)) / c;
      return entries;
    },
    chain: (all, rho) => {
      const g21 = all[at21] / c;
      const g22 = all[at22] / c;
      const across = rest(rho);
      const own = all.slice();
      own[at11] -= b * g21;
      own[at22] = rho * g21 + across * g22;
      return without(own, drop, across > 0 ? width * (g21 - (rho / across) * g22) : Number.NaN);
    },
  };
}
