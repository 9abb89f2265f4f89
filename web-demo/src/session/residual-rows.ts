import {
  BlupError,
  type FittedGeneralisedModel,
  type FittedModel,
  groupSizes,
  type LevelResidual,
  levelResiduals,
  ranef,
} from 'blup';
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
  /** Whether least squares of the levels' own rows stand beside. */
  readonly own: boolean;
  readonly rows: readonly LevelRow[];
}

/** The residuals of one coefficient, as far as the page shows them. */
interface Coefficient {
  readonly name: string;
  readonly variance: number;
  readonly reliability?: number;
  readonly rows: readonly LevelRow[];
}

/** A level's residual; what least squares of its own rows say is absent for generalised models. */
export type LevelRow = Omit<
  LevelResidual,
  'comparisonLower' | 'comparisonUpper' | 'simultaneousLower' | 'simultaneousUpper'
>;

const known = new WeakMap<Fit['model'], Map<string, readonly Coefficient[]>>();

function residualsOf({ model }: Fit, group: string) {
  const own = known.get(model) ?? new Map<string, readonly Coefficient[]>();
  known.set(model, own);
  const found = own.get(group) ?? coefficientsOf(model, group);
  own.set(group, found);
  return found;
}

function coefficientsOf(model: Fit['model'], group: string): readonly Coefficient[] {
  try {
    return levelResiduals(model as FittedModel, { group }).groups[0].coefficients;
  } catch (error) {
    if (model.kind !== 'glmm' || !(error instanceof BlupError)) throw error;
    return modesOf(model, group);
  }
}

/** Normal quantile of intervals of 95 %. */
const HALF = 1.959963984540054;

/** The conditional modes of a generalised model with their standard deviations. */
function modesOf(model: FittedGeneralisedModel, group: string): readonly Coefficient[] {
  const effects = ranef(model).find((one) => one.group === group);
  const sizes = groupSizes(model).find((one) => one.group === group);
  if (effects === undefined || sizes === undefined) return [];
  const { levels, names, values, condSd } = effects;
  const variances = model.random
    .filter((part) => part.group === group)
    .flatMap((part) => part.names.map((_, i) => part.covariance[i * part.names.length + i]));
  return names.map((name, c) => {
    const rows = levels.map((level, l): LevelRow => {
      const at = l * names.length + c;
      const [estimate, sd] = [values[at], condSd[at]];
      const [lower, upper] = [estimate - HALF * sd, estimate + HALF * sd];
      return { level, n: sizes.sizes[l], estimate, sd, lower, upper, rank: 0 };
    });
    const order = rows.map((_, i) => i).sort((a, b) => rows[a].estimate - rows[b].estimate);
    const ranks = new Float64Array(rows.length);
    order.forEach((row, place) => {
      ranks[row] = place + 1;
    });
    return {
      name,
      variance: variances[c],
      rows: rows.map((row, i) => ({ ...row, rank: ranks[i] })),
    };
  });
}

/** A page of the table of level-2 residuals. */
export function residualRows(state: SessionState, request: ResidualRowsRequest): ResidualRows {
  const { group, coefficient, order, descending, search, from, count } = request;
  const coefficients = residualsOf(fitOf(state, request.fit), group);
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
    own: own.rows.some(({ ols }) => ols !== undefined),
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
  readonly coefficients: readonly (LevelRow & { readonly name: string })[];
}

/** A level by its whole name; undefined when there is none. */
export function level(
  state: SessionState,
  request: { readonly fit: number; readonly group: string; readonly level: string },
): LevelView | undefined {
  const coefficients = residualsOf(fitOf(state, request.fit), request.group);
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
  const coefficients = residualsOf(fitOf(state, request.fit), request.group);
  const wanted = request.search.trim().toLowerCase();
  const found = coefficients[0].rows.flatMap(({ level: name }) => {
    const at = name.toLowerCase().indexOf(wanted);
    return at < 0 ? [] : [{ name, at }];
  });
  found.sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || names.compare(a.name, b.name));
  return found.slice(0, 12).map(({ name }) => name);
}
