import type { ComponentChildren } from 'preact';
import { Scrollable } from './scrollable.tsx';

export interface TableColumn<R> {
  readonly head: ComponentChildren;
  readonly cell: (row: R, index: number) => ComponentChildren;
  /** Words stand left, numbers right. */
  readonly words?: boolean;
  /** Name by which rows are put in order when the heading is pressed. */
  readonly order?: string;
}

interface DataTableProps<R> {
  readonly caption: string;
  /** Read aloud only, where a heading says the same. */
  readonly silent?: boolean;
  /** The first column holds the headings of the rows. */
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R, index: number) => string | number;
  readonly order?: { readonly by: string; readonly descending: boolean };
  readonly onOrder?: (by: string) => void;
  readonly note?: ComponentChildren;
}

/** A table as in a paper: rules above and below, figures of one width. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { caption, silent = false, columns, rows, rowKey, order, onOrder, note } = props;
  return (
    <Scrollable label={caption}>
      <table>
        <caption class={silent ? 'unseen' : ''}>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((column, c) => (
              <th
                key={c}
                scope="col"
                class={c === 0 || column.words ? 'left' : ''}
                aria-sort={sorted(column.order, order)}
              >
                {column.order !== undefined && onOrder !== undefined ? (
                  <button type="button" onClick={() => onOrder(column.order as string)}>
                    {column.head}
                    <span aria-hidden="true">{arrow(column.order, order)}</span>
                  </button>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={rowKey(row, i)}>
              {columns.map((column, c) =>
                c === 0 ? (
                  <th key={c} scope="row">
                    {column.cell(row, i)}
                  </th>
                ) : (
                  <td key={c} class={column.words ? 'left' : ''}>
                    {column.cell(row, i)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {note !== undefined && <p class="table-note">{note}</p>}
    </Scrollable>
  );
}

type Order = DataTableProps<unknown>['order'];

function sorted(name: string | undefined, order: Order) {
  if (name === undefined || order?.by !== name) return undefined;
  return order.descending ? 'descending' : 'ascending';
}

function arrow(name: string, order: Order): string {
  if (order?.by !== name) return '';
  return order.descending ? ' ↓' : ' ↑';
}
