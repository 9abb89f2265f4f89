import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import { checkStandardErrors, withGeneralisedRows } from '../fit/kept.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { copyStudy, forGeneralisedReplicates } from './generalised-replicates.ts';
import { type PlannedGeneralisedStudy, plannedModel } from './planned-generalised.ts';
import { powerPoint } from './power-point.ts';
import type { PlannedStudy, Power, PowerEffect, PowerOptions } from './power-record.ts';
import { effectText, testOf } from './power-test.ts';

export type { PlannedGeneralisedStudy } from './planned-generalised.ts';

type Study = AnyModel | PlannedStudy | PlannedGeneralisedStudy;

/** Whether a study is a generalised model, fitted or planned. */
export function isGeneralised(study: Study): study is GeneralisedModel | PlannedGeneralisedStudy {
  return 'kind' in study ? study.kind === 'glmm' : 'family' in study;
}

/** `power` of a generalised model, whose options have been checked. */
export function generalisedPower(
  study: GeneralisedModel | PlannedGeneralisedStudy,
  effect: PowerEffect,
  options: PowerOptions,
): Power {
  const { nsim = 1000, seed = 1, alpha = 0.05, ddf = 'none', level = 0.95 } = options;
  const { copies = [1], onProgress } = options;
  if (ddf !== 'none') {
    throw new BlupError(
      'option',
      `ddf "${ddf}" is for linear models; tests of generalised models take the normal distribution (ddf "none")`,
      { value: ddf },
    );
  }
  randomStream(seed);
  const base = 'kind' in study ? withGeneralisedRows(study, 'simulated fits') : plannedModel(study);
  checkStandardErrors(base);
  const pValue = testOf(base, effect, ddf);
  const total = nsim * copies.length;
  const points = copies.map((count, at) => {
    const whole = copyStudy(base, count);
    let rejected = 0;
    let tested = 0;
    forGeneralisedReplicates(whole, { nsim, seed }, (fit, i) => {
      if (fit !== undefined) {
        tested++;
        if (pValue(fit) < alpha) rejected++;
      }
      if (onProgress?.(at * nsim + i + 1, total) !== false) return true;
      throw new BlupError('cancelled', 'the simulation was cancelled by onProgress');
    });
    const groups = Object.fromEntries(
      whole.design.random.map(({ group, levels }) => [group, levels.length]),
    );
    const { nobs } = whole;
    return powerPoint(
      { copies: count, nobs, groups, rejected, tested, failed: nsim - tested },
      level,
    );
  });
  return { kind: 'power', effect: effectText(effect), points, nsim, seed, alpha, ddf, level };
}
