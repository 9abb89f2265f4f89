import type { Design } from '../design/design.ts';
import type { Progress } from '../engine/core.ts';
import type { GeneralisedSolution, UserParameters } from '../engine/generalised.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { Family, LinkName } from '../family/family.ts';
import { inverseLink } from '../family/link.ts';
import { categoryProbability } from '../family/ordinal.ts';
import { rowResiduals } from '../family/row-residuals.ts';
import type { Schema } from '../frame/schema.ts';
import { certify, dependentNotice, droppedNotice } from './fit-products.ts';
import { type Prepared, prepareInput } from './generalised-input.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';
import {
  dispersionOf,
  generalisedFixed,
  generalisedRandom,
  thresholdsOf,
} from './generalised-parts.ts';
import type { Certificate, OptionColumns } from './model.ts';
import { type Integrated, integrate } from './quadrature-order.ts';
import { separationNotice } from './separation.ts';
import { singularDirections, singularNotice } from './singular.ts';
import { thetaOf } from './unpack.ts';

/** What a generalised model is besides its design. */
export interface GeneralisedSpecification {
  readonly family: Family;
  readonly link: LinkName;
  readonly trials?: Float64Array;
  readonly categories?: readonly string[];
  readonly nAGQ?: number | 'auto' | undefined;
}

/** What a model needs besides numbers. */
interface GeneralisedContext {
  readonly formula: string;
  readonly dataName?: string | undefined;
  readonly optionColumns?: OptionColumns | undefined;
  readonly rows: Int32Array;
  readonly schema?: Schema | undefined;
  /** Milliseconds spent on frame and design. */
  readonly designTime: number;
  readonly onProgress?: Progress | undefined;
  /** Parameters of a like model, where the search begins. */
  readonly near?: UserParameters | undefined;
}

/** Without the intercept, whose place the thresholds take; only its column goes, not the coding of factors that it decides. */
function withoutIntercept(design: Design): Design {
  const at = design.fixed.assign.indexOf(0);
  if (at < 0) {
    throw new BlupError(
      'formula-meaning',
      'the thresholds of family ordinal are its intercepts; leave "0 +" or "- 1" out of the formula',
      { value: '0' },
    );
  }
  const keep = <T>(list: readonly T[]): T[] => list.filter((_, j) => j !== at);
  const { names, columns, assign, termLabels } = design.fixed;
  return {
    ...design,
    fixed: { names: keep(names), columns: keep(columns), assign: keep(assign), termLabels },
  };
}

function certificateOf(solution: GeneralisedSolution): Certificate {
  const facts = certify(solution);
  if (!facts.certified) return facts;
  const missing = solution.separated
    ? 'the likelihood rises without end: fixed effects separate the responses'
    : !solution.modeFound
      ? 'the modes of the random effects were not found'
      : solution.covariance === undefined
        ? 'the criterion has no curvature in some direction'
        : undefined;
  return missing === undefined ? facts : { ...facts, certified: false, missing };
}

/** Integrates, and says what can go wrong in words. */
function solved(
  prepared: Prepared,
  { family, link, nAGQ }: GeneralisedSpecification,
  { onProgress, near }: GeneralisedContext,
): Integrated {
  const result = integrate(prepared.input, nAGQ, onProgress, near);
  const { outcome } = result.solution;
  if (outcome === 'cancelled') {
    throw new BlupError('cancelled', 'the fit was cancelled by onProgress');
  }
  if (outcome === 'no-start') {
    throw new BlupError(
      'not-fitted',
      `no coefficients were found at which every row has a mean that family ${family.name} allows under link ${link}; ` +
        `use another link (${family.links.filter((other) => other !== link).join(', ')}), or check for extreme values`,
      { value: link },
    );
  }
  return result;
}

function spread(values: Float64Array, patterns: Int32Array | undefined): Float64Array {
  return patterns === undefined ? values : Float64Array.from(patterns, (k) => values[k]);
}

function notCertified({ certified, missing }: Certificate): Notice[] {
  if (certified) return [];
  return [{ code: 'not-certified', text: `not certified: ${missing}`, detail: {} }];
}

/**
 * The generalised model of a design: collapses equal rows, integrates, returns to the user's columns, certifies.
 *
 * @throws `cancelled`, `not-fitted`, `memory`, `option` for quadrature where there is none
 */
export function fitGeneralised(
  whole: Design,
  specification: GeneralisedSpecification,
  context: GeneralisedContext,
  started: number,
): FittedGeneralisedModel {
  const design = specification.family.name === 'ordinal' ? withoutIntercept(whole) : whole;
  return fitGeneralisedDesign(design, specification, context, started);
}

/** As `fitGeneralised`, of a design that has no intercept where the thresholds take its place. */
export function fitGeneralisedDesign(
  design: Design,
  specification: GeneralisedSpecification,
  context: GeneralisedContext,
  started: number,
): FittedGeneralisedModel {
  const { family, link, trials, categories } = specification;
  const ordinal = family.name === 'ordinal';
  const prepared = prepareInput(design, { ...specification, family: family.name });
  const { solution, pointsBy, notices } = solved(prepared, specification, context);
  const certificate = certificateOf(solution);
  const fixed = generalisedFixed(design, solution, certificate.certified);
  const random = generalisedRandom(design, solution);
  const directions = singularDirections(random, solution.bases, solution);
  const dispersion = dispersionOf(family, solution, certificate.certified);
  const thresholds = ordinal
    ? thresholdsOf(categories ?? [], solution, certificate.certified)
    : undefined;
  const eta = spread(solution.eta, prepared.patterns);
  const mu = thresholds
    ? eta.map((x, i) => categoryProbability(link, thresholds.estimates, design.y[i], x))
    : eta.map((x) => inverseLink(link, x));
  const none = new Float64Array(0);
  const rest = ordinal
    ? { residuals: none, pearson: none, deviance: none }
    : rowResiduals(family.name, design.y, mu, trials, dispersion?.estimate ?? 1);
  const { formula, dataName, optionColumns, rows, schema, designTime } = context;
  return {
    kind: 'glmm',
    formula,
    ...(dataName !== undefined && { dataName }),
    ...(optionColumns !== undefined && { optionColumns }),
    responseName: design.responseName,
    family: family.name,
    link,
    method: solution.points === 1 ? 'Laplace' : 'AGQ',
    points: solution.points,
    pointsBy,
    ...(categories && { categories }),
    nobs: design.frequencyWeights?.reduce((sum, w) => sum + w, 0) ?? design.n,
    fixed,
    random,
    ...(dispersion && { dispersion }),
    ...(thresholds && { thresholds }),
    sigma: family.scaled && dispersion ? Math.sqrt(dispersion.estimate) : 1,
    theta: thetaOf(random),
    auxiliary: solution.auxiliary,
    ...(certificate.certified &&
      solution.covariance && {
        covariance: solution.covariance,
        joint: {
          crossProducts: solution.working,
          slopes: solution.terms.map(({ slopes }) => slopes),
        },
      }),
    objective: solution.objective,
    singular: directions.length > 0,
    singularDirections: directions,
    certificate,
    evaluations: solution.evaluations,
    hessianEvaluations: solution.hessianEvaluations,
    trace: solution.trace,
    ...(schema !== undefined && { schema }),
    notices: [
      ...design.notices,
      ...droppedNotice(fixed.dropped),
      ...dependentNotice(solution.bases, random),
      ...singularNotice(directions),
      ...notices,
      ...separationNotice(design, fixed, solution),
      ...notCertified(certificate),
    ],
    linearPredictor: eta,
    fitted: mu,
    ...rest,
    rows,
    design,
    ...(trials && { trials }),
    timing: { design: designTime, fit: performance.now() - started },
  };
}
