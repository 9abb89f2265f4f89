import type { ClusterValues } from '../inference/robust/clusters.ts';
import type { Influence, InfluenceOptions } from './influence-record.ts';
import type { NormalQq, RanefQq } from './qq.ts';
import type { SimulatedResiduals } from './simulated-residuals.ts';

/** One question about a model, answered. */
export interface CheckItem {
  /** What was looked at: `optimum`, `singular`, `collinearity`, `residuals`, `spread`, `outliers`, `dispersion`, `zeros`, `ranef`, `simulation`, `influence`. */
  readonly check: string;
  /** `look` where a reader should judge from a plot; `problem` where conclusions may be wrong. */
  readonly verdict: 'fine' | 'look' | 'problem';
  /** A sentence or two. */
  readonly text: string;
}

/** The verdicts, with the results that they rest on. */
export interface ModelCheck {
  readonly formula: string;
  readonly items: readonly CheckItem[];
  /** Of linear models. */
  readonly residuals?: NormalQq;
  readonly ranef: readonly RanefQq[];
  readonly simulated: SimulatedResiduals;
  /** Absent when it was not asked for and there are many groups. */
  readonly influence?: Influence;
}

/** What to check. */
export interface CheckOptions {
  /** Groups to leave out, as `influence`; `false`: none. Default: the grouping factor with the fewest levels, if there are at most 200; of generalised models none. */
  readonly influence?: string | ClusterValues | false;
  /** Simulated responses; default 250. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
  /** As for `influence`. */
  readonly onProgress?: InfluenceOptions['onProgress'];
}
