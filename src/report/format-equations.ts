import { BlupError } from '../errors/blup-error.ts';
import type { LevelEquations } from './level-equations/equations.ts';
import { latexLayout } from './level-equations/latex-layout.ts';
import { textLayout } from './level-equations/text-layout.ts';

/** How equations are written. */
export interface FormatEquationsOptions {
  /** Unicode text (default) or LaTeX, an `align*` environment of amsmath. */
  readonly format?: 'text' | 'latex';
  /** The estimates of a fitted model in place of γ, τ and σ²; default false. */
  readonly estimates?: boolean;
  /** Standard errors with the estimates: behind them in parentheses, in LaTeX below them; default false. */
  readonly standardErrors?: boolean;
  /** Also the combined equation; default true. */
  readonly combined?: boolean;
}

/**
 * Level equations as text or LaTeX. Estimates have the decimals that show their standard error with two significant
 * digits, variances four significant digits. `readFormula` reads the text with symbols back as long as all
 * variables are those of a formula and the model is a linear one. LaTeX breaks long equations between summands.
 *
 * Throws `BlupError('option')` for an unknown format, and for estimates of equations that were made of a formula.
 */
export function formatEquations(
  equations: LevelEquations,
  options: FormatEquationsOptions = {},
): string {
  const { format = 'text', standardErrors = false, combined = true } = options;
  const estimates = (options.estimates ?? false) || standardErrors;
  if (format !== 'text' && format !== 'latex') {
    throw new BlupError('option', `format must be 'text' or 'latex', not ${String(format)}`, {
      value: format,
    });
  }
  if (estimates && equations.residual?.variance === undefined && equations.outcome === undefined) {
    throw new BlupError(
      'option',
      'equations of a formula have no estimates; make them of a fitted model, levelEquations(lmer(…))',
      { value: 'estimates' },
    );
  }
  const layout = format === 'text' ? textLayout : latexLayout;
  return layout(equations, { estimates, standardErrors }, combined);
}
