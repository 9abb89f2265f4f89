import type { TextSpan } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { deparseExpression } from '../deparse.ts';
import type { Expression } from '../expression.ts';
import { meaningError } from '../formula-error.ts';
import type { Addend, Equation, EquationLevel, LevelModel } from './level-model.ts';
import { isResidualKey } from './symbol-key.ts';

/** A product of variables with the symbol before it. */
export interface Product {
  readonly symbol: Addend;
  readonly factors: readonly Expression[];
}

/** Level equations put into one another. */
export interface CombinedModel {
  readonly fixed: readonly Product[];
  /** Random effects of each level above 1, ascending. */
  readonly random: readonly {
    readonly level: EquationLevel;
    readonly effects: readonly Product[];
  }[];
  /** Group in which a variable is constant, as its equation says: for variables above level 1. */
  readonly at: Readonly<Record<string, string>>;
}

interface Definition {
  readonly equation: Equation;
  readonly level: EquationLevel;
  used: boolean;
}

/** What the walk from level 1 upwards knows and collects. */
interface Walk {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly top: number;
  readonly seen: Map<string, TextSpan>;
  readonly fixed: Product[];
  readonly effects: Map<EquationLevel, Product[]>;
  readonly places: Map<string, EquationLevel>;
}

function defineAll(levels: readonly EquationLevel[]): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const level of levels.slice(1)) {
    for (const equation of level.equations) {
      const { key, name, span } = equation.left;
      if (definitions.has(key)) {
        throw meaningError(
          `coefficient ${name} has two equations; write one for each coefficient`,
          span,
        );
      }
      definitions.set(key, { equation, level, used: false });
    }
  }
  return definitions;
}

function label(factors: readonly Expression[]): string {
  return factors.map(deparseExpression).join(':');
}

function undefinedCoefficient(addend: Addend, level: number, walk: Walk): Error {
  const open = [...walk.definitions.values()].filter(({ used }) => !used);
  const names = open.map(({ equation }) => equation.left.name);
  const guess = didYouMean(addend.name, names);
  const above = level + 1;
  const wayOut = guess || `; write "${addend.name} = …" at level ${above}`;
  const what = addend.factors.length === 0 ? ' (a predictor needs a coefficient: b1*x)' : '';
  return meaningError(
    `coefficient ${addend.name} of level ${level} has no equation at a higher level${wayOut}${what}`,
    addend.span,
  );
}

function checkOnce(addend: Addend, { seen }: Walk): void {
  if (seen.has(addend.key)) {
    throw meaningError(
      `${addend.name} stands in the equations twice; every coefficient and residual has a name of its own, as b0, b1 or u0, u1`,
      addend.span,
    );
  }
  seen.set(addend.key, addend.span);
}

function addResidual(
  addend: Addend,
  path: readonly Expression[],
  level: EquationLevel,
  walk: Walk,
): void {
  if (level.level > 1) {
    checkOnce(addend, walk);
    const effects = walk.effects.get(level) ?? [];
    effects.push({ symbol: addend, factors: [...path, ...addend.factors] });
    walk.effects.set(level, effects);
    return;
  }
  if (addend.factors.length > 0) {
    throw meaningError(
      `the residual ${addend.name} of level 1 stands alone; a residual variance that depends on ${label(addend.factors)} is not available`,
      addend.span,
    );
  }
  checkOnce(addend, walk);
}

/** A variable belongs to the highest level in whose equations it stands. */
function place({ factors }: Addend, level: EquationLevel, { places }: Walk): void {
  if (level.level === 1) return;
  for (const factor of factors) {
    const name = deparseExpression(factor);
    if ((places.get(name)?.level ?? 1) < level.level) places.set(name, level);
  }
}

function placesOf({ places }: Walk): Record<string, string> {
  const known = [...places].flatMap(([name, { group }]): [string, string][] =>
    group === undefined ? [] : [[name, deparseExpression(group)]],
  );
  return Object.fromEntries(known);
}

function follow(
  equation: Equation,
  path: readonly Expression[],
  level: EquationLevel,
  walk: Walk,
): void {
  const alone = new Map<string, Addend>();
  for (const addend of equation.addends) {
    const definition = walk.definitions.get(addend.key);
    const isResidual = definition === undefined && isResidualKey(addend.key);
    const kind = isResidual ? 'residual' : 'intercept';
    if (addend.factors.length === 0) {
      const other = alone.get(kind);
      if (other !== undefined) {
        throw meaningError(
          `the equation of ${equation.left.name} has two ${kind}s, ${other.name} and ${addend.name}` +
            (isResidual
              ? ''
              : `; a predictor needs a coefficient, as ${level.level > 1 ? 'g01' : 'b1'}*${addend.name}`),
          addend.span,
        );
      }
      alone.set(kind, addend);
    }
    place(addend, level, walk);
    if (isResidual) {
      addResidual(addend, path, level, walk);
      continue;
    }
    checkOnce(addend, walk);
    const factors = [...path, ...addend.factors];
    if (definition !== undefined) {
      if (definition.level.level <= level.level) {
        throw meaningError(
          `${addend.name} of level ${level.level} has its equation at level ${definition.level.level}; it belongs to a higher level`,
          definition.equation.left.span,
        );
      }
      definition.used = true;
      follow(definition.equation, factors, definition.level, walk);
    } else if (level.level === walk.top) {
      walk.fixed.push({ symbol: addend, factors });
    } else {
      throw undefinedCoefficient(addend, level.level, walk);
    }
  }
}

/** Two products of the same variables cannot be told apart, nor can a variable be multiplied by itself. */
function checkDistinct(products: readonly Product[]): void {
  const found = new Map<string, Product>();
  for (const product of products) {
    const names = product.factors.map(deparseExpression);
    const repeated = names.find((name, i) => names.indexOf(name) < i);
    if (repeated !== undefined) {
      throw meaningError(
        `${names.join(':')} holds ${repeated} twice; write I(${repeated}^2) for a square`,
        product.symbol.span,
      );
    }
    const key = JSON.stringify(names.sort());
    const other = found.get(key);
    if (other !== undefined) {
      const what = product.factors.length === 0 ? 'the intercept' : label(product.factors);
      throw meaningError(
        `${other.symbol.name} and ${product.symbol.name} are both coefficients of ${what}; leave one out`,
        product.symbol.span,
      );
    }
    found.set(key, product);
  }
}

/**
 * Puts the equations of the coefficients into that of level 1: the products that have a fixed coefficient, and those
 * that vary by group.
 *
 * Throws `formula-meaning` for a coefficient without equation, with two, used twice or not at all, for a residual above level
 * 1 without group, and for two coefficients of one product.
 */
export function combine({ levels }: LevelModel): CombinedModel {
  const walk: Walk = {
    definitions: defineAll(levels),
    top: levels[levels.length - 1].level,
    seen: new Map(),
    fixed: [],
    effects: new Map(),
    places: new Map(),
  };
  follow(levels[0].equations[0], [], levels[0], walk);
  for (const { equation, level, used } of walk.definitions.values()) {
    if (used) continue;
    const { name, span } = equation.left;
    throw meaningError(
      `coefficient ${name} has an equation at level ${level.level} but stands at no lower level; use it there or leave the equation out`,
      span,
    );
  }
  checkDistinct(walk.fixed);
  const random = levels.flatMap((level) => {
    const effects = walk.effects.get(level);
    if (effects === undefined) return [];
    checkDistinct(effects);
    if (level.group === undefined) {
      throw meaningError(
        `level ${level.level} has the random effect ${effects[0].symbol.name} but no group; write "level ${level.level} (school):"`,
        effects[0].symbol.span,
      );
    }
    return [{ level, effects }];
  });
  return { fixed: walk.fixed, random, at: placesOf(walk) };
}
