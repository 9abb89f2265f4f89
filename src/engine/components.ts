import type { CrossProducts } from './cross-products.ts';

/** The levels of all factors in connected components: those of different components never share a row, not even indirectly. */
interface Components {
  readonly count: number;
  /** First entry of each component in `factors` and `levels`; one more at the end. */
  readonly starts: Int32Array;
  /** How many of a component's levels, at its beginning, belong to the factor that is eliminated first. */
  readonly leaves: Int32Array;
  readonly factors: Int32Array;
  readonly levels: Int32Array;
  /** Most numbers that the dense matrices of one component hold. */
  readonly largest: number;
}

/**
 * Components of a model, each with the levels of one factor first: that whose elimination leaves least to do, or none where
 * it is not worth it. A sum over random effects that are nested in schools falls into one small problem for each school.
 */
export function components(products: CrossProducts): Components {
  const { factors, pairs } = products;
  const first = [0];
  for (const { levels } of factors) first.push(first[first.length - 1] + levels);
  const total = first[factors.length];
  const parent = Int32Array.from({ length: total }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (const pair of pairs) {
    for (let row = 0; row < factors[pair.first].levels; row++) {
      for (let e = pair.pointers[row]; e < pair.pointers[row + 1]; e++) {
        const [a, b] = [root(first[pair.first] + row), root(first[pair.second] + pair.index[e])];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }

  // Members of each component, factor by factor, by a counting sort.
  const number = new Int32Array(total).fill(-1);
  let count = 0;
  const sizes: number[] = [];
  for (let node = 0; node < total; node++) {
    const top = root(node);
    if (number[top] < 0) {
      number[top] = count++;
      sizes.push(0);
    }
    number[node] = number[top];
    sizes[number[node]]++;
  }
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + sizes[i];
  const next = starts.slice();
  const ofFactor = new Int32Array(total);
  const ofLevel = new Int32Array(total);
  const levelsIn = factors.map(() => new Int32Array(count));
  factors.forEach(({ levels }, f) => {
    for (let level = 0; level < levels; level++) {
      const component = number[first[f] + level];
      levelsIn[f][component]++;
      const at = next[component]++;
      ofFactor[at] = f;
      ofLevel[at] = level;
    }
  });

  const leaves = new Int32Array(count);
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const widths = factors.map(({ size }, f) => size * levelsIn[f][i]);
    const { factor, numbers } = cheapest(products, widths);
    largest = Math.max(largest, numbers);
    if (factor < 0) continue;
    leaves[i] = levelsIn[factor][i];
    toFront(ofFactor, ofLevel, starts[i], starts[i + 1], factor);
  }
  return { count, starts, leaves, factors: ofFactor, levels: ofLevel, largest };
}

/** The factor to eliminate first, −1 for none, and the numbers that the matrices of the rest hold. */
function cheapest({ factors }: CrossProducts, widths: readonly number[]) {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let factor = -1;
  let numbers = 4 * whole ** 2;
  let least = 2 * whole ** 3;
  factors.forEach(({ size }, f) => {
    const core = whole - widths[f];
    const forms = (size * (size + 1)) / 2;
    const work = widths[f] * core ** 2 * (3 + forms) + 2 * core ** 3 * (1 + 2 * forms);
    if (work >= least) return;
    least = work;
    factor = f;
    numbers = (4 + 2 * forms) * core ** 2;
  });
  return { factor, numbers };
}

/** Puts the levels of one factor before the others, in place. */
function toFront(
  factors: Int32Array,
  levels: Int32Array,
  from: number,
  to: number,
  chosen: number,
): void {
  const a = factors.slice(from, to);
  const b = levels.slice(from, to);
  let at = from;
  for (const wanted of [true, false]) {
    a.forEach((factor, i) => {
      if ((factor === chosen) !== wanted) return;
      factors[at] = factor;
      levels[at] = b[i];
      at++;
    });
  }
}
