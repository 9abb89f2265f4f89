import { type Columns, numbered } from './generators.ts';
import { random } from './random.ts';

/**
 * Five crossed factors of 20, 30, 40, 50 and 60 levels with one observation in each of 20,000 cells, drawn without
 * repetition from the 72 million: Z'Z of any two factors is full, nothing is nested, q is 200.
 */
export function sampledCells(): Columns {
  const r = random(591);
  const rows = 20_000;
  const sizes = [20, 30, 40, 50, 60];
  const cells = sizes.reduce((product, size) => product * size, 1);
  const chosen = new Set<number>();
  while (chosen.size < rows) chosen.add(r.below(cells));
  const codes = sizes.map(() => new Int32Array(rows));
  [...chosen].forEach((cell, i) => {
    let rest = cell;
    sizes.forEach((size, f) => {
      codes[f][i] = rest % size;
      rest = Math.floor(rest / size);
    });
  });
  const effects = sizes.map((size) => Float64Array.from({ length: size }, () => r.normal()));
  const sds = [1, 0.8, 0.6, 0.4, 0.2];
  const y = Float64Array.from({ length: rows }, (_, i) =>
    sds.reduce((sum, sd, f) => sum + sd * effects[f][codes[f][i]], 10 + 1.5 * r.normal()),
  );
  const [a, b, c, d, e] = codes.map((column, f) => numbered(column, sizes[f]));
  return { y: { kind: 'numeric', values: y }, a, b, c, d, e };
}

/** The terms of MixedModels.jl issue 591: all but the largest of A, B within A, C, D, E, as listed there. */
export const factorialTerms = [
  'A:B:D:E A:C:D:E A:B:C:D A:B:C:E C:D:E A:B:D A:B:E A:C:D A:C:E A:B:C',
  'D:E A:D A:E C:D C:E A:B A:C D E A C',
].flatMap((line) => line.split(' '));

/**
 * The layout of MixedModels.jl issue 591, where block-dense factors lost to lme4: a full factorial of A (3), B (4, within
 * A), C (3), D (5), E (5), each cell once, a variance for each of 21 terms, some of them zero.
 */
export function factorial(): Columns {
  const r = random(592);
  const sizes = { A: 3, B: 4, C: 3, D: 5, E: 5 };
  const names = Object.keys(sizes) as (keyof typeof sizes)[];
  const rows = Object.values(sizes).reduce((product, size) => product * size, 1);
  const codes = { A: [], B: [], C: [], D: [], E: [] } as Record<keyof typeof sizes, number[]>;
  for (let cell = 0; cell < rows; cell++) {
    let rest = cell;
    for (const name of names) {
      codes[name].push(rest % sizes[name]);
      rest = Math.floor(rest / sizes[name]);
    }
  }
  const y = Float64Array.from({ length: rows }, () => 10 + r.normal());
  factorialTerms.forEach((term, t) => {
    const sd = [1, 0.5, 0, 0.7][t % 4];
    const members = term.split(':') as (keyof typeof sizes)[];
    const effects = new Map<string, number>();
    for (let i = 0; i < rows; i++) {
      const level = members.map((name) => codes[name][i]).join();
      const effect = effects.get(level) ?? sd * r.normal();
      effects.set(level, effect);
      y[i] += effect;
    }
  });
  const factors = names.map((name) => [name, numbered(Int32Array.from(codes[name]), sizes[name])]);
  return { y: { kind: 'numeric', values: y }, ...Object.fromEntries(factors) };
}

/** 100 subjects who see 60 items once each, three two-level conditions of which every effect varies by both. */
export function threeSlopes(): Columns {
  const r = random(6000);
  const [subjects, items] = [100, 60];
  const rows = subjects * items;
  const subject = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / items));
  const item = Int32Array.from({ length: rows }, (_, i) => i % items);
  const conditions = [0, 1, 2].map(() =>
    Float64Array.from({ length: rows }, () => r.below(2) - 0.5),
  );
  const effects = (levels: number, sds: readonly number[]) =>
    sds.map((sd) => Float64Array.from({ length: levels }, () => sd * r.normal()));
  const bySubject = effects(subjects, [1.5, 0.8, 0.6, 0.4]);
  const byItem = effects(items, [1, 0.5, 0.6, 0.5]);
  const y = Float64Array.from({ length: rows }, (_, i) =>
    [1, ...conditions.map((x) => x[i])].reduce(
      (sum, x, k) => sum + x * (0.5 + bySubject[k][subject[i]] + byItem[k][item[i]]),
      2 * r.normal(),
    ),
  );
  const [x1, x2, x3] = conditions.map((values) => ({ kind: 'numeric', values }) as const);
  return {
    y: { kind: 'numeric', values: y },
    x1,
    x2,
    x3,
    subject: numbered(subject, subjects),
    item: numbered(item, items),
  };
}

/** Subjects crossed with items: every pair as often as the others, but for what is left over. */
export function crossed(rows: number, subjects: number, items: number): Columns {
  const r = random(rows + subjects);
  const subject = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / items) % subjects);
  const item = Int32Array.from({ length: rows }, (_, i) => i % items);
  const x = Float64Array.from({ length: rows }, () => r.normal());
  const bySubject = Float64Array.from({ length: subjects }, () => r.normal());
  const byItem = Float64Array.from({ length: items }, () => 0.6 * r.normal());
  const y = Float64Array.from(
    x,
    (value, i) => 1 + 0.2 * value + bySubject[subject[i]] + byItem[item[i]] + 2 * r.normal(),
  );
  return {
    y: { kind: 'numeric', values: y },
    x: { kind: 'numeric', values: x },
    subject: numbered(subject, subjects),
    item: numbered(item, items),
  };
}
