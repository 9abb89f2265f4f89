import type { Design, RandomTerm } from '../design/design.ts';
import type { ArenaExports, Core } from './core.ts';
import type { TermBasis } from './cross-products.ts';

/** Grouping factors of a design: terms with the same codes share one. */
export interface Grouping {
  readonly factors: RandomTerm[];
  readonly ofTerm: number[];
}

/** Finds the grouping factors of random terms. */
export function groupTerms(terms: readonly RandomTerm[]): Grouping {
  const factors: RandomTerm[] = [];
  const ofTerm = terms.map((term) => {
    const known = factors.findIndex(({ codes }) => codes === term.codes);
    if (known >= 0) return known;
    factors.push(term);
    return factors.length - 1;
  });
  return { factors, ofTerm };
}

/** Writes the specification of assembly/rows/input.ts, without weights, and returns its address. */
export function writeRows<E extends ArenaExports>(
  core: Core<E>,
  design: Design,
  grouping: Grouping,
  response: Float64Array,
): number {
  const distinct = new Map<Float64Array, number>();
  const indexOf = (column: Float64Array): number => {
    const known = distinct.get(column);
    if (known !== undefined) return known;
    distinct.set(column, distinct.size);
    return distinct.size - 1;
  };
  const xColumns = design.fixed.columns.map(indexOf);
  const termColumns = design.random.flatMap((term) => term.columns.map(indexOf));
  return core.writeI32([
    design.n,
    distinct.size,
    core.writeI32([...distinct.keys()].map((column) => core.writeF64(column))),
    core.writeF64(response),
    0,
    xColumns.length,
    core.writeI32(xColumns),
    design.random.length,
    core.writeI32(design.random.map(({ columns }) => columns.length)),
    core.writeI32(grouping.ofTerm),
    core.writeI32(termColumns),
    grouping.factors.length,
    core.writeI32(grouping.factors.map(({ codes }) => core.writeI32(codes))),
    core.writeI32(grouping.factors.map(({ levels }) => levels.length)),
  ]);
}

/** The bases of the random terms as assembly/rows/basis.ts found them. */
export function readTermBases<E extends ArenaExports>(
  core: Core<E>,
  design: Design,
  { ofTerm, factors }: Grouping,
): TermBasis[] {
  const dependent = core.readI32(core.number('termDependent'), design.random.length);
  const filled = factors.map(() => 0);
  let address = core.number('termTriangles');
  return design.random.map((term, t) => {
    const size = term.columns.length;
    const factor = ofTerm[t];
    const offset = filled[factor];
    filled[factor] += size;
    const triangle = core.readF64(address, size * size);
    address += size * size * 8;
    return { factor, offset, size, triangle, dependent: dependent[t] === 1 };
  });
}
