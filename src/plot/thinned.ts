/** Every k-th of `n` points, such that at most `most` are left. Ascending. */
export function evenly(n: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(n / most));
  return Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
}

/**
 * Which of `n` points to draw when more than `most` would only blacken the page: the tenth of `most` with the largest absolute
 * `size`, and of the others every k-th. Ascending.
 */
export function thinned(size: Float64Array, most: number): number[] {
  const all = Array.from(size, (_, i) => i);
  if (all.length <= most) return all;
  const largest = all.slice().sort((a, b) => Math.abs(size[b]) - Math.abs(size[a]) || a - b);
  const kept = new Set(largest.slice(0, Math.floor(most / 10)));
  const step = Math.ceil((all.length - kept.size) / (most - kept.size));
  let others = 0;
  return all.filter((i) => kept.has(i) || others++ % step === 0);
}
