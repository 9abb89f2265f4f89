import type { Interval } from 'blup';
import type { ComponentChildren } from 'preact';
import { decimalsFor, fixed, short } from '../format/numbers.ts';
import { DataTable, type TableColumn } from './data-table.tsx';

interface IntervalTableProps<R> {
  readonly caption: string;
  readonly level: number;
  readonly rows: readonly R[];
  readonly more?: readonly TableColumn<R>[];
  readonly note?: ComponentChildren;
}

/** As many decimals as the width of the interval lets be read. */
function decimals({ estimate, lower, upper }: Limits): number {
  const width = upper - lower;
  return decimalsFor([Number.isFinite(width) ? width : estimate], 3);
}

type Limits = Pick<Interval, 'name' | 'estimate' | 'lower' | 'upper'>;

/** Estimates with limits. */
export function IntervalTable<R extends Limits>(props: IntervalTableProps<R>) {
  const { caption, level, rows, more = [], note } = props;
  const side = (100 * (1 - level)) / 2;
  return (
    <DataTable<R>
      caption={caption}
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { head: 'Parameter', cell: ({ name }) => name },
        { head: 'Estimate', cell: (row) => fixed(row.estimate, decimals(row)) },
        ...more,
        { head: `${short(side)} %`, cell: (row) => fixed(row.lower, decimals(row)) },
        { head: `${short(100 - side)} %`, cell: (row) => fixed(row.upper, decimals(row)) },
      ]}
      note={note}
    />
  );
}
