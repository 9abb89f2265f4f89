import type { Confint } from '../inference/intervals/confint.ts';
import type { Interval } from '../inference/intervals/interval.ts';

/** Confidence intervals as printed by `blup fit --confint … --format json`. Numbers that are not finite print as null. */
export interface JsonConfint {
  readonly method: Confint['method'];
  readonly level: number;
  readonly criterion?: 'ML' | 'REML';
  readonly intervals: readonly Interval[];
  readonly notices: readonly { readonly code: string; readonly text: string }[];
}

/** Confidence intervals as plain JSON data. */
export function confintToJson(confint: Confint): JsonConfint {
  const { method, level, criterion, intervals, notices } = confint;
  return {
    method,
    level,
    ...(criterion === undefined ? {} : { criterion }),
    intervals,
    notices: notices.map(({ code, text }) => ({ code, text })),
  };
}
