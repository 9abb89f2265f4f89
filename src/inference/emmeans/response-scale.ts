import type { LinkName } from '../../family/family.ts';
import { inverseLink, meanSlope } from '../../family/link.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import { schemaOf } from './reference-grid.ts';

/** A strictly monotone function, for text and numbers. */
interface Inverse {
  readonly inverse: (x: number) => number;
  /** Derivative of the inverse. */
  readonly slope: (x: number) => number;
}

/** What differences are on a scale where they are logarithms of ratios. */
export interface RatioScale extends Inverse {
  /** Head of the column. */
  readonly head: 'ratio' | 'odds.ratio';
  /** The scale that differences are on. */
  readonly scale: string;
}

/** A transformed response, or the link of a generalised model: the way back, for text and numbers. */
interface Transformation extends Inverse {
  /** As in the formula, or the name of the link: `log`, `sqrt`, `logit` … */
  readonly name: string;
  readonly ratios?: RatioScale;
}

const exp: Inverse = { inverse: Math.exp, slope: Math.exp };
const exp2: Inverse = { inverse: (x) => 2 ** x, slope: (x) => Math.LN2 * 2 ** x };
const exp10: Inverse = { inverse: (x) => 10 ** x, slope: (x) => Math.LN10 * 10 ** x };

function ratioOf(inverse: Inverse, scale: string, head: RatioScale['head'] = 'ratio') {
  return { ...inverse, scale, head };
}

function linkScale(name: LinkName): Transformation {
  return {
    name,
    inverse: (x) => inverseLink(name, x),
    slope: (x) => meanSlope(name, x),
    ...(name === 'logit' && { ratios: ratioOf(exp, 'log odds ratio', 'odds.ratio') }),
  };
}

const transformations: readonly Transformation[] = [
  { name: 'log', ...exp, ratios: ratioOf(exp, 'log') },
  { name: 'log2', ...exp2, ratios: ratioOf(exp2, 'log2') },
  { name: 'log10', ...exp10, ratios: ratioOf(exp10, 'log10') },
  { name: 'log1p', inverse: Math.expm1, slope: Math.exp },
  ...(['sqrt', 'logit', 'probit', 'cloglog', 'cauchit', 'inverse', 'inverse-square'] as const).map(
    linkScale,
  ),
];

/** The transformation of that name. */
export function transformationNamed(name: string | undefined): Transformation | undefined {
  return transformations.find((known) => known.name === name);
}

/**
 * How the formula transforms the response: `log(y)`, `sqrt(y)` …; undefined when it does not, or in no known way. Of a generalised model
 * its link; undefined for the identity, and for ordinal models, whose latent variable is no function of a mean.
 */
export function responseTransformation(model: AnyModel): string | undefined {
  if (model.kind === 'glmm') {
    return model.thresholds === undefined ? transformationNamed(model.link)?.name : undefined;
  }
  const expression = schemaFormula(schemaOf(model)).response?.expression;
  if (expression?.kind !== 'call' || expression.args.length !== 1) return undefined;
  const { name } = expression;
  // A linear model may have log(y) in its formula, not logit(y).
  return ['log', 'log2', 'log10', 'log1p', 'sqrt'].includes(name) ? name : undefined;
}

/** What a mean is called after the way back: chances of a success, expected counts, or the response. */
export function responseQuantity(model: AnyModel): 'prob' | 'rate' | 'response' {
  if (model.kind === 'lmm') return 'response';
  if (model.family === 'binomial') return 'prob';
  return model.family === 'poisson' && model.link === 'log' ? 'rate' : 'response';
}
