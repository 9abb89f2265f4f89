/**
 * Kolmogorov–Smirnov distance of two samples times √(nm/(n + m)); under one distribution it exceeds 1.95 with probability
 * 0.001. Values that are not finite are left out.
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [a, b].map((values) =>
    Array.from(values)
      .filter(Number.isFinite)
      .sort((u, v) => u - v),
  );
  let [i, j, largest] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    // Ties, as at a variance of zero, are passed in both samples before the distance is taken.
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] <= at) i++;
    while (j < y.length && y[j] <= at) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest * Math.sqrt((x.length * y.length) / (x.length + y.length));
}

/** Difference of two means in units of its standard error. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const parts = [a, b].map((values) => {
    const x = Array.from(values).filter(Number.isFinite);
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
    return { mean, error: variance / x.length };
  });
  return (parts[0].mean - parts[1].mean) / Math.sqrt(parts[0].error + parts[1].error);
}
