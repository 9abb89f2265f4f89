import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';

/** Distributions of a response given the random effects. */
export type FamilyName =
  | 'binomial'
  | 'poisson'
  | 'negative-binomial-1'
  | 'negative-binomial-2'
  | 'gamma'
  | 'inverse-gaussian'
  | 'beta'
  | 'gaussian'
  | 'ordinal';

/** Functions from a mean to the linear predictor. */
export type LinkName =
  | 'logit'
  | 'probit'
  | 'cloglog'
  | 'cauchit'
  | 'log'
  | 'identity'
  | 'inverse'
  | 'inverse-square'
  | 'sqrt';

/** What a family is and which links go with it. */
export interface Family {
  readonly name: FamilyName;
  /** As R prints it. */
  readonly label: string;
  /** The first is the default. */
  readonly links: readonly LinkName[];
  /** What a response must hold, for messages. */
  readonly needs: string;
  /** Name of the parameter estimated beside the mean, when there is one. */
  readonly dispersion?: string;
  /** Whether the variance is a multiple of the dispersion. */
  readonly scaled?: true;
}

const share: readonly LinkName[] = ['logit', 'probit', 'cloglog', 'cauchit', 'log', 'identity'];
const count: readonly LinkName[] = ['log', 'sqrt', 'identity'];

/**
 * The families with their links, variance functions V(μ) and dispersion parameters:
 *
 *     binomial             μ(1 − μ)/n        gamma             φμ²
 *     poisson              μ                 inverse-gaussian  φμ³
 *     negative-binomial-1  μ(1 + φ)          beta              μ(1 − μ)/(1 + φ)
 *     negative-binomial-2  μ(1 + μ/θ)        gaussian          σ²
 *     ordinal              P(y ≤ k) = F(threshold_k − η)
 */
export const families: Readonly<Record<FamilyName, Family>> = {
  binomial: {
    name: 'binomial',
    label: 'binomial',
    links: share,
    needs: '0 and 1, truth values, two levels, cbind(successes, failures), or a share with trials',
  },
  poisson: {
    name: 'poisson',
    label: 'poisson',
    links: count,
    needs: 'counts: whole numbers from 0',
  },
  'negative-binomial-1': {
    name: 'negative-binomial-1',
    label: 'nbinom1',
    links: count,
    needs: 'counts: whole numbers from 0',
    dispersion: 'dispersion φ, variance μ(1 + φ)',
  },
  'negative-binomial-2': {
    name: 'negative-binomial-2',
    label: 'nbinom2',
    links: count,
    needs: 'counts: whole numbers from 0',
    dispersion: 'size θ, variance μ(1 + μ/θ)',
  },
  gamma: {
    name: 'gamma',
    label: 'Gamma',
    links: ['inverse', 'log', 'identity'],
    needs: 'numbers above 0',
    dispersion: 'dispersion φ, variance φμ²',
    scaled: true,
  },
  'inverse-gaussian': {
    name: 'inverse-gaussian',
    label: 'inverse.gaussian',
    links: ['inverse-square', 'inverse', 'log', 'identity'],
    needs: 'numbers above 0',
    dispersion: 'dispersion φ, variance φμ³',
    scaled: true,
  },
  beta: {
    name: 'beta',
    label: 'beta',
    links: ['logit', 'probit', 'cloglog', 'cauchit', 'log'],
    needs: 'numbers between 0 and 1, both excluded',
    dispersion: 'precision φ, variance μ(1 − μ)/(1 + φ)',
  },
  gaussian: {
    name: 'gaussian',
    label: 'gaussian',
    links: ['identity', 'log', 'inverse', 'sqrt'],
    needs: 'numbers',
    dispersion: 'variance σ²',
    scaled: true,
  },
  ordinal: {
    name: 'ordinal',
    label: 'cumulative',
    links: ['logit', 'probit'],
    needs: 'an ordered factor, or whole numbers that count categories',
  },
};

/** What other programs call the same families and links. */
const familyAliases: ReadonlyMap<string, FamilyName> = new Map([
  ['bernoulli', 'binomial'],
  ['nbinom1', 'negative-binomial-1'],
  ['nbinom2', 'negative-binomial-2'],
  ['negative.binomial', 'negative-binomial-2'],
  ['negative-binomial', 'negative-binomial-2'],
  ['inverse.gaussian', 'inverse-gaussian'],
  ['beta_family', 'beta'],
  ['normal', 'gaussian'],
  ['cumulative', 'ordinal'],
]);
const linkAliases: ReadonlyMap<unknown, LinkName> = new Map([['1/mu^2', 'inverse-square']]);

/** The names that `resolveFamily` takes first. */
export const familyNames = Object.keys(families) as readonly FamilyName[];

function isFamily(name: string): name is FamilyName {
  return Object.hasOwn(families, name);
}

/**
 * The family of a name, R's names (`Gamma`, `nbinom2`, `inverse.gaussian`) included, and the link: that given or the
 * family's first.
 *
 * Throws `option` for an unknown family or link, and for a link that the family has not.
 */
export function resolveFamily(
  given: unknown,
  givenLink: unknown,
): { readonly family: Family; readonly link: LinkName } {
  if (typeof given !== 'string') {
    throw new BlupError(
      'option',
      `glmer needs a family, such as { family: 'binomial' } (known: ${familyNames.join(', ')}); for a linear model use lmer`,
      { value: given === undefined ? undefined : String(given) },
    );
  }
  const lower = given.toLowerCase();
  const name = familyAliases.get(lower) ?? lower;
  if (!isFamily(name)) {
    const hint =
      didYouMean(given, [...familyNames, ...familyAliases.keys()]) ||
      ` (known: ${familyNames.join(', ')})`;
    throw new BlupError('option', `unknown family "${given}"${hint}`, { value: given });
  }
  const family = families[name];
  const link =
    givenLink === undefined ? family.links[0] : (linkAliases.get(givenLink) ?? givenLink);
  const known = family.links.find((own) => own === link);
  if (known === undefined) {
    throw new BlupError(
      'option',
      `link "${String(link)}" does not go with family ${name}; it takes ${family.links.join(', ')}`,
      { value: String(link), family: name, choices: family.links },
    );
  }
  if (name === 'gaussian' && known === 'identity') {
    throw new BlupError(
      'option',
      'family gaussian with link identity is a linear mixed model; fit it by lmer(formula, data)',
      { value: name },
    );
  }
  return { family, link: known };
}
