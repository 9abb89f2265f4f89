import type { LinkName } from '../family/family.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';

/** The linear predictor of a mean. */
export function linkOf(link: LinkName, mu: number): number {
  switch (link) {
    case 'logit':
      return Math.log(mu / (1 - mu));
    case 'probit':
      return normalQuantile(mu);
    case 'cloglog':
      return Math.log(-Math.log1p(-mu));
    case 'cauchit':
      return Math.tan(Math.PI * (mu - 0.5));
    case 'log':
      return Math.log(mu);
    case 'identity':
      return mu;
    case 'inverse':
      return 1 / mu;
    case 'inverse-square':
      return 1 / (mu * mu);
    case 'sqrt':
      return Math.sqrt(mu);
  }
}
