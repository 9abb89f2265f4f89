import type { RePca } from '../diagnose/re-pca.ts';
import { fixedText } from './decimal-text.ts';
import { formatCommon } from './format-number.ts';
import { roundTo, zapSmall } from './round.ts';
import { textTable } from './text-table.ts';

/** How principal components of random effects are printed. */
export interface FormatRePcaOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
}

/**
 * Principal components of random effects as text: for each grouping factor the deviations (relative to σ), their shares,
 * and the directions. Ends with a newline.
 */
export function formatRePCA(
  components: readonly RePca[],
  options: FormatRePcaOptions = {},
): string {
  const { width = 80, digits = 4 } = options;
  const lines = components.flatMap(({ group, names, sdev, proportions, rotation }, g) => {
    const k = names.length;
    const heads = names.map((_, j) => `PC${j + 1}`);
    const cumulative = proportions.map((_, j) =>
      proportions.subarray(0, j + 1).reduce((sum, x) => sum + x, 0),
    );
    const deviations = formatCommon(zapSmall(Array.from(sdev), digits), digits);
    const share = (x: number) => fixedText(roundTo(x, 4), 4);
    const importance = heads.map((head, j) => ({
      head,
      align: 'right' as const,
      cells: [deviations[j], share(proportions[j]), share(cumulative[j])],
    }));
    const directions = heads.map((head, j) => ({
      head,
      align: 'right' as const,
      cells: names.map((_, r) => fixedText(roundTo(rotation[j * k + r], 4), 4)),
    }));
    return [
      ...(g === 0 ? [] : ['']),
      `Random effects of ${group}: importance of components`,
      ...textTable(['Standard deviation', 'Proportion', 'Cumulative'], importance, width),
      'Directions:',
      ...textTable(names, directions, width),
    ];
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
