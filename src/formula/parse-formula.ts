import { BlupError } from '../errors/blup-error.ts';
import { deparseExpression } from './deparse.ts';
import { expandBar } from './expand-bar.ts';
import { expandTerms } from './expand-terms.ts';
import type { Formula, FormulaVariable } from './formula.ts';
import { meaningError } from './formula-error.ts';
import { type FormulaSides, parseSides } from './parse-expression.ts';
import { splitBars } from './split-bars.ts';
import { tokenize } from './tokenize.ts';

/** Level equations have a `=` before any `~`. Reading them is left to `readFormula`, for it would weigh on every page. */
const levelHeading = /^\s*level[\s_-]*\d[^~=<>!]*=(?!=)/i;

/** Works out the terms of both sides; `dot` is what `.` stands for, if that is known. */
export function workOut(
  text: string,
  sides: FormulaSides,
  dot?: readonly FormulaVariable[],
): Formula {
  const { fixed, bars } = splitBars(sides.right);
  const terms = expandTerms(fixed, dot);
  const formula = {
    kind: 'formula' as const,
    text,
    sides,
    fixed: terms,
    random: bars.flatMap(expandBar),
    hasDot: terms.variables.some(({ name }) => name === '.'),
  };
  if (sides.left === undefined) return formula;
  const response = { name: deparseExpression(sides.left), expression: sides.left };
  if (terms.terms.some(({ label }) => label === response.name)) {
    throw meaningError(
      `the response ${response.name} is also a term on the right side; leave it out there`,
      sides.right.span,
    );
  }
  return { ...formula, response };
}

/**
 * Reads a model formula in R's language: `y ~ x * f + (x | school/class)`. Knows no data.
 *
 * Fixed terms are expanded as by R's `terms()`; random terms as by lme4, `a/b` to `b:a` and `a`. A formula without
 * random term, or without response, is well-formed. Throws `formula-syntax` with `detail.span` for text that is
 * no formula (see `pointAt`), `formula-meaning` for formulas that no model can follow.
 */
export function parseFormula(text: string): Formula {
  if (typeof text !== 'string') {
    throw new BlupError('formula-syntax', `the formula must be text, not ${typeof text}`, {
      value: text,
    });
  }
  if (levelHeading.test(text)) {
    throw new BlupError(
      'formula-syntax',
      'these are level equations, not a formula; give readFormula(text) in its place',
      { value: text },
    );
  }
  return workOut(text, parseSides(text, tokenize(text)));
}

/**
 * The formula with `.` replaced by the given columns, for which R takes all columns that do not occur in the
 * response, grouping factors included. A formula without `.` is returned as it is.
 */
export function expandDot(formula: Formula, columns: readonly string[]): Formula {
  if (!formula.hasDot) return formula;
  const span = { start: 0, end: formula.text.length };
  const dot = columns.map((name) => {
    const expression = { kind: 'name' as const, name, span };
    return { name: deparseExpression(expression), expression };
  });
  const { levels } = formula;
  return { ...workOut(formula.text, formula.sides, dot), ...(levels && { levels }) };
}
