import type { Contrast } from '../inference/contrasts/contrast.ts';
import type { Contrasts } from '../inference/emmeans/contrasts.ts';
import type { Emmeans } from '../inference/emmeans/emmeans.ts';
import type { LevelValue } from '../inference/emmeans/reference-grid.ts';

/** Numbers of a row; those of a row that is not estimable are absent, and `df` where it is infinite. */
interface JsonEstimate {
  readonly estimable: boolean;
  readonly estimate?: number;
  readonly se?: number;
  readonly df?: number;
  readonly statistic?: number;
  readonly p?: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** A mean or slope with the levels it is of. */
export interface JsonEmmeansRow extends JsonEstimate {
  readonly levels: Readonly<Record<string, LevelValue>>;
}

/** A contrast with the levels of `by` it is within. */
export interface JsonContrastsRow extends JsonEmmeansRow {
  readonly contrast: string;
}

/** Contrasts as plain JSON data. */
export interface JsonContrasts {
  readonly method: string;
  readonly by: readonly string[];
  readonly rows: readonly JsonContrastsRow[];
  readonly adjust: string;
  readonly adjustIntervals: string;
  readonly ratios: boolean;
  readonly ddf: string;
  readonly level: number;
}

/** Marginal means as the object that `blup emmeans --format json` prints. */
export interface JsonEmmeans {
  readonly quantity: string;
  readonly variables: readonly string[];
  readonly by: readonly string[];
  readonly rows: readonly JsonEmmeansRow[];
  readonly averagedOver: readonly string[];
  readonly type: string;
  readonly transformation?: string;
  readonly ddf: string;
  readonly level: number;
  readonly contrasts?: JsonContrasts;
  readonly notices: readonly { readonly code: string; readonly text: string }[];
}

/** A test of a linear combination of fixed effects as plain JSON data. */
export interface JsonContrast extends JsonEstimate {
  readonly contrast: string;
  readonly value: number;
  readonly ddf: string;
  readonly level: number;
}

interface Row {
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly lower: number;
  readonly upper: number;
  readonly estimable?: boolean;
  readonly statistic?: number;
  readonly p?: number;
}

function estimateToJson({ estimable = true, ...row }: Row): JsonEstimate {
  if (!estimable) return { estimable };
  const { estimate, se, df, statistic, p, lower, upper } = row;
  return {
    estimable,
    estimate,
    se,
    ...(Number.isFinite(df) && { df }),
    ...(statistic !== undefined && { statistic }),
    ...(p !== undefined && { p }),
    lower,
    upper,
  };
}

function namedLevels(names: readonly string[], levels: readonly LevelValue[]) {
  return Object.fromEntries(names.map((name, v) => [name, levels[v]]));
}

/** Contrasts of means or slopes as plain JSON data. */
export function contrastsToJson(result: Contrasts): JsonContrasts {
  const { method, by, rows, adjust, adjustIntervals, ratios, ddf, level } = result;
  return {
    method,
    by,
    rows: rows.map((row) => ({
      contrast: row.contrast,
      levels: namedLevels(by, row.levels),
      ...estimateToJson(row),
    })),
    adjust,
    adjustIntervals,
    ratios,
    ddf,
    level,
  };
}

/** Marginal means or slopes, with contrasts among them if given, as plain JSON data. */
export function emmeansToJson(means: Emmeans, contrasts?: Contrasts): JsonEmmeans {
  const { quantity, variables, by, rows, averagedOver, type, transformation, ddf, level } = means;
  return {
    quantity,
    variables,
    by,
    rows: rows.map((row) => ({
      levels: namedLevels(variables, row.levels),
      ...estimateToJson(row),
    })),
    averagedOver,
    type,
    ...(transformation !== undefined && { transformation }),
    ddf,
    level,
    ...(contrasts !== undefined && { contrasts: contrastsToJson(contrasts) }),
    notices: means.notices.map(({ code, text }) => ({ code, text })),
  };
}

/** A test of a linear combination of fixed effects as plain JSON data. */
export function contrastToJson(test: Contrast): JsonContrast {
  const { text, value, ddf, level } = test;
  return { contrast: text, value, ...estimateToJson(test), ddf, level };
}
