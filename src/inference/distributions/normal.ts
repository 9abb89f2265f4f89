import { chiSquaredTail } from './chi-squared.ts';

/** Upper tail P(Z > z) of the standard normal distribution, accurate relative to the tail itself. */
export function normalTail(z: number): number {
  const half = chiSquaredTail(z * z, 1) / 2;
  return z < 0 ? 1 - half : half;
}
