import type { Formula } from '../formula.ts';
import { parseFormula, workOut } from '../parse-formula.ts';
import { levelFormula } from './level-formula.ts';
import { beginsWithLevel } from './statements.ts';

/**
 * A formula from either of its two spellings: R's language (see `parseFormula`), or level equations when the text begins with
 * `level 1:` (see `levelFormula`). `lmer` takes the result:
 *
 *     lmer(readFormula('level 1: y = b0 + b1*x; level 2 (g): b0 = g00 + u0; b1 = g10 + u1'), data)
 *
 * Of level equations `sides` is the combined formula, and places in errors are places in the equations. Throws `formula-syntax` and
 * `formula-meaning`.
 */
export function readFormula(text: string): Formula {
  if (typeof text !== 'string' || !beginsWithLevel(text)) return parseFormula(text);
  const { sides, levels } = levelFormula(text);
  return { ...workOut(text, sides), levels };
}
