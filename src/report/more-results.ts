import type { Contrast } from '../inference/contrasts/contrast.ts';
import type { Confint } from '../inference/intervals/confint.ts';
import type { RobustTests } from '../inference/robust/robust-tests.ts';
import { confintTable, formatConfint } from './format-confint.ts';
import { contrastTable, formatContrast } from './format-contrast.ts';
import { formatRobust, robustTable } from './format-robust.ts';
import type { Block } from './markup/block.ts';

/** What may stand below a summary. */
export interface MoreResults {
  readonly confInt?: Confint;
  readonly contrasts?: readonly Contrast[];
  readonly robust?: RobustTests;
  /** Milliseconds by step. */
  readonly timing?: Readonly<Record<string, number>>;
}

/** How stars are printed. */
interface Look {
  readonly stars?: boolean;
}

function timingLine(timing: NonNullable<MoreResults['timing']>): string {
  const steps = Object.entries(timing).map(([step, time]) => `${step} ${time.toFixed(1)} ms`);
  return `timing: ${steps.join(', ')}`;
}

/** The results as text, to stand below a printed summary; empty when there are none. */
export function moreText(more: MoreResults, { stars = true }: Look): string {
  const { confInt, contrasts = [], robust, timing } = more;
  return [
    confInt === undefined ? '' : `\n${formatConfint(confInt)}`,
    contrasts.length === 0 ? '' : `\nContrasts:\n${formatContrast(...contrasts)}`,
    robust === undefined ? '' : `\n${formatRobust(robust, { stars })}`,
    timing === undefined ? '' : `${timingLine(timing)}\n`,
  ].join('');
}

/** The same for any format. */
export function moreBlocks(more: MoreResults, { stars = true }: Look): Block[] {
  const { confInt, contrasts = [], robust, timing } = more;
  return [
    ...(confInt === undefined ? [] : [confintTable(confInt)]),
    ...(contrasts.length === 0 ? [] : [contrastTable(contrasts)]),
    ...(robust === undefined ? [] : [robustTable(robust, { stars })]),
    ...(timing === undefined ? [] : [{ kind: 'paragraph' as const, text: timingLine(timing) }]),
  ];
}
