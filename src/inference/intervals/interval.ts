import type { Notice } from '../../errors/notice.ts';

/** One interval. */
export interface Interval {
  readonly name: string;
  /** The model's estimate; NaN for a correlation with a variance of 0. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Sides on which the interval ends because the parameter does. */
  readonly bounded?: readonly ('lower' | 'upper')[];
}

/** Intervals with what is to be said of them. */
export interface Intervals {
  readonly intervals: Interval[];
  readonly notices: Notice[];
}
