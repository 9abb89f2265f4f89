import { type LevelResidual, levelResiduals } from 'blup';
import { fitOf } from './find.ts';
import type { Fit, SessionState } from './state.ts';

/** Columns by which the table can be put in order. */
export type ResidualOrder =
  | 'level'
  | 'n'
  | 'estimate'
  | 'sd'
  | 'ols'
  | 'shrinkage'
  | 'reliability'
  | 'coefficient';

/** Which rows of the level-2 residuals of one coefficient. */
export interface ResidualRowsRequest {
  readonly fit: number;
  readonly group: string;
  readonly coefficient: string;
  readonly order: ResidualOrder;
  readonly descending: boolean;
  /** Part of a level's name. */
  readonly search: string;
  readonly from: number;
  readonly count: number;
}

export interface ResidualRows {
  /** Rows that the search finds. */
  readonly total: number;
  readonly levels: number;
  /** τ² of the coefficient. */
  readonly variance: number;
  readonly reliability?: number;
  readonly rows: readonly LevelResidual[];
}

const known = new WeakMap<Fit['model'], Map<string, ReturnType<typeof levelResiduals>>>();

function residualsOf({ model }: Fit, group: string) {
  const own = known.get(model) ?? new Map<string, ReturnType<typeof levelResiduals>>();
  known.set(model, own);
  const found = own.get(group) ?? levelResiduals(model, { group });
  own.set(group, found);
  return found.groups[0];
}

/** A page of the table of level-2 residuals. */
export function residualRows(state: SessionState, request: ResidualRowsRequest): ResidualRows {
  const { group, coefficient, order, descending, search, from, count } = request;
  const { coefficients } = residualsOf(fitOf(state, request.fit), group);
  const own = coefficients.find(({ name }) => name === coefficient) ?? coefficients[0];
  const wanted = search.trim().toLowerCase();
  const found = own.rows.filter(({ level }) => level.toLowerCase().includes(wanted));
  const sign = descending ? -1 : 1;
  found.sort((a, b) => sign * compare(a[order], b[order]));
  return {
    total: found.length,
    levels: own.rows.length,
    variance: own.variance,
    ...(own.reliability !== undefined && { reliability: own.reliability }),
    rows: found.slice(from, from + count),
  };
}

const names = new Intl.Collator('en', { numeric: true });

/** Levels with numbers in their names in the order of the numbers; what a level does not have comes first. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'string' && typeof b === 'string') return names.compare(a, b);
  return Number(a ?? -Infinity) - Number(b ?? -Infinity) || 0;
}

/** One level with all its coefficients. */
export interface LevelView {
  readonly level: string;
  readonly coefficients: readonly (LevelResidual & { readonly name: string })[];
}

/** A level by its whole name; undefined when there is none. */
export function level(
  state: SessionState,
  request: { readonly fit: number; readonly group: string; readonly level: string },
): LevelView | undefined {
  const { coefficients } = residualsOf(fitOf(state, request.fit), request.group);
  const at = coefficients[0].rows.findIndex((row) => row.level === request.level);
  if (at < 0) return undefined;
  return {
    level: request.level,
    coefficients: coefficients.map(({ name, rows }) => ({ ...rows[at], name })),
  };
}

/** Names of levels that contain a text, those that begin with it first. */
export function levelNames(
  state: SessionState,
  request: { readonly fit: number; readonly group: string; readonly search: string },
): readonly string[] {
  const { coefficients } = residualsOf(fitOf(state, request.fit), request.group);
  const wanted = request.search.trim().toLowerCase();
  const found = coefficients[0].rows.flatMap(({ level: name }) => {
    const at = name.toLowerCase().indexOf(wanted);
    return at < 0 ? [] : [{ name, at }];
  });
  found.sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || names.compare(a.name, b.name));
  return found.slice(0, 12).map(({ name }) => name);
}
