import type { ModelTableRow, ModelTable as Table } from 'blup';
import { count, decimalsFor, fixed, percent, short } from '../format/numbers.ts';
import { Scrollable } from './scrollable.tsx';

const parts = [
  { part: 'fixed', title: 'Fixed effects, with standard errors' },
  { part: 'random', title: 'Standard deviations and correlations' },
  { part: 'fit', title: 'Fit' },
] as const;

/** Models side by side. */
export function ModelTable({ table }: { readonly table: Table }) {
  const { models, rows } = table;
  return (
    <Scrollable label="Estimates">
      <table class="side-by-side">
        <caption>Estimates</caption>
        <thead>
          <tr>
            <td />
            {models.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {parts.map(({ part, title }) => {
          const own = rows.filter((row) => row.part === part);
          if (own.length === 0) return null;
          return (
            <tbody key={part}>
              <tr class="part">
                <th scope="rowgroup" colSpan={models.length + 1}>
                  {title}
                </th>
              </tr>
              {own.map((row) => (
                <ModelRow key={row.label} row={row} />
              ))}
            </tbody>
          );
        })}
      </table>
    </Scrollable>
  );
}

function ModelRow({ row }: { readonly row: ModelTableRow }) {
  const { label, kind, cells } = row;
  return (
    <tr>
      <th scope="row">{label}</th>
      {cells.map((cell, i) => (
        <td key={i}>
          {cell !== null && (
            <>
              {cell.text ?? written(cell.value, kind, cell.se)}
              {cell.se !== undefined && (
                <small class="se"> ({fixed(cell.se, decimalsFor([cell.se], 2))})</small>
              )}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

function written(
  value: number | undefined,
  kind: ModelTableRow['kind'],
  se: number | undefined,
): string {
  if (value === undefined) return '';
  if (kind === 'share') return percent(value);
  if (kind === 'count') return count(value);
  if (kind === 'criterion') return fixed(value, 1);
  return se === undefined ? short(value) : fixed(value, decimalsFor([se], 2));
}
