import type { FamilyName, LinkName } from '../family/family.ts';

/** Numbers of the families in the compiled core (assembly/family/). */
export const familyCodes = {
  binomial: 0,
  poisson: 1,
  'negative-binomial-1': 2,
  'negative-binomial-2': 3,
  gamma: 4,
  'inverse-gaussian': 5,
  beta: 6,
  gaussian: 7,
  ordinal: 8,
} as const satisfies Record<FamilyName, number>;

/** Numbers of the links in the compiled core; inverse-square is η = 1/μ². */
export const linkCodes = {
  logit: 0,
  probit: 1,
  cloglog: 2,
  cauchit: 3,
  log: 4,
  identity: 5,
  inverse: 6,
  sqrt: 7,
  'inverse-square': 8,
} as const satisfies Record<LinkName, number>;

export type { FamilyName, LinkName } from '../family/family.ts';
