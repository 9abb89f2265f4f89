import { useState } from 'preact/hooks';
import { count, decimalsFor, fixed } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { LevelRow, ResidualOrder } from '../session/residual-rows.ts';
import { data } from '../state/analysis.ts';
import { ask } from '../state/session.ts';
import { CopyBar } from './copy-bar.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Failure } from './failure.tsx';

interface ResidualTableProps {
  readonly fit: number;
  readonly group: string;
  readonly coefficient: string;
  readonly onChoose: (level: string) => void;
}

const PAGE = 20;

/** The level-2 residuals, a page at a time, in any order. */
export function ResidualTable({ fit, group, coefficient, onChoose }: ResidualTableProps) {
  const [order, setOrder] = useState<{ by: ResidualOrder; descending: boolean }>({
    by: 'estimate',
    descending: true,
  });
  const [from, setFrom] = useState(0);
  const { value, error } = useAnswer('residualRows', {
    fit,
    group,
    coefficient,
    order: order.by,
    descending: order.descending,
    search: '',
    from,
    count: PAGE,
  });
  if (value === undefined) return <Failure error={error} />;
  const { rows, total, own } = value;
  const decimals = decimalsFor(rows.map(({ sd }) => sd));
  const number = (
    read: (row: LevelRow) => number | undefined,
    order: ResidualOrder,
    head: string,
  ) => ({
    head,
    order,
    cell: (row: LevelRow) => fixed(read(row), decimals),
  });
  const columns: TableColumn<LevelRow>[] = [
    {
      head: group,
      order: 'level',
      cell: ({ level }) => (
        <button type="button" class="link" onClick={() => onChoose(level)}>
          {level}
        </button>
      ),
    },
    { head: 'n', order: 'n', cell: ({ n }) => count(n) },
    number(({ estimate }) => estimate, 'estimate', 'Deviation'),
    number(({ sd }) => sd, 'sd', 'SD'),
  ];
  if (own) {
    columns.push(
      number(({ ols }) => ols, 'ols', 'Own rows'),
      number(({ shrinkage }) => shrinkage, 'shrinkage', 'Shrinkage'),
      {
        head: 'Reliability',
        order: 'reliability',
        cell: ({ reliability }) => fixed(reliability, 2),
      },
      number(({ coefficient: whole }) => whole, 'coefficient', 'Coefficient'),
    );
  }
  const page = Math.floor(from / PAGE) + 1;
  const pages = Math.max(1, Math.ceil(total / PAGE));
  return (
    <section>
      <DataTable
        caption={`Residuals of ${coefficient}, level by level`}
        columns={columns}
        rows={rows}
        rowKey={({ level }) => level}
        order={order}
        onOrder={(by) => {
          const same = order.by === by;
          setOrder({
            by: by as ResidualOrder,
            descending: same ? !order.descending : by !== 'level',
          });
          setFrom(0);
        }}
        note={
          own
            ? 'Deviation: empirical Bayes; own rows: least squares of that group alone; coefficient: what the fixed effects expect, plus the deviation.'
            : 'Deviation: mode of the random effect given the data, on the scale of the link; SD: its standard deviation given the data.'
        }
      />
      <div class="pager">
        <button type="button" disabled={page === 1} onClick={() => setFrom(from - PAGE)}>
          Before
        </button>
        <span>
          {count(from + 1)}–{count(Math.min(total, from + PAGE))} of {count(total)}
        </span>
        <button type="button" disabled={page === pages} onClick={() => setFrom(from + PAGE)}>
          Next
        </button>
        <CopyBar
          label="Save"
          items={[
            {
              label: 'all as CSV',
              text: () => ask('copy', { fit, kind: 'residuals', fileName: '', types: {} }),
              file: { name: `${data.value?.name ?? 'level'}-residuals.csv`, type: 'text/csv' },
            },
          ]}
        />
      </div>
    </section>
  );
}
