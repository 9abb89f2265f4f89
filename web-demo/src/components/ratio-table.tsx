import type { Ratio } from 'blup';
import { decimalsFor, fixed, pValue } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { DataTable } from './data-table.tsx';
import type { TabProps } from './tab-props.ts';

const captions = {
  'odds ratio': 'Odds ratios',
  'ratio of means': 'Ratios of means',
  'hazard ratio': 'Hazard ratios',
} as const;

/** As many decimals as the width of the interval lets be read. */
function decimals({ lower, upper }: Ratio): number {
  return decimalsFor([upper - lower], 3);
}

/** Effects of a generalised model as factors; says so where they do not multiply. */
export function RatioTable({ fit }: TabProps) {
  const { value, error } = useAnswer('effectRatios', { fit: fit.id, level: 0.95 });
  if (error !== undefined) return <p class="lead">No ratios: {error.message}.</p>;
  const rows = fit.summary.coefficients.length;
  // Room for the table that comes, so that nothing below it jumps.
  if (value === undefined) return <div style={{ minHeight: `${2.1 * rows + 6}rem` }} />;
  if (value.rows.length === 0) return null;
  return (
    <DataTable<Ratio>
      caption={captions[value.meaning]}
      rows={value.rows}
      rowKey={({ name }) => name}
      columns={[
        { head: 'Term', cell: ({ name }) => name },
        { head: 'Ratio', cell: (row) => fixed(row.ratio, decimals(row)) },
        { head: '2.5 %', cell: (row) => fixed(row.lower, decimals(row)) },
        { head: '97.5 %', cell: (row) => fixed(row.upper, decimals(row)) },
        { head: 'p', cell: ({ p }) => pValue(p) },
      ]}
      note="By what a step of one multiplies, in one and the same group; Wald intervals."
    />
  );
}
