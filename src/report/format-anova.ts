import { BlupError } from '../errors/blup-error.ts';
import type { Anova } from '../inference/comparison/compare-models.ts';
import type { Ranova } from '../inference/comparison/ranova.ts';
import type { DropOneChisq, DropOneF } from '../inference/terms/drop-one.ts';
import type { TermTests } from '../inference/terms/term-tests.ts';
import { formatComparison } from './format-comparison.ts';
import { formatDropOneChisq, formatRanova } from './format-deletions.ts';
import { formatDropOneF, formatTermTests } from './format-term-tests.ts';
import type { FormatTestsOptions } from './format-tests.ts';

/** A table of tests: what `anova`, `dropOne` and `ranova` answer. */
export type TestTable = Anova | TermTests | DropOneF | DropOneChisq | Ranova;

/** How a table of tests is printed. */
export type FormatAnovaOptions = FormatTestsOptions;

/**
 * Table of tests as text, in the layout and number formats of lme4 and lmerTest. Ends with a newline.
 *
 * @throws `input` for anything but such a table
 */
export function formatAnova(tests: TestTable, options: FormatAnovaOptions = {}): string {
  switch (tests.kind) {
    case 'anova':
      return formatComparison(tests, options);
    case 'term-tests':
      return formatTermTests(tests, options);
    case 'drop-one-f':
      return formatDropOneF(tests, options);
    case 'drop-one-chisq':
      return formatDropOneChisq(tests, options);
    case 'ranova':
      return formatRanova(tests, options);
    default:
      throw new BlupError('input', 'formatAnova() takes what anova, dropOne and ranova answer', {
        value: typeof tests,
      });
  }
}
