import { BlupError } from '../errors/blup-error.ts';
import type { LinkName } from '../family/family.ts';
import { inverseLink, meanSlope } from '../family/link.ts';

/** Where the normal density has fallen below rounding. */
const END = 8.5;
/** Steps of the rule: below 1/10, and small beside the distance 1/s of the nearest pole of a mean. */
const STEP = 0.1;
const POLE = 0.5;

/** A mean over a normal random effect, and its slopes. */
interface PopulationMean {
  readonly mean: number;
  /** ∂/∂η */
  readonly byEta: number;
  /** ∂/∂s */
  readonly byDeviation: number;
}

/**
 * E μ(η + s z) over z ~ N(0, 1): the mean of a population whose random effects add a normal variable of deviation `s` to the
 * linear predictor, however many effects these are. In closed form for log, identity and square root; else by the trapezoidal rule, which
 * converges exponentially on the whole line (Trefethen & Weideman 2014, SIAM Rev. 56, §5).
 *
 * @throws `option` for inverse links, whose means have no expectation
 */
export function populationMean(link: LinkName, eta: number, s: number): PopulationMean {
  switch (link) {
    case 'identity':
      return { mean: eta, byEta: 1, byDeviation: 0 };
    case 'log': {
      const mean = Math.exp(eta + (s * s) / 2);
      return { mean, byEta: mean, byDeviation: s * mean };
    }
    case 'sqrt':
      return { mean: eta * eta + s * s, byEta: 2 * eta, byDeviation: 2 * s };
    case 'inverse':
    case 'inverse-square':
      throw new BlupError(
        'option',
        `under link ${link} a normal random effect leaves no mean over the population; use target "typical"`,
        { value: link },
      );
    default:
  }
  if (s === 0) return { mean: inverseLink(link, eta), byEta: meanSlope(link, eta), byDeviation: 0 };
  const steps = Math.ceil(END / Math.min(STEP, POLE / s));
  const h = END / steps;
  let mean = 0;
  let byEta = 0;
  let byDeviation = 0;
  for (let k = -steps; k <= steps; k++) {
    const z = k * h;
    const weight = (h * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
    const slope = weight * meanSlope(link, eta + s * z);
    mean += weight * inverseLink(link, eta + s * z);
    byEta += slope;
    byDeviation += z * slope;
  }
  return { mean, byEta, byDeviation };
}
