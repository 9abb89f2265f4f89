import { short } from './text-size.ts';

/** Steps within a decade, coarse to fine. */
const STEPS = [
  [1],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9],
];
const FEWEST = 4;

/** Round numbers on a logarithmic axis, at least four of them where the range has as many, and how they are written. */
export function logTicks([low, high]: readonly [number, number]): {
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
} {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const within = (steps: readonly number[]): number[] =>
    Array.from({ length: last - first + 1 }, (_, k) =>
      steps.map((x) => Number(`${x}e${first + k}`)),
    )
      .flat()
      .filter((x) => x >= low && x <= high);
  const found = STEPS.map(within);
  const ticks = found.find(({ length }) => length >= FEWEST) ?? found[found.length - 1];
  return { ticks, labels: ticks.map(short) };
}
