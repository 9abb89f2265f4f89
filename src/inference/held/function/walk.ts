import { difference } from './difference.ts';

/** Longest step of `walk`, in standard errors. */
const STRIDE = 0.5;

/** From x to where g has a value, always along the direction in which that costs least in the metric of the axes. */
export function walk(
  from: Float64Array,
  value: number,
  g: (x: Float64Array) => number,
  axes: Float64Array,
): Float64Array | undefined {
  const n = from.length;
  let x = from;
  for (let i = 0; i < 60; i++) {
    const gap = value - g(x);
    if (Math.abs(gap) <= 1e-9 * Math.abs(value) + 1e-14) return x;
    const here = x;
    const along = Float64Array.from(from, (_, a) =>
      difference((s) => g(here.map((v, k) => v + s * axes[a * n + k]))),
    );
    const rate = Math.hypot(...along);
    const length = Math.min(STRIDE, Math.abs(gap) / rate) * Math.sign(gap);
    if (!Number.isFinite(length)) return undefined;
    x = here.map((v, k) => {
      let sum = 0;
      for (let a = 0; a < n; a++) sum += along[a] * axes[a * n + k];
      return v + (length / rate) * sum;
    });
  }
  return undefined;
}
