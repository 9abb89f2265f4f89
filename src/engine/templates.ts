import type { TermBasis } from './cross-products.ts';

/** θ of one term: positions of the lower triangle, column by column, as [row, column] of the term's template. */
export function lowerEntries(size: number): [number, number][] {
  const entries: [number, number][] = [];
  for (let c = 0; c < size; c++) for (let r = c; r < size; r++) entries.push([r, c]);
  return entries;
}

/** Number of variance parameters in θ. */
export function thetaLength(terms: readonly Pick<TermBasis, 'size'>[]): number {
  return terms.reduce((sum, { size }) => sum + (size * (size + 1)) / 2, 0);
}

/** The part of θ that one template (k×k) is: its lower triangle, column by column. */
export function entriesOf(template: ArrayLike<number>, size: number): number[] {
  return lowerEntries(size).map(([r, c]) => template[c * size + r]);
}

/** The template of each term, k×k, from θ. */
export function templatesOf(
  terms: readonly Pick<TermBasis, 'size'>[],
  theta: ArrayLike<number>,
): Float64Array[] {
  let next = 0;
  return terms.map(({ size }) => {
    const t = new Float64Array(size * size);
    for (const [r, c] of lowerEntries(size)) {
      t[c * size + r] = theta[next];
      next++;
    }
    return t;
  });
}
