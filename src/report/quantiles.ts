/**
 * Minimum, quartiles and maximum, the quartiles by linear interpolation of the order statistics (type 7 of Hyndman &
 * Fan 1996, R's default). With whole-number `counts` each value stands for so many equal ones. All NaN when there is
 * no value.
 */
export function fiveNumbers(values: Float64Array, counts?: Float64Array): number[] {
  const last = (counts ? counts.reduce((sum, count) => sum + count, 0) : values.length) - 1;
  if (last < 0) return Array.from({ length: 5 }, () => Number.NaN);
  const sortedAt = counts === undefined ? plainOrder(values) : countedOrder(values, counts);
  return [0, 0.25, 0.5, 0.75, 1].map((probability) => {
    const position = probability * last;
    const below = Math.floor(position);
    const low = sortedAt(below);
    return below === position ? low : low + (position - below) * (sortedAt(below + 1) - low);
  });
}

function plainOrder(values: Float64Array): (position: number) => number {
  const sorted = values.slice().sort();
  return (position) => sorted[position];
}

function countedOrder(values: Float64Array, counts: Float64Array): (position: number) => number {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  return (position) => {
    let passed = 0;
    for (const i of order) {
      passed += counts[i];
      if (passed > position) return values[i];
    }
    return values[order[order.length - 1]];
  };
}
