import { readFileSync } from 'node:fs';
import type { Column, Table } from '../../src/table/table.ts';

interface ReferenceColumn {
  readonly kind: 'numeric' | 'factor' | 'logical';
  readonly values?: readonly (number | null)[];
  readonly codes?: readonly (number | null)[];
  readonly levels?: readonly string[];
  readonly ordered?: boolean;
}

interface ReferenceRandom {
  readonly group: string;
  readonly names: readonly string[];
  readonly levels: readonly string[];
  readonly codes: readonly number[];
  readonly columns: readonly (readonly number[])[];
}

/** A model in R: see `test/reference/design.R`. */
export interface ReferenceCase {
  readonly data: string;
  readonly formula: string;
  readonly rows: readonly number[];
  readonly y: readonly number[];
  readonly names: readonly string[];
  readonly assign: readonly number[];
  readonly columns: readonly (readonly number[])[];
  readonly random: readonly ReferenceRandom[];
}

interface Reference {
  readonly datasets: Readonly<Record<string, Readonly<Record<string, ReferenceColumn>>>>;
  readonly cases: readonly ReferenceCase[];
  readonly contrasts: readonly (Omit<ReferenceCase, 'random'> & {
    readonly contrasts: Readonly<Record<string, 'sum' | 'helmert' | 'poly' | { base: string }>>;
  })[];
  readonly deparsed: readonly { readonly text: string; readonly r: string }[];
}

/** What R and lme4 made of the formulas, with the data. */
export const reference = JSON.parse(
  readFileSync(new URL('../reference/design.json', import.meta.url), 'utf8'),
) as Reference;

function columnOf({
  kind,
  values = [],
  codes = [],
  levels = [],
  ordered,
}: ReferenceColumn): Column {
  if (kind === 'numeric') {
    return { kind, values: Float64Array.from(values, (v) => v ?? Number.NaN) };
  }
  if (kind === 'logical') return { kind, values: Int8Array.from(values, (v) => v ?? -1) };
  return { kind, codes: Int32Array.from(codes, (c) => c ?? -1), levels, ordered: ordered === true };
}

/** A data set of the reference as a table. */
export function referenceTable(name: string): Table {
  const entries = Object.entries(reference.datasets[name]);
  const columns = new Map(entries.map(([key, column]) => [key, columnOf(column)]));
  const [first] = columns.values();
  const nrow = first.kind === 'factor' ? first.codes.length : first.values.length;
  return { kind: 'table', nrow, names: [...columns.keys()], columns };
}

/** Largest difference between two columns, relative to the largest entry. */
export function columnError(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(1e-300, ...expected.map(Math.abs));
  return Math.max(...expected.map((e, i) => Math.abs(actual[i] - e))) / scale;
}
