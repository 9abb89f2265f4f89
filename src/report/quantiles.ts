/** The five probabilities of minimum, quartiles and maximum. */
const PROBABILITIES = [0, 0.25, 0.5, 0.75, 1];

/**
 * Minimum, quartiles and maximum, the quartiles by linear interpolation of the order statistics (type 7 of Hyndman &
 * Fan 1996, R's default). With whole-number `counts` each value stands for so many equal ones. All NaN when there is
 * no value.
 */
export function fiveNumbers(values: Float64Array, counts?: Float64Array): number[] {
  const total = counts ? counts.reduce((sum, count) => sum + count, 0) : values.length;
  if (total < 1) return PROBABILITIES.map(() => Number.NaN);
  const at = counts ? countedOrder(values, counts) : orderStatistics(values);
  return PROBABILITIES.map((probability) => {
    const position = probability * (total - 1);
    const below = Math.floor(position);
    const low = at(below);
    return below === position ? low : low + (position - below) * (at(below + 1) - low);
  });
}

/**
 * The k-th smallest value, for k asked in ascending order: what stands below an answer is never looked at again, so a few
 * of them cost a few passes instead of a sort (Hoare's selection).
 */
function orderStatistics(values: Float64Array): (k: number) => number {
  const x = values.slice();
  let from = 0;
  return (k) => {
    let low = from;
    let high = x.length - 1;
    while (low < high) {
      const pivot = x[(low + high) >> 1];
      let i = low;
      let j = high;
      while (i <= j) {
        while (x[i] < pivot) i++;
        while (x[j] > pivot) j--;
        if (i > j) break;
        const held = x[i];
        x[i] = x[j];
        x[j] = held;
        i++;
        j--;
      }
      if (k <= j) high = j;
      else if (k >= i) low = i;
      else break;
    }
    from = k;
    return x[k];
  };
}

/** The same where each value stands for `counts` equal ones. */
function countedOrder(values: Float64Array, counts: Float64Array): (k: number) => number {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  return (k) => {
    let passed = 0;
    for (const i of order) {
      passed += counts[i];
      if (passed > k) return values[i];
    }
    return values[order[order.length - 1]];
  };
}
