/** Numbers by which the core knows the families (assembly/family/codes.ts). */
export const familyCodes = {
  gaussian: 0,
  binomial: 1,
  poisson: 2,
  nbinom1: 3,
  nbinom2: 4,
  gamma: 5,
  inverseGaussian: 6,
  beta: 7,
  cumulative: 8,
} as const;

/** Numbers by which the core knows the links. */
export const linkCodes = {
  identity: 0,
  log: 1,
  inverse: 2,
  sqrt: 3,
  logit: 4,
  probit: 5,
  cloglog: 6,
  cauchit: 7,
  inverseSquare: 8,
} as const;
