import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { keptFacts, levelCount } from '../../fit/kept.ts';
import type { LoadedModel } from '../../fit/model.ts';
import type { RowFacts } from '../../fit/row-facts.ts';
import type { Formula } from '../../formula/formula.ts';
import { readFormula } from '../../formula/level-equations/read-formula.ts';
import { crossedEquation } from './crossed-equation.ts';
import type {
  EquationSymbol,
  LevelEquation,
  LevelEquations,
  RandomDistribution,
  ResponseDistribution,
} from './equations.ts';
import { type GroupOrder, groupOrderOfData, groupOrderOfNames } from './group-order.ts';
import { levelFacts } from './level-facts.ts';
import { type ModelParts, type PartTerm, partsOfFormula, partsOfModel } from './model-parts.ts';
import { nestedEquations } from './nested-equations.ts';
import { responseDistribution } from './response-distribution.ts';
import { notationOf } from './symbols.ts';
import { termBranches } from './term-branches.ts';

/** What the equations take from the user instead of the data. */
export interface LevelEquationsOptions {
  /** All grouping factors from level 2 upwards, each nested in the next. */
  readonly levels?: readonly string[];
  /** For variables the grouping factor within which they are constant: `{ sector: 'school' }`. */
  readonly at?: Readonly<Record<string, string>>;
}

interface Source {
  readonly parts: ModelParts;
  readonly order: GroupOrder;
  readonly isConstant: (name: string, group: string) => boolean;
}

function sourceOfModel(model: AnyModel, { levels }: LevelEquationsOptions): Source {
  const counts = new Map(model.random.map(({ group }, t) => [group, levelCount(model, t)]));
  const { constant, nested } = model.saved === undefined ? levelFacts(model) : savedFacts(model);
  const places = new Map(constant);
  return {
    parts: partsOfModel(model),
    order: groupOrderOfData(counts, nested, levels),
    isConstant: (name, group) => places.get(name)?.includes(group) ?? false,
  };
}

function savedFacts(model: AnyModel): Pick<RowFacts, 'constant' | 'nested'> {
  if (model.kind === 'glmm' && model.saved !== undefined) return model.saved.facts;
  return keptFacts(model as LoadedModel, 'level equations');
}

/** A group mean says its group: `gmean(ses, school)`. */
function isMeanOf(name: string, group: string): boolean {
  return name.startsWith('gmean(') && name.endsWith(`, ${group})`);
}

function sourceOfFormula(formula: Formula, { levels }: LevelEquationsOptions): Source {
  const parts = partsOfFormula(formula);
  const at = formula.levels?.at ?? {};
  return {
    parts,
    order: groupOrderOfNames(
      parts.random.map(({ group }) => group),
      levels ?? formula.levels?.groups,
    ),
    isConstant: (name, group) =>
      (Object.hasOwn(at, name) && at[name] === group) || isMeanOf(name, group),
  };
}

function checkPlaces(at: Readonly<Record<string, string>>, { parts, order }: Source): void {
  const effects = parts.random.flatMap((term) => term.effects);
  const variables = [...parts.fixed, ...effects].flatMap(({ factors }) => factors);
  for (const [name, group] of Object.entries(at)) {
    const [kind, value, known] = variables.includes(name)
      ? (['grouping factor', group, order.groups] as const)
      : (['variable', name, variables] as const);
    if (known.includes(value)) continue;
    throw new BlupError(
      'option',
      `at: "${value}" is no ${kind} of the model${didYouMean(value, known)}`,
      { value },
    );
  }
}

function compareIndex(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((n, at) => n !== b[at]);
  return i < 0 ? a.length - b.length : a[i] - (b[i] ?? -1);
}

function distributions(
  { parts, order }: Source,
  symbols: ReadonlyMap<PartTerm, EquationSymbol>,
  letter: (group: number) => string,
): RandomDistribution[] {
  return order.groups.map((group, g) => {
    const terms = parts.random.filter((term) => term.group === group);
    const all = terms
      .flatMap(({ effects, covariance }, block) =>
        effects.map((term, own) => {
          return { term, symbol: symbols.get(term) as EquationSymbol, block, own, covariance };
        }),
      )
      .sort((one, other) => compareIndex(one.symbol.index, other.symbol.index));
    const known = all.every(({ covariance }) => covariance !== undefined);
    const covariance = all.map((a) =>
      all.map((b) => (a.block === b.block ? (a.covariance?.[a.own][b.own] ?? 0) : 0)),
    );
    return {
      level: g + 2,
      group,
      letter: letter(g),
      effects: all.map(({ symbol }) => symbol),
      names: all.map(({ term }) => term.name),
      blocks: all.map(({ block }) => block),
      ...(known ? { covariance } : {}),
    };
  });
}

/** What the linear predictor is equal to. */
function linked({ family, link, mean }: ResponseDistribution): LevelEquation['left'] {
  return family === 'ordinal' || link === 'identity' ? mean : { link, mean };
}

/**
 * The equations of a mixed model level by level, in the notation of Raudenbush & Bryk (2002, chapters 2, 4 and 8): β of level
 * 1 and γ of level 2 with r and u; π, β, γ with e, r, u for three levels.
 *
 * Generalised models have the link of the mean on the left of level 1, its distribution beside it, and no residual: logit(πᵢⱼ) = …,
 * yᵢⱼ ~ Bernoulli(πᵢⱼ).
 *
 * A variable belongs to the highest level within whose groups it is constant. Of a fitted model its design decides, and
 * every column of the model matrix is a coefficient, with its estimate. Of a formula or its text decide the level equations that it was
 * written as, `gmean(x, group)`, and the option `at`; other variables count as level 1, and every term is one coefficient. An
 * interaction between levels is a predictor of the slope. Grouping factors that are not nested (without data: whose names, as
 * `class:school`, or the option `levels`, do not say so), and more than three nested ones, give a single combined equation.
 *
 * Throws `BlupError('option')` for unknown names in the options and for `levels` that the data contradict.
 */
export function levelEquations(
  source: AnyModel | Formula | string,
  options: LevelEquationsOptions = {},
): LevelEquations {
  const given = typeof source === 'string' ? readFormula(source) : source;
  const from =
    given.kind === 'lmm' || given.kind === 'glmm'
      ? sourceOfModel(given, options)
      : sourceOfFormula(given, options);
  const { parts, order } = from;
  const { at = {} } = options;
  checkPlaces(at, from);

  const notation = notationOf(order);
  const groupOf = (name: string): number =>
    Object.hasOwn(at, name)
      ? order.groups.indexOf(at[name])
      : order.groups.findLastIndex((group) => from.isConstant(name, group));
  const places = new Map<string, number>();
  const place = (name: string) => {
    const known = places.get(name) ?? groupOf(name);
    places.set(name, known);
    return known;
  };
  const variable = (name: string) => ({ name, units: notation.units(place(name)) });
  const response = { name: parts.response, units: notation.units(-1) };
  const outcome = parts.outcome && responseDistribution(parts.outcome, response, notation);
  const left = outcome === undefined ? response : linked(outcome);
  const built = notation.nested
    ? nestedEquations(
        termBranches(parts, order.groups, (name) => place(name) + 2, variable),
        left,
        parts,
        order.groups,
        notation,
      )
    : crossedEquation(left, parts, order.groups, notation, variable);
  const { residualVariance: variance, weights } = parts;
  return {
    kind: 'level-equations',
    formula: parts.formula,
    crossed: !notation.nested,
    groups: order.groups.map((group, g) => ({ group, units: notation.units(g) })),
    equations: built.equations,
    combined: built.combined,
    distributions: distributions(from, built.symbols, notation.covariance),
    ...(outcome === undefined
      ? {
          residual: {
            symbol: notation.residual,
            ...(variance === undefined ? {} : { variance }),
            ...(weights === undefined
              ? {}
              : { weights: { name: weights, units: notation.units(-1) } }),
          },
        }
      : { outcome }),
  };
}
