import { Bench } from 'tinybench';

/** How long to measure one thing. */
export interface Effort {
  /** Milliseconds of measurement at least. */
  readonly time?: number;
  /** Runs at least. */
  readonly iterations?: number;
}

/** Median duration of a call in milliseconds, after warming up. */
export function medianTime(run: () => void, { time = 400, iterations = 7 }: Effort = {}): number {
  const bench = new Bench({
    time,
    iterations,
    warmupTime: time / 2,
    warmupIterations: 1,
    throws: true,
  });
  bench.add('run', run);
  const result = bench.runSync()[0].result;
  if (result.state !== 'completed') throw new Error(`measurement ${result.state}`);
  return result.latency.p50;
}

/** Median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
