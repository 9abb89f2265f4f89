import { describe, expect, test } from 'vitest';
import { formatSummary } from '../../src/report/format-summary.ts';
import { summary } from '../../src/report/summary.ts';
import { modelFixture, stored } from '../model-fixture.ts';

/** Without what we leave out on purpose: the class behind the title, the state of R's optimiser. */
function withoutClass(printed: readonly string[]): string {
  const end = printed.findIndex((line) => /^(optimizer \(|fit warnings:)/.test(line));
  return printed
    .slice(0, end < 0 ? printed.length : end)
    .join('\n')
    .replace(/ +\[\n?'?lmer\w+'?\]/, '')
    .replace(
      "maximum likelihood . t-tests use Satterthwaite's\n  method",
      "maximum likelihood. t-tests use Satterthwaite's method",
    );
}

/** Without our own lines at the end. */
function withoutOptimum(text: string): string {
  return text
    .slice(0, text.indexOf('\n\noptimum: '))
    .replace(/\n\nCorrelation of fixed effects not shown.*/, '');
}

describe('the printed summary is that of R, character by character', () => {
  for (const name of Object.keys(stored.models)) {
    test(name, () => {
      const model = modelFixture(name);
      const { printed, printedNoTests } = stored.models[name];
      expect(withoutOptimum(formatSummary(summary(model)))).toBe(withoutClass(printed));
      const bare = formatSummary(summary(model, { ddf: 'none' }));
      expect(withoutOptimum(bare)).toBe(withoutClass(printedNoTests));
    });
  }
});
