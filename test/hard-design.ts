import type { Design, RandomTerm } from '../src/design/design.ts';
import { randomNumbers } from './random-design.ts';

/** What makes a design hard; the first makes none. */
export const troubles = [
  'none',
  'collinear', // two predictors that differ by 1e-5 of themselves
  'offset', // a calendar year with a random slope, and a response around 1e7
  'units', // predictors in units of 1e-8 and 1e8
  'unbalanced', // one group holds most rows
  'singletons', // most groups have one row
  'small variance', // random effects a thousandth of the residual standard deviation
  'large variance', // random effects a thousand times the residual standard deviation
  'wide', // as many groups as a third of the rows, and more coefficients than rows in most of them
] as const;
export type Trouble = (typeof troubles)[number];

function levelCodes(raw: readonly number[]): Pick<RandomTerm, 'codes' | 'levels'> {
  const seen = [...new Set(raw)];
  const codes = Int32Array.from(raw, (code) => seen.indexOf(code));
  return { codes, levels: seen.map((_, i) => `l${i}`) };
}

/** A random design of 36 to 54 rows with one trouble, one or two (crossed) factors. Deterministic in the seed. */
export function hardDesign(seed: number, trouble: Trouble): Design {
  const uniform = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const n = 36 + Math.floor(19 * uniform());
  const rows = Array.from({ length: n }, (_, i) => i);
  const column = (make: (i: number) => number) => Float64Array.from(rows, make);
  const groupOf = (): number => {
    if (trouble === 'unbalanced') return uniform() < 0.75 ? 0 : 1 + Math.floor(7 * uniform());
    if (trouble === 'singletons')
      return uniform() < 0.4 ? Math.floor(4 * uniform()) : 100 * uniform();
    return Math.floor((trouble === 'wide' ? n / 3 : 7) * uniform());
  };
  const a = levelCodes(rows.map(groupOf));
  const b = levelCodes(rows.map(() => Math.floor(5 * uniform())));
  const base = column(normal);
  const scale = trouble === 'units' ? 1e-8 : 1;
  const origin = trouble === 'offset' ? 1995.5 : 0;
  const x = base.map((v) => scale * v + origin);
  const z = column((i) =>
    trouble === 'collinear' ? base[i] * (1 + 1e-5 * normal()) : normal() / scale,
  );
  const one = column(() => 1);
  const size = { 'small variance': 1e-3, 'large variance': 1e3 }[trouble as string] ?? 0.8;
  const term = (group: string, factor: typeof a, columns: Float64Array[]): RandomTerm => ({
    label: `${columns.length} | ${group}`,
    group,
    names: columns.map((_, c) => ['(Intercept)', 'x'][c]),
    columns,
    ...factor,
  });
  const slope = trouble === 'offset' || trouble === 'wide' || uniform() < 0.5;
  const random = [term('a', a, slope ? [one, x] : [one])];
  if (uniform() < 0.5) random.push(term('b', b, [one]));
  const y = column((i) => 2 + base[i] + normal() + (trouble === 'offset' ? 1e7 : 0));
  for (const { codes, levels, columns } of random) {
    columns.forEach((_, c) => {
      const effects = levels.map(() => size * normal());
      for (const i of rows) y[i] += effects[codes[i]] * (c === 0 ? 1 : base[i]);
    });
  }
  return {
    kind: 'design',
    n,
    responseName: 'y',
    y,
    fixed: {
      names: ['(Intercept)', 'x', 'z'],
      columns: [one, x, z],
      assign: [0, 1, 2],
      termLabels: ['(Intercept)', 'x', 'z'],
    },
    random,
    notices: [],
  };
}
