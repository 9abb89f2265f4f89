import type { Core } from './core.ts';
import type { TermBasis } from './cross-products.ts';
import { familyCodes, linkCodes } from './family-codes.ts';
import type { GeneralisedInput } from './generalised.ts';
import type { GeneralisedExports } from './generalised-core.ts';
import { parameterEntries, termTable } from './load-problem.ts';
import { groupTerms, readTermBases, writeRows } from './row-specification.ts';

/** What the core found out about the rows. */
export interface LoadedRows {
  readonly kept: Int32Array;
  /** X (kept columns) = X̃ · triangle. */
  readonly triangle: Float64Array;
  readonly bases: readonly TermBasis[];
}

/** Writes a generalised model into the core, which finds its basis and analyses its pattern. */
export function loadGeneralised(
  core: Core<GeneralisedExports>,
  input: GeneralisedInput,
  points: number,
): LoadedRows {
  const { design, family, link, sizes, categories = 0 } = input;
  const grouping = groupTerms(design.random);
  const specification = writeRows(core, design, grouping, design.y);
  // The places of the terms in their factors follow from their sizes alone; the triangles come with the basis.
  const filled = grouping.factors.map(() => 0);
  const places = design.random.map(({ columns }, t) => {
    const factor = grouping.ofTerm[t];
    const offset = filled[factor];
    filled[factor] += columns.length;
    return { factor, offset, size: columns.length };
  });
  const entries = parameterEntries(places);
  core.exports.prepare(
    specification,
    sizes === undefined ? 0 : core.writeF64(sizes),
    design.offset === undefined ? 0 : core.writeF64(design.offset),
    familyCodes[family],
    linkCodes[link],
    categories,
    entries.length / 3,
    core.writeI32(entries),
    places.length,
    core.writeI32(termTable(places)),
    points,
  );
  const rank = core.number('rank');
  const flags = core.readI32(core.number('xKept'), design.fixed.columns.length);
  return {
    kept: Int32Array.from([...flags.keys()].filter((j) => flags[j] === 1)),
    triangle: core.readF64(core.number('xTriangle'), rank * rank),
    bases: readTermBases(core, design, grouping),
  };
}
