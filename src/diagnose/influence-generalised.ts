import { choleskyFactor, solveUpper } from '../engine/small-matrix.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { checkStandardErrors } from '../fit/kept.ts';
import { restrictRows } from '../fit/restrict-rows.ts';
import { covarianceNames } from './covariance-names.ts';
import type { DeletionEffect } from './deletion-effect.ts';
import type { DeletionSet } from './deletion-sets.ts';
import type { Deletion, Influence } from './influence-record.ts';
import { type FixedFit, forStepRows } from './one-step-rows.ts';

/** Variances and covariances of the random effects, and the dispersion where there is one. */
function variancesOf({ random, dispersion }: FittedGeneralisedModel): Float64Array {
  const values = random.flatMap(({ names, covariance }) => {
    const k = names.length;
    return names.flatMap((_, c) => names.slice(c).map((_, r) => covariance[c * k + c + r]));
  });
  return Float64Array.from(dispersion === undefined ? values : [...values, dispersion.estimate]);
}

/** A covariance matrix in units of given standard errors: its factor L, lower, and log det. */
function factored(vcov: Float64Array, units: Float64Array) {
  const p = units.length;
  const root = choleskyFactor(
    vcov.map((value, at) => value / (units[at % p] * units[Math.floor(at / p)])),
    p,
  );
  if (root === undefined) return undefined;
  let log = 0;
  for (let j = 0; j < p; j++) log += 2 * Math.log(root[j * (p + 1)]);
  return { root, log };
}

/** ‖L⁻¹d‖². */
function squaredNorm(root: Float64Array, d: Float64Array): number {
  const p = d.length;
  // L as an upper triangle from the other end.
  const turned = new Float64Array(p * p);
  for (let c = 0; c < p; c++) {
    for (let r = 0; r < p; r++) turned[(p - 1 - c) * p + p - 1 - r] = root[c * p + r];
  }
  return solveUpper(turned, d.slice().reverse(), p, 1).reduce((sum, x) => sum + x * x, 0);
}

/** What a deletion does to the fixed effects; undefined where they have no covariance matrix. */
function effectOn(whole: FixedFit, rest: FixedFit): DeletionEffect | undefined {
  const p = whole.estimates.length;
  const dfbeta = rest.estimates.map((value, j) => value - whole.estimates[j]);
  const seOf = (vcov: Float64Array) => dfbeta.map((_, j) => Math.sqrt(vcov[j * (p + 1)]));
  const units = seOf(whole.vcov);
  const own = factored(whole.vcov, units);
  const without = factored(rest.vcov, units);
  if (own === undefined || without === undefined) return undefined;
  const moved = dfbeta.map((value, j) => value / units[j]);
  const many = Math.max(p, 1);
  const se = seOf(rest.vcov);
  return {
    estimates: rest.estimates,
    dfbeta,
    dfbetas: dfbeta.map((value, j) => value / se[j]),
    cooksDistance: squaredNorm(own.root, moved) / many,
    mdffits: squaredNorm(without.root, moved) / many,
    covRatio: Math.exp(without.log - own.log),
  };
}

/** The model without some rows; undefined where the rest does not determine it. */
function without(
  model: FittedGeneralisedModel,
  { rows }: DeletionSet,
): FittedGeneralisedModel | undefined {
  const left = new Set(rows);
  const keep = Int32Array.from(model.rows.keys()).filter((i) => !left.has(i));
  const codes = new Set(model.design.random.map((term) => term.codes));
  for (const own of codes) {
    if (keep.every((i) => own[i] === own[keep[0]])) return undefined;
  }
  const near = restrictRows(model, keep, true);
  const rest = near.certificate.certified ? near : restrictRows(model, keep);
  const whole = rest.fixed.names.length === model.fixed.names.length;
  return whole && rest.certificate.certified ? rest : undefined;
}

/** `influence` of a generalised model: refits for all deletions, or one step for each row. */
export function generalisedInfluence(
  model: FittedGeneralisedModel,
  by: string,
  sets: readonly DeletionSet[],
  refit: boolean,
  report: (done: number) => void,
): Influence {
  checkStandardErrors(model);
  if (!refit && by !== 'row') {
    throw new BlupError(
      'option',
      'refit: false, one step with the variances held, is for single rows of generalised models (by: "row"); groups are refitted',
      { value: by },
    );
  }
  const { fixed, sigma } = model;
  const variances = variancesOf(model);
  const deletions: Deletion[] = [];
  const undetermined: string[] = [];
  const add = (
    { label, rows }: DeletionSet,
    rest: FixedFit | undefined,
    own = variances,
    scale = sigma,
  ): void => {
    const effect = rest && effectOn(fixed, rest);
    if (effect === undefined) {
      undetermined.push(label);
      return;
    }
    const relativeChange = own.map((value, j) =>
      value === variances[j] ? 0 : value / variances[j] - 1,
    );
    deletions.push({
      label,
      rows: rows.length,
      ...effect,
      sigma: scale,
      variances: own,
      relativeChange,
    });
  };
  if (refit) {
    sets.forEach((set, i) => {
      const rest = without(model, set);
      add(set, rest?.fixed, rest && variancesOf(rest), rest?.sigma);
      report(i + 1);
    });
  } else {
    forStepRows(model, (row, rest) => add(sets[row], rest));
  }
  return {
    by,
    refit,
    names: fixed.names,
    varianceNames: [
      ...covarianceNames(model),
      ...(model.dispersion === undefined ? [] : ['dispersion']),
    ],
    estimates: fixed.estimates.slice(),
    variances,
    deletions,
    undetermined,
  };
}
