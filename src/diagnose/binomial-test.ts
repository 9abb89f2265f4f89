import { exponential, logarithm } from '../number/elementary.ts';

/**
 * Two-sided exact binomial test of `count` successes in `trials` with probability 0 < p < 1: the probability of all counts that are at
 * most as likely, as R's `binom.test`.
 */
export function binomialTest(count: number, trials: number, p: number): number {
  const logs = new Float64Array(trials + 1);
  const odds = logarithm(p) - logarithm(1 - p);
  logs[0] = trials * logarithm(1 - p);
  for (let k = 1; k <= trials; k++) {
    logs[k] = logs[k - 1] + odds + logarithm((trials - k + 1) / k);
  }
  const limit = logs[count] + 1e-7;
  let sum = 0;
  for (let k = 0; k <= trials; k++) if (logs[k] <= limit) sum += exponential(logs[k]);
  return Math.min(sum, 1);
}
