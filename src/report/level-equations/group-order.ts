import type { Design } from '../../design/design.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';

/** Grouping factors from level 2 upwards when they are nested; in formula order when they cross. */
export interface GroupOrder {
  readonly nested: boolean;
  readonly groups: readonly string[];
}

type Codes = { readonly codes: Int32Array; readonly levels: readonly string[] };

function isWithin(inner: Codes, outer: Codes): boolean {
  const within = new Int32Array(inner.levels.length).fill(-1);
  for (let i = 0; i < inner.codes.length; i++) {
    const level = inner.codes[i];
    if (within[level] < 0) within[level] = outer.codes[i];
    else if (within[level] !== outer.codes[i]) return false;
  }
  return true;
}

function checkNames(levels: readonly string[], groups: readonly string[]): void {
  const unknown = levels.find((name) => !groups.includes(name));
  if (unknown !== undefined) {
    throw new BlupError(
      'option',
      `levels: "${unknown}" is no grouping factor of the model${didYouMean(unknown, groups) || ` (it has ${groups.join(', ') || 'none'})`}`,
      { value: unknown },
    );
  }
  if (new Set(levels).size !== groups.length || levels.length !== groups.length) {
    throw new BlupError(
      'option',
      `levels must name each of the grouping factors ${groups.join(', ')} once, from level 2 upwards`,
      { value: levels },
    );
  }
}

/** Pairs of grouping factors of a design, the first nested in the second. */
export function nestedPairs({ random }: Design): [inner: string, outer: string][] {
  const terms = [...new Map(random.map((term) => [term.group, term])).values()];
  return terms.flatMap((inner) =>
    terms.flatMap((outer): [string, string][] =>
      inner !== outer && isWithin(inner, outer) ? [[inner.group, outer.group]] : [],
    ),
  );
}

/**
 * The order that the data show: each factor nested in the next.
 *
 * @param counts number of levels of each grouping factor, in formula order
 * @param nested as `nestedPairs`
 */
export function groupOrderOfData(
  counts: ReadonlyMap<string, number>,
  nested: readonly (readonly [inner: string, outer: string])[],
  levels: readonly string[] | undefined,
): GroupOrder {
  const groups = [...counts.keys()];
  if (levels !== undefined) checkNames(levels, groups);
  const ordered = levels ?? groups.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const within = new Set(nested.map((pair) => pair.join('\n')));
  const breaks = ordered.findIndex(
    (name, i) => i + 1 < ordered.length && !within.has(`${name}\n${ordered[i + 1]}`),
  );
  if (breaks < 0) return { nested: true, groups: ordered };
  if (levels === undefined) return { nested: false, groups };
  throw new BlupError(
    'option',
    `levels: ${ordered[breaks]} is not nested in ${ordered[breaks + 1]} in the data; leave levels out`,
    { value: levels },
  );
}

function factorsOf(group: string): readonly string[] {
  return group.replace(/[()]/g, '').split(':');
}

/** The order that the names show: `class:school` is nested in `school`. Other factors count as crossed. */
export function groupOrderOfNames(
  names: readonly string[],
  levels: readonly string[] | undefined,
): GroupOrder {
  const groups = [...new Set(names)];
  if (levels !== undefined) {
    checkNames(levels, groups);
    return { nested: true, groups: levels };
  }
  const ordered = groups.toSorted((a, b) => factorsOf(b).length - factorsOf(a).length);
  const nested = ordered.every((name, i) => {
    const next = ordered[i + 1];
    return (
      next === undefined || factorsOf(next).every((factor) => factorsOf(name).includes(factor))
    );
  });
  return nested ? { nested, groups: ordered } : { nested, groups };
}
