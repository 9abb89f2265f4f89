import { centralDifference } from '../../../number/central-difference.ts';

/** Slope at 0 along an axis whose unit is a standard error, with a step of a fifth of a per cent of it. */
export function difference(f: (s: number) => number): number {
  return centralDifference(f, 2e-3);
}
