import type { EquationSymbol, EquationTerm, EquationVariable, LevelEquation } from './equations.ts';
import type { ModelParts, PartTerm } from './model-parts.ts';
import type { Notation } from './symbols.ts';
import { type Branch, numbered } from './term-branches.ts';

/** Equations with the symbol that every random effect got. */
export interface BuiltEquations {
  readonly equations: readonly LevelEquation[];
  readonly combined: LevelEquation;
  readonly symbols: ReadonlyMap<PartTerm, EquationSymbol>;
}

/** A fixed effect as a summand. */
export function fixedTerm(
  symbol: EquationSymbol,
  variables: readonly EquationVariable[],
  { name, estimate, standardError }: PartTerm,
): EquationTerm {
  return {
    kind: 'coefficient',
    symbol,
    variables,
    name,
    ...(estimate === undefined ? {} : { estimate }),
    ...(standardError === undefined ? {} : { standardError }),
  };
}

/** Offsets and the level-1 residual: the end of the first and of the combined equation. */
export function lastTerms(
  { offsets, outcome }: ModelParts,
  { residual, units }: Notation,
): EquationTerm[] {
  return [
    ...offsets.map((name) => ({
      kind: 'offset' as const,
      variables: [{ name, units: units(-1) }],
    })),
    // A generalised response varies about its mean by its distribution.
    ...(outcome === undefined
      ? [{ kind: 'residual' as const, symbol: residual, variables: [] }]
      : []),
  ];
}

/** Turns the tree of a nested model into equations, level by level. */
export function nestedEquations(
  root: Branch,
  response: LevelEquation['left'],
  parts: ModelParts,
  groups: readonly string[],
  notation: Notation,
): BuiltEquations {
  const { depth, coefficient, random } = notation;
  const byLevel: LevelEquation[][] = Array.from({ length: depth }, () => []);
  const symbols = new Map<PartTerm, EquationSymbol>();
  const fixed: EquationTerm[] = [];
  const varying: EquationTerm[][] = groups.map(() => []);

  const visit = (
    at: Branch,
    level: number,
    index: readonly number[],
    path: readonly EquationVariable[],
  ): void => {
    const children = numbered(at.children, ({ variables }) => variables.length === 0);
    const terms = children.map(([n, { variables, fixed: leaf }]): EquationTerm => {
      const symbol = coefficient(level, [...index, n]);
      if (leaf === undefined) return { kind: 'coefficient', symbol, variables };
      fixed.push(fixedTerm(symbol, [...path, ...variables], leaf));
      return fixedTerm(symbol, variables, leaf);
    });
    for (const [n, { group, term, variables }] of numbered(
      at.effects,
      (effect) => effect.variables.length === 0,
    )) {
      const symbol = random(group, n === 0 ? index : [...index, n]);
      symbols.set(term, symbol);
      terms.push({ kind: 'random', symbol, variables });
      varying[group].push({ kind: 'random', symbol, variables: [...path, ...variables] });
    }
    byLevel[level - 1].push({
      level,
      ...(level === 1 ? {} : { group: groups[level - 2] }),
      left: level === 1 ? response : coefficient(level - 1, index),
      terms: level === 1 ? [...terms, ...lastTerms(parts, notation)] : terms,
    });
    if (level === depth) return;
    for (const [n, child] of children) {
      visit(child, level + 1, [...index, n], [...path, ...child.variables]);
    }
  };
  visit(root, 1, [], []);
  const terms = [...fixed, ...varying.flat(), ...lastTerms(parts, notation)];
  return {
    equations: byLevel.flat(),
    combined: { level: 0, left: response, terms },
    symbols,
  };
}
