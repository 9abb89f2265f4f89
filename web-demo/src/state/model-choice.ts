import { type FamilyName, families, type LinkName } from '../../../src/family/family.ts';

export type Method = 'REML' | 'ML';

/** How the random effects of a generalised model are integrated out; the default is `auto` wherever quadrature is at hand. */
export const pointChoices = [
  { name: 'default', label: 'Default' },
  { name: 'auto', label: 'As many points as needed' },
  { name: '1', label: '1 point (Laplace)' },
  { name: '5', label: '5 points' },
  { name: '9', label: '9 points' },
  { name: '15', label: '15 points' },
  { name: '25', label: '25 points' },
  { name: '51', label: '51 points' },
] as const;

export type Points = (typeof pointChoices)[number]['name'];

/** What a model is besides its formula. */
export interface ModelChoice {
  /** Of linear models. */
  readonly method: Method;
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly points: Points;
  /** Column of binomial denominators; empty without. */
  readonly trials: string;
}

const labels: Readonly<Record<FamilyName, string>> = {
  gaussian: 'Normal',
  binomial: 'Binomial',
  poisson: 'Poisson',
  'negative-binomial-2': 'Negative binomial (2)',
  'negative-binomial-1': 'Negative binomial (1)',
  gamma: 'Gamma',
  'inverse-gaussian': 'Inverse Gaussian',
  beta: 'Beta',
  ordinal: 'Ordinal',
};

/** Distributions of the response. */
export const familyChoices = (Object.keys(labels) as FamilyName[]).map((name) => ({
  name,
  label: labels[name],
}));

/** Links of a family, its default first. */
export function linksOf(family: FamilyName): readonly { readonly name: LinkName }[] {
  return families[family].links.map((name) => ({ name }));
}

/** The choice of a family with its default link, no trials and default points. */
export function familyChoice(family: FamilyName): Omit<ModelChoice, 'method'> {
  return { family, link: families[family].links[0], points: 'default', trials: '' };
}

/** Whether the model is a linear one. */
export function isLinear({ family, link }: Pick<ModelChoice, 'family' | 'link'>): boolean {
  return family === 'gaussian' && link === 'identity';
}

/** The family in words. */
export function familyLabel(family: FamilyName): string {
  return labels[family];
}
