import type { RandomTerm } from '../design/design.ts';

/** Most random coefficients of one factor that quadrature takes on; a rule has points^K nodes. */
const MOST = 3;

/** What adaptive quadrature can integrate: one grouping factor, or two nested ones (coefficients of the inner, then of the outer). */
interface QuadratureStructure {
  readonly kind: 'one' | 'nested';
  /** Random coefficients of each factor. */
  readonly sizes: readonly number[];
}

/** Whether each level of `codes` lies within one level of `around`. */
function within(codes: Int32Array, around: Int32Array): boolean {
  const parent = new Map<number, number>();
  return codes.every((code, i) => {
    const known = parent.get(code);
    if (known === undefined) parent.set(code, around[i]);
    return known === undefined || known === around[i];
  });
}

/**
 * How the random effects of a design can be integrated by adaptive quadrature; undefined where they cannot: crossed factors, more than two of
 * them, or more than three coefficients of one.
 */
export function quadratureStructure(
  random: readonly RandomTerm[],
): QuadratureStructure | undefined {
  const factors = [...new Set(random.map(({ group }) => group))];
  if (factors.length < 1 || factors.length > 2) return undefined;
  const sizes = factors.map((factor) =>
    random.reduce((sum, { group, names }) => sum + (group === factor ? names.length : 0), 0),
  );
  if (sizes.some((size) => size > MOST)) return undefined;
  if (factors.length === 1) return { kind: 'one', sizes };
  const [first, second] = factors.map(
    (factor) => random.find(({ group }) => group === factor) as RandomTerm,
  );
  // The core takes the factor with more levels as the inner one.
  const swap = first.levels.length < second.levels.length;
  const [inner, outer] = swap ? [second, first] : [first, second];
  if (!within(inner.codes, outer.codes)) return undefined;
  return { kind: 'nested', sizes: swap ? [sizes[1], sizes[0]] : sizes };
}
