import type { Design } from '../design/design.ts';
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
  /** X (kept columns) = X̃ · triangle, of an ordinal model X − 1·shiftᵀ. */
  readonly triangle: Float64Array;
  /** Of an ordinal model, whose thresholds take up what the shift adds to the linear predictor; else empty. */
  readonly shift: Float64Array;
  readonly bases: readonly TermBasis[];
}

/** The design with a constant column before those of X. */
function withConstant(design: Design): Design {
  const { columns, names, assign } = design.fixed;
  const constant = new Float64Array(design.n).fill(1);
  return {
    ...design,
    fixed: {
      ...design.fixed,
      columns: [constant, ...columns],
      names: ['(Intercept)', ...names],
      assign: [0, ...assign],
    },
  };
}

/** Writes a generalised model into the core, which finds its basis and analyses its pattern. */
export function loadGeneralised(
  core: Core<GeneralisedExports>,
  input: GeneralisedInput,
  points: number,
): LoadedRows {
  const { family, link, sizes, categories = 0 } = input;
  const ordinal = family === 'ordinal';
  const design = ordinal ? withConstant(input.design) : input.design;
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
  const kept = Int32Array.from([...flags.keys()].filter((j) => flags[j] === 1));
  const triangle = core.readF64(core.number('xTriangle'), rank * rank);
  const bases = readTermBases(core, design, grouping);
  if (!ordinal) return { kept, triangle, shift: new Float64Array(0), bases };
  const p = rank - 1;
  const inner = Float64Array.from(
    { length: p * p },
    (_, at) => triangle[(Math.floor(at / p) + 1) * rank + (at % p) + 1],
  );
  return {
    kept: kept.subarray(1).map((j) => j - 1),
    triangle: inner,
    shift: Float64Array.from({ length: p }, (_, j) => triangle[(j + 1) * rank] / triangle[0]),
    bases,
  };
}
