import type { Interval } from 'blup';
import type { ComponentChildren } from 'preact';
import { short } from '../format/numbers.ts';
import { DataTable, type TableColumn } from './data-table.tsx';

interface IntervalTableProps<R> {
  readonly caption: string;
  readonly level: number;
  readonly rows: readonly R[];
  readonly more?: readonly TableColumn<R>[];
  readonly note?: ComponentChildren;
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
        { head: 'Estimate', cell: ({ estimate }) => short(estimate) },
        ...more,
        { head: `${short(side)} %`, cell: ({ lower }) => short(lower) },
        { head: `${short(100 - side)} %`, cell: ({ upper }) => short(upper) },
      ]}
      note={note}
    />
  );
}
