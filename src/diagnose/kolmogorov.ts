import { exponential } from '../number/elementary.ts';

/**
 * Upper tail of the limiting distribution of √n D, D the greatest distance of an empirical distribution function from the one it is drawn from
 * (Kolmogorov 1933), as R's `ks.test(exact = FALSE)`.
 */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  if (x < 1) {
    // The series in exp(−1/x²) converges at once where the other does not.
    const w = Math.sqrt(2 * Math.PI) / x;
    let sum = 0;
    for (let k = 1; k < 20; k += 2)
      sum += exponential((-(k * k) * Math.PI * Math.PI) / (8 * x * x));
    return Math.max(1 - w * sum, 0);
  }
  let sum = 0;
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * exponential(-2 * k * k * x * x);
  return Math.min(Math.max(sum, 0), 1);
}
