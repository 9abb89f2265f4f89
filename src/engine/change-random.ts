import { identityMatrix } from '../number/identity-matrix.ts';
import { factorColumns } from './change-fixed.ts';
import type { CrossProducts, FactorProducts, PairProducts, TermBasis } from './cross-products.ts';
import { product, transpose } from './small-matrix.ts';

/** A term whose columns Z become Z·S, with S = `matrix` k×size of independent columns, column-major. */
export interface ReducedTerm {
  readonly size: number;
  readonly matrix: Float64Array;
}

/** What becomes of a random term: unchanged, left out, or made smaller. */
export type TermChange = 'keep' | 'drop' | ReducedTerm;

/** A term with the matrix that takes its old basis columns to the new ones, k×k₀. */
interface ChangedTerm extends TermBasis {
  readonly oldOffset: number;
  readonly oldSize: number;
  readonly turn: Float64Array;
}

/** With Z = Z̃R and RS = QR₀ the basis of ZS is Z̃Q, of the same norms, with triangle R₀. */
function changeTerm(term: TermBasis, change: Exclude<TermChange, 'drop'>): ChangedTerm {
  const { size, offset, triangle } = term;
  const old = { oldOffset: offset, oldSize: size };
  if (change === 'keep') return { ...term, ...old, turn: identityMatrix(size) };
  const { q, r } = factorColumns(
    product(triangle, change.matrix, size, size, change.size),
    size,
    change.size,
  );
  return { ...term, ...old, size: change.size, triangle: r, turn: q };
}

/** Places the terms of one factor side by side and gives the matrix that takes its K old columns to the K₀ new ones. */
function turnOf(terms: readonly ChangedTerm[], oldSize: number, newSize: number): Float64Array {
  const turn = new Float64Array(oldSize * newSize);
  for (const term of terms) {
    for (let c = 0; c < term.size; c++) {
      for (let r = 0; r < term.oldSize; r++) {
        turn[(term.offset + c) * oldSize + term.oldOffset + r] = term.turn[c * term.oldSize + r];
      }
    }
  }
  return turn;
}

/** AᵀBC for each of many equal blocks B (rows×columns); a rows×newRows, c columns×newColumns. */
function turnBlocks(
  blocks: Float64Array,
  [rows, columns]: readonly [number, number],
  left: Float64Array,
  right: Float64Array | undefined,
): Float64Array {
  const newRows = left.length / rows;
  const newColumns = right === undefined ? columns : right.length / columns;
  const count = blocks.length / (rows * columns);
  const result = new Float64Array(count * newRows * newColumns);
  const leftBack = transpose(left, rows, newRows);
  for (let i = 0; i < count; i++) {
    const block = blocks.subarray(i * rows * columns, (i + 1) * rows * columns);
    const half = product(leftBack, block, newRows, rows, columns);
    const whole = right === undefined ? half : product(half, right, newRows, columns, newColumns);
    result.set(whole, i * newRows * newColumns);
  }
  return result;
}

/**
 * The cross-products of a model with fewer random coefficients, from those of the larger model: no row is read.
 *
 * A term may go altogether, or keep k₀ combinations of its k columns. As the engine's basis of a term is a QR of its
 * columns, leaving out a column turns the basis by an orthogonal matrix: see `changeTerm`. A factor without terms goes with
 * its pairs; the result may have no factor at all (see `linearCriterion`).
 *
 * @param changes one for each random term
 */
export function changeRandom(
  products: CrossProducts,
  changes: readonly TermChange[],
): CrossProducts {
  const sizes = products.factors.map(() => 0);
  const terms: ChangedTerm[] = [];
  products.terms.forEach((term, t) => {
    const change = changes[t];
    if (change === 'drop') return;
    const changed = changeTerm(term, change);
    terms.push({ ...changed, offset: sizes[term.factor] });
    sizes[term.factor] += changed.size;
  });
  const place = new Map<number, number>();
  sizes.forEach((size, f) => {
    if (size > 0) place.set(f, place.size);
  });
  const at = (f: number): number => place.get(f) ?? -1;
  const turns = products.factors.map(({ size }, f) =>
    turnOf(
      terms.filter(({ factor }) => factor === f),
      size,
      sizes[f],
    ),
  );
  const tail = products.kept.length + 1;
  return {
    ...products,
    factors: products.factors.flatMap((factor, f): FactorProducts[] => {
      const { size, diagonal } = factor;
      if (sizes[f] === 0) return [];
      return [
        {
          ...factor,
          size: sizes[f],
          diagonal: turnBlocks(diagonal, [size, size], turns[f], turns[f]),
          tail: turnBlocks(factor.tail, [size, tail], turns[f], undefined),
        },
      ];
    }),
    pairs: products.pairs.flatMap((pair): PairProducts[] => {
      const { first, second, blocks } = pair;
      if (at(first) < 0 || at(second) < 0) return [];
      const shape = [products.factors[first].size, products.factors[second].size] as const;
      return [
        {
          ...pair,
          first: at(first),
          second: at(second),
          blocks: turnBlocks(blocks, shape, turns[first], turns[second]),
        },
      ];
    }),
    terms: terms.map(({ factor, offset, size, triangle, dependent }) => ({
      factor: at(factor),
      offset,
      size,
      triangle,
      dependent,
    })),
  };
}
