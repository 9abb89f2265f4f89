import { count, fixed, short } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { LevelRow } from '../session/residual-rows.ts';
import { DataTable, type TableColumn } from './data-table.tsx';

interface LevelCardProps {
  readonly fit: number;
  readonly group: string;
  readonly level: string;
}

/** What least squares of the level's own rows say beside the model. */
const ownColumns: readonly TableColumn<LevelRow>[] = [
  { head: 'Own rows', cell: ({ ols }) => short(ols) },
  { head: 'Shrunken by', cell: ({ shrinkage }) => short(shrinkage, 3) },
  { head: 'Reliability', cell: ({ reliability }) => fixed(reliability, 2) },
  { head: 'Coefficient', cell: ({ coefficient }) => short(coefficient) },
];

/** One group: its own estimate, the model's, and how much the one was drawn to the other. */
export function LevelCard({ fit, group, level }: LevelCardProps) {
  const { value } = useAnswer('level', { fit, group, level });
  if (value === undefined || value.level !== level) return null;
  const { coefficients } = value;
  const own = coefficients.some(({ ols }) => ols !== undefined);
  return (
    <div class="card">
      <DataTable
        caption={`${group} ${level}: ${count(coefficients[0].n)} observations, rank ${short(coefficients[0].rank)} of its ${coefficients[0].name}`}
        rows={coefficients}
        rowKey={({ name }) => name}
        columns={[
          { head: '', cell: ({ name }) => name },
          { head: 'Deviation', cell: ({ estimate }) => short(estimate) },
          {
            head: '95 % interval',
            cell: ({ lower, upper }) => `${short(lower, 3)} to ${short(upper, 3)}`,
          },
          ...(own ? ownColumns : []),
        ]}
      />
    </div>
  );
}
