import type { FactorColumn, NumericColumn } from '../src/table/table.ts';
import { type Random, random } from './random.ts';

/** Named columns as `lmer` takes them. */
export type Columns = Readonly<Record<string, NumericColumn | FactorColumn>>;

/** A factor with the labels 1 … levels. */
export function numbered(codes: Int32Array, levels: number): FactorColumn {
  return { kind: 'factor', codes, levels: Array.from({ length: levels }, (_, i) => String(i + 1)) };
}

function numeric(rows: number, value: (row: number) => number): NumericColumn {
  return { kind: 'numeric', values: Float64Array.from({ length: rows }, (_, i) => value(i)) };
}

/** One effect for each level. */
function effects(r: Random, levels: number, sd: number): Float64Array {
  return Float64Array.from({ length: levels }, () => sd * r.normal());
}

/** Codes in no order, every level at least once. */
function shuffledCodes(r: Random, rows: number, levels: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => (i < levels ? i : r.below(levels)));
}

/** Intercepts and slopes with variances v0, v1 and correlation ρ. */
function slopes(r: Random, levels: number, v0: number, v1: number, correlation: number) {
  const intercepts = new Float64Array(levels);
  const tilts = new Float64Array(levels);
  for (let l = 0; l < levels; l++) {
    const a = r.normal();
    const b = correlation * a + Math.sqrt(1 - correlation ** 2) * r.normal();
    intercepts[l] = Math.sqrt(v0) * a;
    tilts[l] = Math.sqrt(v1) * b;
  }
  return { intercepts, tilts };
}

/** 11,091 pupils in 742 schools of 10 to 25, in order of schools; parameters as estimated from ECLS-K. */
export function eclsk(): Columns {
  const r = random(742);
  const [schools, pupils] = [742, 11_091];
  const sizes = Int32Array.from({ length: schools }, () => 10 + r.below(11));
  let missing = pupils - sizes.reduce((sum, size) => sum + size, 0);
  while (missing !== 0) {
    const school = r.below(schools);
    const size = sizes[school] + Math.sign(missing);
    if (size < 10 || size > 25) continue;
    sizes[school] = size;
    missing -= Math.sign(missing);
  }
  const codes = Int32Array.from([...sizes].flatMap((size, s) => new Array<number>(size).fill(s)));
  const means = effects(r, schools, 0.45);
  const ses = numeric(pupils, (i) => means[codes[i]] + 0.65 * r.normal());
  const { intercepts, tilts } = slopes(r, schools, 54.893, 4.656, -0.24);
  const sd = Math.sqrt(233.954);
  const reading = numeric(pupils, (i) => {
    const [x, s] = [ses.values[i], codes[i]];
    return 95.262 + 7.3826 * x + intercepts[s] + tilts[s] * x + sd * r.normal();
  });
  return { reading, ses, school: numbered(codes, schools) };
}

/** A slope on one factor; rows in no order of groups, which is the harder case for caches. */
export function oneSlope(rows: number, groups: number): Columns {
  const r = random(rows + groups);
  const codes = shuffledCodes(r, rows, groups);
  const x = numeric(rows, () => r.normal());
  const { intercepts, tilts } = slopes(r, groups, 1, 0.25, 0.3);
  const y = numeric(rows, (i) => {
    const [v, g] = [x.values[i], codes[i]];
    return 2 + 0.5 * v + intercepts[g] + tilts[g] * v + 2 * r.normal();
  });
  return { y, x, g: numbered(codes, groups) };
}

/** Units nested in schools nested in regions; labels are unique, so that `|` terms need no pasting of labels. */
export function nested(rows: number, units: number, schools: number, regions: number): Columns {
  const r = random(rows + units + schools + regions);
  const unit = shuffledCodes(r, rows, units);
  const schoolOf = shuffledCodes(r, units, schools);
  const regionOf = shuffledCodes(r, schools, regions);
  const school = unit.map((u) => schoolOf[u]);
  const region = school.map((s) => regionOf[s]);
  const [a, b, c] = [effects(r, units, 1), effects(r, schools, 0.7), effects(r, regions, 0.5)];
  const x = numeric(rows, () => r.normal());
  const y = numeric(
    rows,
    (i) => 1 + 0.3 * x.values[i] + a[unit[i]] + b[school[i]] + c[region[i]] + 2 * r.normal(),
  );
  return {
    y,
    x,
    unit: numbered(unit, units),
    school: numbered(school, schools),
    region: numbered(region, regions),
  };
}
