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

function multiply(columns: readonly Float64Array[]): Float64Array {
  const out = columns[0].slice();
  for (let c = 1; c < columns.length; c++) {
    const other = columns[c];
    for (let i = 0; i < out.length; i++) out[i] *= other[i];
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
