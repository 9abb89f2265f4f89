import type { ModelCheck } from '../diagnose/model-check.ts';
import { remark } from './format-tests.ts';

/** How checks are printed. */
export interface FormatCheckOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
}

/** The checks of a model as text: a verdict, what was looked at, and sentences. Ends with a newline. */
export function formatCheck(check: ModelCheck, options: FormatCheckOptions = {}): string {
  const { width = 80 } = options;
  const { formula, items } = check;
  const count = (verdict: string) => items.filter((item) => item.verdict === verdict).length;
  const verdictWidth = Math.max(...items.map(({ verdict }) => verdict.length));
  const checkWidth = Math.max(...items.map((item) => item.check.length));
  const lines = items.flatMap(({ verdict, check: what, text }) => {
    const head = `${verdict.padEnd(verdictWidth)}  ${what.padEnd(checkWidth)}  `;
    return remark(text, width - head.length).map((line, i) =>
      i === 0 ? head + line.trimStart() : ' '.repeat(head.length) + line.trimStart(),
    );
  });
  const summary = `${items.length} checks: ${count('fine')} fine, ${count('look')} to look at, ${count('problem')} ${count('problem') === 1 ? 'problem' : 'problems'}`;
  return `${[`Checks of ${formula}`, '', ...lines, '', summary].join('\n')}\n`;
}
