/** A factor of a product that makes a column. Equal keys mean equal columns. */
export interface ColumnRecipe {
  readonly key: string;
  readonly compute: () => Float64Array;
}

/**
 * Columns computed once: the same expression in the fixed and the random part is the same array, and all constant
 * columns are one.
 */
export interface ColumnStore {
  /** Length of every column. */
  readonly nrow: number;
  /** The product of the recipes' columns, row by row; without recipes the column of ones. */
  readonly product: (recipes: readonly ColumnRecipe[]) => Float64Array;
}

/** The product of two columns or more. */
function multiply(columns: readonly Float64Array[]): Float64Array {
  const [first, second] = columns;
  const n = first.length;
  const out = new Float64Array(n);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    out[i] = first[i] * second[i];
    out[i + 1] = first[i + 1] * second[i + 1];
    out[i + 2] = first[i + 2] * second[i + 2];
    out[i + 3] = first[i + 3] * second[i + 3];
  }
  for (; i < n; i++) out[i] = first[i] * second[i];
  for (let c = 2; c < columns.length; c++) {
    const other = columns[c];
    for (let i = 0; i < n; i++) out[i] *= other[i];
  }
  return out;
}

/** An empty store for columns of the given length. */
export function columnStore(nrow: number): ColumnStore {
  const columns = new Map<string, Float64Array>();
  const remember = (key: string, compute: () => Float64Array): Float64Array => {
    let column = columns.get(key);
    if (column === undefined) {
      column = compute();
      columns.set(key, column);
    }
    return column;
  };
  return {
    nrow,
    product: (recipes) => {
      if (recipes.length === 0) return remember('', () => new Float64Array(nrow).fill(1));
      if (recipes.length === 1) return remember(recipes[0].key, recipes[0].compute);
      // The order in which a formula names the variables must not matter, neither to the key nor to the rounding.
      const sorted = recipes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      return remember(JSON.stringify(sorted.map(({ key }) => key)), () =>
        multiply(sorted.map(({ key, compute }) => remember(key, compute))),
      );
    },
  };
}
