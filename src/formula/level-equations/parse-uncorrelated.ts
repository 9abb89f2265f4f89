import type { TextSpan } from '../../errors/blup-error.ts';
import { tokenize } from '../tokenize.ts';
import type { Uncorrelated } from './level-model.ts';
import { symbolOf } from './parse-equation.ts';

const word = /^\s*(?:uncorrelated|independent)(?:\s+(?:random\s+)?(?:effects|residuals))?\b/i;
const orthogonal = /⟂|_\|_/;
const zero = /^\s*(?:cov|cor|corr)\s*\(.*\)\s*=\s*0\s*$/i;

/**
 * The statement that residuals are uncorrelated: `uncorrelated`, `uncorrelated(u0, u1)`, `u0 ⟂ u1` or `cov(u0, u1) = 0`; undefined
 * for other statements.
 */
export function parseUncorrelated(text: string, span: TextSpan): Uncorrelated | undefined {
  const statement = text.slice(span.start, span.end);
  if (
    statement.includes('=')
      ? !zero.test(statement)
      : !word.test(statement) && !orthogonal.test(statement)
  ) {
    return undefined;
  }
  const lead = word.exec(statement) ?? /^\s*(?:cov|corr?)(?=\s*\()/i.exec(statement);
  const start = span.start + (lead?.[0].length ?? 0);
  const signs = /_\|_|[⟂()=:]/g;
  const plain = text.slice(0, span.end).replace(signs, (found) => ' '.repeat(found.length));
  const names = tokenize(plain, start, span.end)
    .filter(({ kind }) => kind === 'name')
    .map(symbolOf);
  return names.length === 0 ? { span } : { names, span };
}
