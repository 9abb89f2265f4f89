import type { Ratios } from '../inference/contrasts/ratios.ts';
import { formatCoefmat } from './format-coefmat.ts';

/** Ratios as text: one line for each effect with its interval, ends with a newline. */
export function formatRatios({ meaning, level, rows }: Ratios, width = 80): string {
  const percent = `${Number((100 * level).toPrecision(4))} %`;
  const heads = {
    'odds ratio': 'Odds ratios',
    'ratio of means': 'Ratios of means',
    'hazard ratio': 'Hazard ratios',
  };
  const head = `${heads[meaning]} with ${percent} confidence intervals, Wald:`;
  const table = formatCoefmat(
    rows.map(({ name }) => name),
    [
      { head: meaning, kind: 'plain', values: rows.map(({ ratio }) => ratio) },
      { head: 'lower', kind: 'plain', values: rows.map(({ lower }) => lower) },
      { head: 'upper', kind: 'plain', values: rows.map(({ upper }) => upper) },
      { head: 'Pr(>|z|)', kind: 'p', values: rows.map(({ p }) => p) },
    ],
    { digits: 4, missing: 'NA', stars: false, width },
  );
  return `${[head, ...table].join('\n')}\n`;
}
