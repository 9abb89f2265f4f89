import { crossProducts } from '../engine/accumulate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts } from '../fit/fit-products.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { layoutOf } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { deparseFormula } from '../formula/deparse.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { checkDdf } from '../inference/contrasts/ddf-method.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { parameterNames } from './design-parameters.ts';
import { givenBeta, givenRoots, givenSigma } from './given-parameters.ts';
import { openDesign } from './open-design.ts';
import {
  generalisedPower,
  isGeneralised,
  type PlannedGeneralisedStudy,
} from './power-generalised.ts';
import { powerPoint } from './power-point.ts';
import type { PlannedStudy, Power, PowerEffect, PowerOptions, PowerPoint } from './power-record.ts';
import { forReplicates, type Truth } from './power-replicates.ts';
import { effectText, testOf } from './power-test.ts';
import { drawDesign } from './simulate-design.ts';

function isModel(study: Model | PlannedStudy): study is Model {
  return 'kind' in study;
}

function planned(study: PlannedStudy): { base: Model; truth: Truth } {
  const { formula, data, method = 'REML', ...parameters } = study;
  checkOptionNames(parameters, parameterNames);
  const { frame, design: open } = openDesign(formula, data, parameters);
  // Some response of this truth, so that the engine's scale suits it.
  const design = { ...open, y: drawDesign(open, parameters, 1, 1) };
  const products = crossProducts(design);
  const base = fitProducts(
    design,
    products,
    { formula: deparseFormula(frame.formula), method, rows: frame.rows, designTime: 0 },
    performance.now(),
  );
  const beta = givenBeta(design, parameters.beta);
  const left = design.fixed.names.filter(
    (name, j) => beta[j] !== 0 && base.fixed.dropped.includes(name),
  );
  if (left.length > 0) {
    throw new BlupError(
      'option',
      `beta of ${left.join(', ')}: the column depends linearly on others, so its effect is none of its own`,
      { value: left },
    );
  }
  const sigma = givenSigma(parameters);
  const theta = givenRoots(design, parameters).flatMap((root) => {
    const k = Math.round(Math.sqrt(root.length));
    return Array.from({ length: k }, (_, c) =>
      Array.from(root.subarray(c * k + c, (c + 1) * k), (x) => x / sigma),
    ).flat();
  });
  return {
    base,
    truth: { products, beta: Float64Array.from(products.kept, (j) => beta[j]), theta, sigma },
  };
}

function checkPower({ alpha = 0.05, level = 0.95, nsim = 1000, copies = [1] }: PowerOptions): void {
  for (const [what, value] of Object.entries({ alpha, level })) {
    if (value > 0 && value < 1) continue;
    throw new BlupError('option', `${what} must lie between 0 and 1, not ${value}`, { value });
  }
  const isCount = (x: number): boolean => Number.isSafeInteger(x) && x >= 1;
  if (!isCount(nsim)) {
    throw new BlupError('option', `nsim must be a whole number of at least 1, not ${nsim}`, {
      value: nsim,
    });
  }
  if (Array.isArray(copies) && copies.length > 0 && copies.every(isCount)) return;
  throw new BlupError('option', 'copies must be whole numbers of at least 1: copies: [1, 2, 4]', {
    value: copies,
  });
}

/**
 * Power of a test of fixed effects, by simulation: of a fitted model whose estimates are taken as the truth, or of a
 * study that is planned.
 *
 *     power({ formula: '~ treatment + (1 | school)', data: plan, beta: { treatment: 0.4 }, sd: { school: 0.5 }, sigma: 1 },
 *       'treatment', { nsim: 2000, copies: [1, 2, 3] })
 *
 * Responses are drawn as cross-products (see `bootstrap`) and fitted; the rows are read once, and the cost of a replicate does
 * not depend on their number. `copies` draws a curve over the size of the study: the rows taken c times with new groups.
 *
 * Generalised models are fitted to drawn rows (response r is that of `simulate` with the same seed) and tested by Wald's z or χ² with the Hessian
 * in all parameters; a replicate costs a fit. A planned study of one has `family` and what that needs:
 *
 *     power({ formula: '~ treatment + (1 | school)', data: plan, family: 'binomial', beta: { treatment: 0.8 }, sd: { school: 0.5 } }, 'treatment')
 *
 * @throws `input` for names that are no coefficients, `option`, `cancelled`; as `lmer` and `glmer` for formula and data; `no-rows-kept` for a
 *   loaded generalised model
 */
export function power(
  study: AnyModel | PlannedStudy | PlannedGeneralisedStudy,
  effect: PowerEffect,
  options: PowerOptions = {},
): Power {
  checkOptionNames(options, ['nsim', 'seed', 'alpha', 'ddf', 'copies', 'level', 'onProgress']);
  checkPower(options);
  if (isGeneralised(study)) return generalisedPower(study, effect, options);
  const { nsim = 1000, seed = 1, alpha = 0.05, ddf = 'satterthwaite', level = 0.95 } = options;
  const { copies = [1], onProgress } = options;
  checkDdf(ddf);
  randomStream(seed);
  const { base, truth } = isModel(study)
    ? {
        base: study,
        truth: {
          products: study.crossProducts,
          beta: study.fixed.estimates,
          theta: study.theta,
          sigma: study.sigma,
        },
      }
    : planned(study);
  if (ddf === 'kenward-roger' && base.method === 'ML') {
    throw new BlupError('option', 'ddf "kenward-roger" needs fits by REML', { value: ddf });
  }
  const pValue = testOf(base, effect, ddf);
  const total = nsim * copies.length;
  const points = copies.map((count, at): PowerPoint => {
    let rejected = 0;
    let tested = 0;
    forReplicates(base, layoutOf(base), truth, { nsim, seed, copies: count }, (fit, i) => {
      if (fit.certificate.certified && fit.varianceInformation !== undefined) {
        tested++;
        if (pValue(fit) < alpha) rejected++;
      }
      if (onProgress?.(at * nsim + i + 1, total) !== false) return true;
      throw new BlupError('cancelled', 'the simulation was cancelled by onProgress');
    });
    return powerPoint(
      {
        copies: count,
        nobs: truth.products.n * count,
        groups: Object.fromEntries(
          truth.products.factors.map(({ name, levels }) => [name, levels * count]),
        ),
        rejected,
        tested,
        failed: nsim - tested,
      },
      level,
    );
  });
  return { kind: 'power', effect: effectText(effect), points, nsim, seed, alpha, ddf, level };
}
