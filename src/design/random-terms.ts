import { BlupError } from '../errors/blup-error.ts';
import type { RandomBar } from '../formula/formula.ts';
import type { ModelFrame } from '../frame/frame.ts';
import type { FactorColumn } from '../table/table.ts';
import type { ColumnStore } from './column-store.ts';
import { countColumns } from './count-columns.ts';
import type { RandomTerm } from './design.ts';
import { modelColumns } from './model-columns.ts';

function checkGroup(name: string, { levels }: FactorColumn, observations: number): void {
  const value = levels.length;
  if (value === 1) {
    throw new BlupError(
      'grouping-factor',
      `grouping factor ${name} has one level ("${levels[0]}"); a variance between groups needs at least 2`,
      { value, group: name },
    );
  }
  if (value >= observations) {
    throw new BlupError(
      'grouping-factor',
      `grouping factor ${name} has as many levels (${value}) as there are observations (${observations}), so its ` +
        'random effect cannot be told from the residual; leave this term out, or group by a coarser column',
      { value, observations, group: name },
    );
  }
}

function checkEffects(
  bar: RandomBar,
  coefficients: number,
  { levels }: FactorColumn,
  observations: number,
): void {
  const effects = coefficients * levels.length;
  if (effects < observations) return;
  throw new BlupError(
    'grouping-factor',
    `random term (${bar.label}) has ${effects} effects (${coefficients} for each of ${levels.length} levels) ` +
      `but there are only ${observations} observations; drop a random slope`,
    { value: effects, observations, group: bar.group.name, term: bar.label },
  );
}

function termsOfBar(bar: RandomBar, frame: ModelFrame, store: ColumnStore): RandomTerm[] {
  const group = bar.group.name;
  const { codes, levels } = frame.groups.get(group) as FactorColumn;
  const { names, columns } = modelColumns(bar.terms, frame.variables, store);
  if (!bar.uncorrelated) return [{ label: bar.label, group, names, columns, codes, levels }];
  return names.map((name, c) => ({
    label: `${name === '(Intercept)' ? '1' : `0 + ${name}`} | ${group}`,
    group,
    names: [name],
    columns: [columns[c]],
    codes,
    levels,
  }));
}

/**
 * The random terms in formula order. The left side of a bar is coded as a model formula of its own; of `(x || g)` each
 * column becomes a term of its own.
 *
 * Throws `grouping-factor` for a factor with one level, with as many levels as observations, and for a term with as
 * many effects as observations (never with `observations` Infinity).
 */
export function randomTerms(
  frame: ModelFrame,
  store: ColumnStore,
  observations: number,
): RandomTerm[] {
  return frame.formula.random.flatMap((bar) => {
    const { name } = bar.group;
    const group = frame.groups.get(name) as FactorColumn;
    checkGroup(name, group, observations);
    // Each coefficient of `||` is a term of its own.
    const size = bar.uncorrelated ? 1 : countColumns(bar.terms, frame.variables);
    checkEffects(bar, size, group, observations);
    return termsOfBar(bar, frame, store);
  });
}
