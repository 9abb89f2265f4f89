import type { EquationSymbol, EquationTerm, EquationVariable, LevelEquation } from './equations.ts';
import type { ModelParts, PartTerm } from './model-parts.ts';
import { type BuiltEquations, fixedTerm, lastTerms } from './nested-equations.ts';
import type { Notation } from './symbols.ts';
import { numbered } from './term-branches.ts';

const isIntercept = ({ factors }: PartTerm) => factors.length === 0;

/** The single equation of a model whose grouping factors cross, with the effects of all of them. */
export function crossedEquation(
  response: LevelEquation['left'],
  parts: ModelParts,
  groups: readonly string[],
  notation: Notation,
  variable: (name: string) => EquationVariable,
): BuiltEquations {
  const symbols = new Map<PartTerm, EquationSymbol>();
  const fixed = numbered(parts.fixed, isIntercept).map(([n, term]) =>
    fixedTerm(notation.coefficient(1, [n]), term.factors.map(variable), term),
  );
  const varying = groups.flatMap((group, g) => {
    const effects = parts.random.filter((term) => term.group === group).flatMap((t) => t.effects);
    return numbered(effects, isIntercept).map(([n, term]): EquationTerm => {
      const symbol = notation.random(g, [n]);
      symbols.set(term, symbol);
      return { kind: 'random', symbol, variables: term.factors.map(variable) };
    });
  });
  const terms = [...fixed, ...varying, ...lastTerms(parts, notation)];
  const combined: LevelEquation = { level: 0, left: response, terms };
  return { equations: [combined], combined, symbols };
}
