import { meaningError } from '../formula-error.ts';
import type { Product } from './combine.ts';
import type { EquationLevel, SymbolName, Uncorrelated } from './level-model.ts';

function pairsOf(
  { names }: Uncorrelated,
  effects: readonly Product[],
  level: number,
): (readonly [string, string])[] {
  const all = effects.map(({ symbol }) => symbol);
  const chosen: readonly SymbolName[] = names ?? all;
  for (const { name, key, span } of chosen) {
    if (all.some((effect) => effect.key === key)) continue;
    throw meaningError(
      `${name} is no random effect of level ${level} (it has ${all.map((effect) => effect.name).join(', ') || 'none'})`,
      span,
    );
  }
  if (names?.length === 1) {
    throw meaningError(
      `${names[0].name} is uncorrelated with what? write ${names[0].name} ⟂ u1`,
      names[0].span,
    );
  }
  return chosen.flatMap((a, i) => chosen.slice(i + 1).map((b) => [a.key, b.key] as const));
}

/**
 * The random effects of a level in blocks of correlated ones. All are correlated unless the level says otherwise.
 *
 * Throws `formula-meaning` when two uncorrelated effects are both correlated with a third, for which no formula exists.
 */
export function covarianceBlocks(level: EquationLevel, effects: readonly Product[]): Product[][] {
  const apart = new Set<string>();
  for (const statement of level.uncorrelated) {
    for (const [a, b] of pairsOf(statement, effects, level.level)) {
      apart.add(JSON.stringify([a, b])).add(JSON.stringify([b, a]));
    }
  }
  const isApart = (a: Product, b: Product) =>
    apart.has(JSON.stringify([a.symbol.key, b.symbol.key]));
  const blocks: Product[][] = [];
  for (const effect of effects) {
    const near = blocks.filter((block) => block.some((other) => !isApart(effect, other)));
    const [own, another] = near;
    const stranger = own?.find((other) => isApart(effect, other));
    if (stranger !== undefined || another !== undefined) {
      const { name, span } = effect.symbol;
      throw meaningError(
        `some but not all random effects of level ${level.level} that are correlated with ${name} are correlated with each other; a formula has blocks, all correlated within and uncorrelated between`,
        level.uncorrelated[0]?.span ?? span,
      );
    }
    if (own === undefined) blocks.push([effect]);
    else own.push(effect);
  }
  return blocks;
}
