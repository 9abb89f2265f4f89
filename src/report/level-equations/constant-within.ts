import type { Design } from '../../design/design.ts';
import type { ModelParts } from './model-parts.ts';

type Column = Float64Array;

/** Columns by name: those of fixed and random parts that are a single variable or a product. */
function columnsByName({ fixed, random }: Design): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const term of [...random, fixed]) {
    term.names.forEach((name, c) => {
      columns.set(name, term.columns[c]);
    });
  }
  return columns;
}

function constantWithin(column: Column, codes: Int32Array, groups: number): boolean {
  const first = new Float64Array(groups).fill(Number.NaN);
  for (let i = 0; i < column.length; i++) {
    // NaN marks a row that says nothing, as a quotient by 0.
    if (Number.isNaN(column[i])) continue;
    const before = first[codes[i]];
    if (Number.isNaN(before)) first[codes[i]] = column[i];
    else if (Math.abs(before - column[i]) > 1e-12 * Math.abs(before)) return false;
  }
  return true;
}

/** A variable that is in the model only as part of a product: the product divided by the others. */
function quotient(product: Column, others: readonly Column[]): Column {
  return product.map((value, i) => {
    const divisor = others.reduce((all, other) => all * other[i], 1);
    return divisor === 0 ? Number.NaN : value / divisor;
  });
}

function findColumn(name: string, parts: ModelParts, columns: ReadonlyMap<string, Column>) {
  const own = columns.get(name);
  if (own !== undefined) return own;
  const terms = [...parts.fixed, ...parts.random.flatMap(({ effects }) => effects)];
  for (const term of terms) {
    const product = columns.get(term.name);
    if (product === undefined || !term.factors.includes(name)) continue;
    const others = term.factors.filter((factor) => factor !== name).map((f) => columns.get(f));
    const known = others.filter((other) => other !== undefined);
    // With two unknown variables the product stands for each: constant where both are.
    return known.length === others.length ? quotient(product, known) : product;
  }
  return undefined;
}

/**
 * Whether a variable of a fitted model has one value in each level of a grouping factor, read from the columns of its
 * design; a variable without a column there counts as varying.
 */
export function constancyOfDesign(
  design: Design,
  parts: ModelParts,
): (name: string, group: string) => boolean {
  const columns = columnsByName(design);
  const terms = new Map(design.random.map((term) => [term.group, term]));
  return (name, group) => {
    const term = terms.get(group);
    const column = findColumn(name, parts, columns);
    if (term === undefined || column === undefined || column.length !== design.n) return false;
    return constantWithin(column, term.codes, term.levels.length);
  };
}
