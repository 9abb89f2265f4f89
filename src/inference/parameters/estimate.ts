import { dot } from '../../number/dot.ts';
import type { ParameterNames, SpaceTerm } from './parameter-names.ts';

/**
 * All parameters of a model at one point, under the names that users know. Standard deviations, variances and
 * correlations are named as in lme4 without their prefix: `sd['cses|school']`, `cor['cses.(Intercept)|school']`.
 */
export interface Estimate {
  readonly fixef: Readonly<Record<string, number>>;
  readonly sd: Readonly<Record<string, number>>;
  readonly variance: Readonly<Record<string, number>>;
  /** NaN where a standard deviation is 0. */
  readonly cor: Readonly<Record<string, number>>;
  /** Residual standard deviation; of generalised models as `model.sigma`. */
  readonly sigma: number;
  /** Of generalised models whose family has one. */
  readonly dispersion?: number;
  /** Of ordinal models, by name: `no|perhaps`. */
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** R⁻¹T̃: rows are the coefficients in the user's columns, relative to σ. */
function userRows({ size, inverse }: SpaceTerm, template: Float64Array): Float64Array[] {
  return Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    for (let c = 0; c < size; c++) {
      for (let r = i; r < size; r++) row[c] += inverse[r * size + i] * template[c * size + r];
    }
    return row;
  });
}

/** Fixed effects by their names. */
export function namedFixed(
  { fixedNames }: ParameterNames,
  beta: Float64Array,
): Record<string, number> {
  return Object.fromEntries(fixedNames.map((name, j) => [name, beta[j]]));
}

/** Standard deviations, variances and correlations at templates T̃, which are relative to `sigma`. */
export function variancesAt(
  terms: readonly SpaceTerm[],
  templates: readonly Float64Array[],
  sigma: number,
): Pick<Estimate, 'sd' | 'variance' | 'cor'> {
  const sd: Record<string, number> = {};
  const variance: Record<string, number> = {};
  const cor: Record<string, number> = {};
  terms.forEach((term, t) => {
    const rows = userRows(term, templates[t]);
    const lengths = rows.map((row) => Math.sqrt(dot(row, row)));
    term.sdNames.forEach((name, i) => {
      sd[name] = sigma * lengths[i];
      variance[name] = sd[name] ** 2;
    });
    for (const [i, j, name] of term.correlations) {
      const r = dot(rows[i], rows[j]) / (lengths[i] * lengths[j]);
      cor[name] = Math.abs(r) > 1 ? Math.sign(r) : r;
    }
  });
  return { sd, variance, cor };
}
