const BINS = 18;

/** How many of the values lie in each of equal intervals from `min` to `max`; those that are no finite numbers are left out. */
export function histogram(values: Iterable<number>, min: number, max: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = max - min || 1;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    bins[Math.min(BINS - 1, Math.floor((BINS * (x - min)) / width))]++;
  }
  return bins;
}
