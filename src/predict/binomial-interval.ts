import { incompleteBeta } from '../inference/distributions/incomplete-beta.ts';

/** P(X ≥ k) for a binomial X of n trials, k ≥ 1. */
function upperTail(k: number, n: number, p: number): number {
  if (p <= 0.5) return incompleteBeta(p, k, n - k + 1).lower;
  return incompleteBeta(1 - p, n - k + 1, k).upper;
}

function solve(rises: (p: number) => boolean): number {
  let a = 0;
  let b = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (a + b) / 2;
    if (rises(middle)) b = middle;
    else a = middle;
  }
  return (a + b) / 2;
}

/** The exact interval for a probability, from k successes in n trials (Clopper & Pearson 1934, Biometrika 26). */
export function binomialInterval(k: number, n: number, level = 0.95): [number, number] {
  const alpha = (1 - level) / 2;
  return [
    k === 0 ? 0 : solve((p) => upperTail(k, n, p) >= alpha),
    k === n ? 1 : solve((p) => upperTail(k + 1, n, p) >= 1 - alpha),
  ];
}
