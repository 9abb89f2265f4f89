import type { EquationVariable } from './equations.ts';
import type { ModelParts, PartTerm } from './model-parts.ts';

/** A random effect in the equation of a branch. */
interface BranchEffect {
  /** Group from level 2 upwards, counted from 0. */
  readonly group: number;
  readonly term: PartTerm;
  /** Variables of the group's own level or above that it is multiplied by. */
  readonly variables: readonly EquationVariable[];
}

/** A coefficient with what its equation on the next level adds up. The root stands for the response. */
export interface Branch {
  /** What the coefficient is multiplied by in the equation below. */
  readonly variables: readonly EquationVariable[];
  readonly children: Branch[];
  readonly effects: BranchEffect[];
  /** Present where no further equation follows. */
  fixed?: PartTerm;
}

function branch(variables: readonly EquationVariable[]): Branch {
  return { variables, children: [], effects: [] };
}

/** Equal for products of the same variables, in whatever order a term list names them. */
function keyOf(variables: readonly EquationVariable[]): string {
  return JSON.stringify(variables.map(({ name }) => name).sort());
}

function descend(parent: Branch, variables: readonly EquationVariable[]): Branch {
  const found = parent.children.find((child) => keyOf(child.variables) === keyOf(variables));
  if (found !== undefined) return found;
  const child = branch(variables);
  parent.children.push(child);
  return child;
}

/** The children with their numbers: the intercept is 0, others count from 1. */
export function numbered<T>(items: readonly T[], isIntercept: (item: T) => boolean): [number, T][] {
  let next = 1;
  const all = items.map((item): [number, T] => [isIntercept(item) ? 0 : next++, item]);
  return all.sort(([a], [b]) => a - b);
}

/**
 * The terms of a nested model as a tree: the variables of a product that vary at level 1 choose the branch of the root, those of level 2 the
 * branch of that branch, and so on. So a cross-level interaction is a predictor of a slope.
 */
export function termBranches(
  parts: ModelParts,
  groups: readonly string[],
  levelOf: (variable: string) => number,
  variable: (name: string) => EquationVariable,
): Branch {
  const root = branch([]);
  const ofLevel = (term: PartTerm, level: number) =>
    term.factors.filter((factor) => levelOf(factor) === level).map(variable);
  const walk = (term: PartTerm, levels: number) => {
    let at = root;
    for (let level = 1; level <= levels; level++) at = descend(at, ofLevel(term, level));
    return at;
  };
  for (const term of parts.fixed) walk(term, groups.length + 1).fixed = term;
  for (const { group: name, effects } of parts.random) {
    const group = groups.indexOf(name);
    for (const term of effects) {
      const variables = term.factors.filter((factor) => levelOf(factor) > group + 1).map(variable);
      walk(term, group + 1).effects.push({ group, term, variables });
    }
  }
  return root;
}
