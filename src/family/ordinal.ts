import type { LinkName } from './family.ts';
import { inverseLink } from './link.ts';

/** P(y = k) of a cumulative model, categories from 0: F(τ_{k+1} − η) − F(τ_k − η), in the tail where digits are kept. */
export function categoryProbability(
  link: LinkName,
  thresholds: ArrayLike<number>,
  category: number,
  eta: number,
): number {
  const upper = category < thresholds.length ? thresholds[category] - eta : Infinity;
  const lower = category > 0 ? thresholds[category - 1] - eta : -Infinity;
  // Both links are symmetric: F(x) = 1 − F(−x).
  if (lower > 0) return inverseLink(link, -lower) - below(link, -upper);
  return below(link, upper) - below(link, lower);
}

function below(link: LinkName, x: number): number {
  if (x === Infinity) return 1;
  return x === -Infinity ? 0 : inverseLink(link, x);
}
