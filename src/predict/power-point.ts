import { binomialInterval } from './binomial-interval.ts';
import type { PowerPoint } from './power-record.ts';

/** What came of the replicates at one size of the study. */
export type Counts = Pick<
  PowerPoint,
  'copies' | 'nobs' | 'groups' | 'rejected' | 'tested' | 'failed'
>;

/** The share of rejections among the fits that could be tested, with its exact interval. */
export function powerPoint(counts: Counts, level: number): PowerPoint {
  const { copies, nobs, groups, rejected, tested, failed } = counts;
  const [lower, upper] = tested === 0 ? [0, 1] : binomialInterval(rejected, tested, level);
  const share = tested === 0 ? Number.NaN : rejected / tested;
  return { copies, nobs, groups, power: share, lower, upper, rejected, tested, failed };
}
