import { formatNumber } from './format-number.ts';
import type { Summary } from './summary.ts';

/**
 * Lines below a printed model: the certificate of its optimum or what is missing, one line for each direction
 * without variance, one for each other notice.
 */
export function formatOptimum({
  certificate,
  evaluations,
  singular,
  notices,
}: Pick<Summary, 'certificate' | 'evaluations' | 'singular' | 'notices'>): string[] {
  // What the lines above say already.
  const said = [...(singular.length > 0 ? ['singular'] : []), 'not-certified'];
  const { certified, missing = 'no reason known', decrement, smallestCurvature } = certificate;
  const state = certified ? 'certified' : `not certified, ${missing}`;
  const facts = [
    `decrement ${formatNumber(decrement, 1)}`,
    `smallest curvature ${formatNumber(smallestCurvature, 2)}`,
  ];
  const count = evaluations === 1 ? '1 evaluation' : `${evaluations} evaluations`;
  return [
    `optimum: ${state} (${facts.join(', ')}), ${count}`,
    ...singular.map((text) => `singular fit: ${text}`),
    ...notices.filter(({ code }) => !said.includes(code)).map(({ text }) => `note: ${text}`),
  ];
}
