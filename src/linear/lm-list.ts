import type { Design } from '../design/design.ts';
import { solveUpper } from '../engine/small-matrix.ts';
import { triangularise } from '../engine/triangularise.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { DataInput } from '../fit/lmer.ts';
import { deparseExpression } from '../formula/deparse.ts';
import { parseSides } from '../formula/parse-expression.ts';
import { tokenize } from '../formula/tokenize.ts';
import { modelFrame } from '../frame/model-frame.ts';
import { identityMatrix } from '../number/identity-matrix.ts';
import { asTable } from '../table/as-table.ts';
import type { FactorColumn } from '../table/table.ts';
import { linearDesign, rowWeights } from './linear-design.ts';
import { frameOptionsOf, type LmOptions } from './lm.ts';

/** The regression of one group. */
export interface GroupFit {
  readonly level: string;
  /** Observations; with frequency weights their sum. */
  readonly nobs: number;
  /** One for each name; NaN where the group's rows do not determine it. */
  readonly estimates: Float64Array;
  /** Standard errors by the pooled residual deviation; NaN as the estimates, or without residual degrees of freedom. */
  readonly se: Float64Array;
  readonly residualSS: number;
  readonly dfResidual: number;
}

/** One regression for each level of a grouping factor, made by `lmList`. */
export interface LmList {
  readonly kind: 'lm-list';
  /** As printed: `mathach ~ cses | school`. */
  readonly formula: string;
  readonly dataName?: string;
  readonly responseName: string;
  readonly group: string;
  /** Names of the coefficients. */
  readonly names: readonly string[];
  readonly fits: readonly GroupFit[];
  readonly nobs: number;
  /** Sum of the residual degrees of freedom of the groups. */
  readonly dfResidual: number;
  /** Pooled residual standard deviation; NaN when no group has residual degrees of freedom. */
  readonly sigma: number;
  /** Mean of each coefficient over the groups that determine it. */
  readonly means: Float64Array;
  /** Standard deviation of each coefficient over the groups that determine it; NaN for less than two. */
  readonly sds: Float64Array;
  readonly notices: readonly Notice[];
}

/** A column is left out of a group when this share of its norm is left, as in `lm`. */
const DEPENDENT = 1e-10;

/** `y ~ x | g` as the formula of a frame, `y ~ x + (1 | g)`. */
function framedFormula(formula: string): { text: string; printed: string; group: string } {
  const { left, right } = parseSides(formula, tokenize(formula));
  if (left === undefined || right.kind !== 'chain' || right.rest[0].op !== '|') {
    throw new BlupError(
      'formula-meaning',
      `lmList needs a formula such as y ~ x | g, not "${formula}"`,
      { value: formula },
    );
  }
  if (right.rest.length > 1) {
    throw new BlupError('formula-meaning', `lmList takes one "|": "${formula}"`, {
      value: formula,
      span: right.span,
    });
  }
  const response = deparseExpression(left);
  const terms = deparseExpression(right.first);
  const group = deparseExpression(right.rest[0].value);
  return {
    text: `${response} ~ ${terms} + (1 | ${group})`,
    printed: `${response} ~ ${terms} | ${group}`,
    group,
  };
}

/** Row numbers of each level. */
function rowsByLevel({ codes, levels }: Pick<FactorColumn, 'codes' | 'levels'>): Int32Array[] {
  const counts = new Int32Array(levels.length);
  for (const code of codes) counts[code]++;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(levels.length);
  codes.forEach((code, i) => {
    rows[code][filled[code]++] = i;
  });
  return rows;
}

/** The fit of one group; its standard errors are still without σ. */
function fitGroup(
  design: Design,
  roots: Float64Array | undefined,
  level: string,
  rows: Int32Array,
): GroupFit {
  const { fixed, y, offset, frequencyWeights } = design;
  const take = (value: (i: number) => number): Float64Array =>
    Float64Array.from(rows, (i) => value(i) * (roots?.[i] ?? 1));
  const response = take((i) => y[i] - (offset?.[i] ?? 0));
  const columns = fixed.columns.map((column) => take((i) => column[i]));
  const p = columns.length;
  const kept = triangularise([...columns, response], p, DEPENDENT);
  const rank = kept.length;
  const triangle = new Float64Array(rank * rank);
  kept.forEach((j, at) => {
    triangle.set(columns[j].subarray(0, at + 1), at * rank);
  });
  const beta = solveUpper(triangle, response.subarray(0, rank), rank, 1);
  const inverse = solveUpper(triangle, identityMatrix(rank), rank, rank);
  const estimates = new Float64Array(p).fill(Number.NaN);
  const se = new Float64Array(p).fill(Number.NaN);
  kept.forEach((j, at) => {
    let square = 0;
    for (let c = at; c < rank; c++) square += inverse[c * rank + at] ** 2;
    estimates[j] = beta[at];
    se[j] = Math.sqrt(square);
  });
  const nobs = rows.reduce((sum, i) => sum + (frequencyWeights?.[i] ?? 1), 0);
  const residualSS = response.subarray(rank).reduce((sum, x) => sum + x * x, 0);
  const dfResidual = nobs - rank;
  return {
    level,
    nobs,
    estimates,
    se,
    residualSS: dfResidual > 0 ? residualSS : 0,
    dfResidual,
  };
}

/** Mean and standard deviation over the groups that have a value. */
function moments(fits: readonly GroupFit[], j: number): readonly [number, number] {
  const values = fits.map(({ estimates }) => estimates[j]).filter((x) => !Number.isNaN(x));
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return [mean, values.length > 1 ? Math.sqrt(square / (values.length - 1)) : Number.NaN];
}

function incompleteNotice(fits: readonly GroupFit[]): Notice[] {
  const incomplete = fits.filter(({ estimates }) => estimates.some(Number.isNaN));
  if (incomplete.length === 0) return [];
  const levels = incomplete.map(({ level }) => level);
  return [
    {
      code: 'groups-incomplete',
      text: `${levels.length} of ${fits.length} groups do not determine all coefficients: ${levels.slice(0, 5).join(', ')}${levels.length > 5 ? ' …' : ''}`,
      detail: { levels },
    },
  ];
}

/**
 * One linear regression for each level of a grouping factor: `lmList('mathach ~ cses | school', rows)`, as nlme's `lmList`.
 *
 * Contrasts and bases are those of the whole data. A group that does not determine a coefficient has NaN there and counts for the
 * others; the pooled σ has the residual degrees of freedom that its groups have by their own rank (nlme subtracts
 * undetermined coefficients too).
 *
 * @throws `formula-meaning` for a formula of another form, and as `lm`
 */
export function lmList(formula: string, data: DataInput, options: LmOptions = {}): LmList {
  const { factors, dataName } = options;
  const given = frameOptionsOf(options);
  const { text, printed, group } = framedFormula(formula);
  const frame = modelFrame(text, asTable(data, factors === undefined ? {} : { factors }), given);
  const grouping = frame.groups.get(group);
  if (frame.formula.random.length !== 1 || grouping === undefined) {
    throw new BlupError('formula-meaning', `lmList takes one grouping factor, not "${group}"`, {
      value: group,
    });
  }
  const design = linearDesign(frame);
  const roots = rowWeights(design)?.map(Math.sqrt);
  const raw = rowsByLevel(grouping).map((rows, l) =>
    fitGroup(design, roots, grouping.levels[l], rows),
  );
  const dfResidual = raw.reduce((sum, fit) => sum + fit.dfResidual, 0);
  const residualSS = raw.reduce((sum, fit) => sum + fit.residualSS, 0);
  const sigma = dfResidual > 0 ? Math.sqrt(residualSS / dfResidual) : Number.NaN;
  const fits = raw.map((fit) => ({ ...fit, se: fit.se.map((x) => x * sigma) }));
  const { names } = design.fixed;
  const over = names.map((_, j) => moments(fits, j));
  return {
    kind: 'lm-list',
    formula: printed,
    ...(dataName !== undefined && { dataName }),
    responseName: design.responseName,
    group,
    names,
    fits,
    nobs: fits.reduce((sum, { nobs }) => sum + nobs, 0),
    dfResidual,
    sigma,
    means: Float64Array.from(over, ([mean]) => mean),
    sds: Float64Array.from(over, ([, sd]) => sd),
    notices: [...design.notices, ...incompleteNotice(fits)],
  };
}
