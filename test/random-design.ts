import type { Design, RandomTerm } from '../src/design/design.ts';

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const structures = ['one', 'nested', 'crossed', 'partial', 'shared', 'three'] as const;
export type Structure = (typeof structures)[number];

/** Codes without gaps, and the number of levels. */
function compact(codes: Int32Array): { codes: Int32Array; levels: string[] } {
  const seen = new Map<number, number>();
  const dense = codes.map((code) => {
    const known = seen.get(code) ?? seen.size;
    seen.set(code, known);
    return known;
  });
  return { codes: dense, levels: Array.from({ length: seen.size }, (_, i) => `l${i}`) };
}

/**
 * A random design of one of six structures, with up to three random slopes, optional weights, and a response with real
 * group effects. Deterministic in the seed.
 */
export function randomDesign(seed: number, structure: Structure): Design {
  const uniform = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const whole = (from: number, to: number) => from + Math.floor(uniform() * (to - from + 1));
  const n = whole(60, 140);
  const column = (make: () => number) => Float64Array.from({ length: n }, make);
  const one = column(() => 1);
  const x = column(normal);
  const z = column(() => 3 + 2 * normal());
  const w = column(() => (uniform() < 0.4 ? 1 : 0));
  const factor = (levels: number) =>
    compact(Int32Array.from({ length: n }, () => whole(0, levels - 1)));
  const a = factor(whole(4, 12));
  const b = factor(whole(3, 9));
  const inner = factor(3);
  const nested = compact(a.codes.map((code, i) => code * 3 + inner.codes[i]));
  const partial = compact(b.codes.map((code, i) => (a.codes[i] % 3) * 20 + code));
  const names = ['(Intercept)', 'x', 'z', 'w'];
  const all = [one, x, z, w];
  const term = (group: string, f: typeof a, columns: number[]): RandomTerm => ({
    label: `${columns.join()} | ${group}`,
    group,
    names: columns.map((c) => names[c]),
    columns: columns.map((c) => all[c]),
    ...f,
  });
  const slopes = [[0], [0, 1], [0, 1, 2], [0, 1, 3], [1], [0, 1, 2, 3]][whole(0, 5)];
  const random: Record<Structure, () => RandomTerm[]> = {
    one: () => [term('a', a, slopes)],
    nested: () => [term('a:i', nested, [0]), term('a', a, slopes)],
    crossed: () => [term('a', a, slopes), term('b', b, whole(0, 1) ? [0] : [0, 2])],
    partial: () => [term('p', partial, [0]), term('a', a, [0, 3]), term('b', b, [0])],
    shared: () => [term('a', a, [0]), term('b', b, [0]), term('a', a, [1, 2])],
    three: () => [
      term('a', a, [0, 1]),
      term('b', b, [0]),
      term('c', factor(whole(2, 5)), whole(0, 1) ? [0] : [0, 3]),
    ],
  };
  const terms = random[structure]();
  const y = column(normal).map((e, i) => 2 + 0.5 * x[i] - 0.3 * z[i] + e);
  for (const { codes, columns, levels } of terms) {
    for (const values of columns) {
      const effects = levels.map(() => 0.7 * normal());
      for (let i = 0; i < n; i++) y[i] += effects[codes[i]] * values[i];
    }
  }
  const weighted = uniform() < 0.3;
  return {
    kind: 'design',
    n,
    responseName: 'y',
    y,
    fixed: {
      names,
      columns: all,
      assign: [0, 1, 2, 3],
      termLabels: ['(Intercept)', 'x', 'z', 'w'],
    },
    random: terms,
    ...(weighted && { precisionWeights: column(() => 0.5 + 2 * uniform()) }),
    notices: [],
  };
}

/** Random θ for a design: lower triangles with entries of either sign; `zero` puts a whole last column to zero. */
export function randomTheta(design: Design, seed: number, zero = false): Float64Array {
  const uniform = randomNumbers(seed);
  const theta: number[] = [];
  for (const { columns } of design.random) {
    const k = columns.length;
    for (let c = 0; c < k; c++) {
      for (let r = c; r < k; r++) {
        const value = r === c ? 0.2 + uniform() : 2 * uniform() - 1;
        theta.push(zero && c === k - 1 ? 0 : value);
      }
    }
  }
  return Float64Array.from(theta);
}
