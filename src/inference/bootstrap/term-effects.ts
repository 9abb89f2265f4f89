/** One random term of a simulation. */
export interface SimulatedTerm {
  /** Columns of its coefficients, and the level of each row; negative for none. */
  readonly columns: readonly Float64Array[];
  readonly codes: Int32Array;
  readonly levels: number;
  /** k×k, column-major: effects of a level are root · normals. */
  readonly root: Float64Array;
  /** Effects that are not drawn, level by level, for the levels flagged 1. */
  readonly fixed?: { readonly effects: Float64Array; readonly flags: Uint8Array };
}

/** Number of normal numbers that the effects of some terms take. */
export function normalsOf(terms: readonly SimulatedTerm[]): number {
  return terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0);
}

/** Adds the effects of all terms to the rows of `y`, from normal numbers term by term and level by level. */
export function addTerms(
  terms: readonly SimulatedTerm[],
  normals: Float64Array,
  y: Float64Array,
): void {
  let at = 0;
  for (const term of terms) {
    addTerm(term, normals.subarray(at), y);
    at += term.levels * term.columns.length;
  }
}

function addTerm(term: SimulatedTerm, normals: Float64Array, y: Float64Array): void {
  const { columns, codes, levels, root, fixed } = term;
  const k = columns.length;
  const effects = new Float64Array(levels * k);
  for (let l = 0; l < levels; l++) {
    for (let r = 0; r < k; r++) {
      let sum = 0;
      if (fixed?.flags[l] === 1) sum = fixed.effects[l * k + r];
      else for (let c = 0; c < k; c++) sum += root[c * k + r] * normals[l * k + c];
      effects[l * k + r] = sum;
    }
  }
  for (let i = 0; i < y.length; i++) {
    const code = codes[i];
    if (code < 0) {
      y[i] = Number.NaN;
      continue;
    }
    for (let c = 0; c < k; c++) y[i] += columns[c][i] * effects[code * k + c];
  }
}
