import type { Formula } from './formula.ts';
import { parseFormula } from './parse-formula.ts';

/** Formulas remembered, and the longest text of one. */
const KEPT = 16;
const LONGEST = 1000;

const known = new Map<string, Formula>();

/**
 * `parseFormula` that reads a text once: in a page or a simulation the same formula is fitted again and again. The formulas are shared,
 * as they are never written to.
 */
export function rememberedFormula(text: string): Formula {
  const before = known.get(text);
  if (before !== undefined) return before;
  const formula = parseFormula(text);
  if (text.length > LONGEST) return formula;
  if (known.size >= KEPT) known.delete(known.keys().next().value as string);
  known.set(text, formula);
  return formula;
}
