import { decimalsFor, fixed, pValue } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { VariationRow } from '../session/variation.ts';
import { DataTable } from './data-table.tsx';
import type { TabProps } from './tab-props.ts';

/** Whether counts vary more than their family says, and have more zeros; nothing for other responses. */
export function VariationTable({ fit }: TabProps) {
  const { value } = useAnswer('variation', fit.id);
  if (value === undefined || value.length === 0) return null;
  return (
    <section>
      <h3>Variation and zeros</h3>
      <DataTable<VariationRow>
        caption="More than the family explains?"
        rows={value}
        rowKey={({ name }) => name}
        columns={[
          { head: 'Statistic', cell: ({ name }) => name },
          {
            head: 'Observed',
            cell: ({ observed }) => fixed(observed, decimalsFor([observed], 4)),
          },
          {
            head: 'Expected',
            cell: ({ expected }) => fixed(expected, decimalsFor([expected], 4)),
          },
          { head: 'Ratio', cell: ({ ratio }) => fixed(ratio, 2) },
          { head: 'p', cell: ({ p }) => (p === undefined ? '' : pValue(p)) },
        ]}
        note="Given the random effects. Of Pearson’s χ² its degrees of freedom are expected; above 1 the responses vary more than the family says."
      />
    </section>
  );
}
