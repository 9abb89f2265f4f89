import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { deparseFormula, deparseSides } from '../../src/formula/deparse.ts';
import { parseSides } from '../../src/formula/parse-expression.ts';
import { expandDot, parseFormula } from '../../src/formula/parse-formula.ts';
import { pointAt } from '../../src/formula/point-at.ts';
import { tokenize } from '../../src/formula/tokenize.ts';
import { reference } from '../design/reference-table.ts';

function errorOf(text: string): BlupError {
  try {
    parseFormula(text);
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error(`no error: ${text}`);
}

/** Intercept and term labels in one line. */
function termsOf(text: string): string {
  const { intercept, terms } = parseFormula(text).fixed;
  return [intercept ? '1' : '0', ...terms.map(({ label }) => label)].join(' ');
}

describe('terms, as R expands them', () => {
  it.each([
    ['y ~ x', '1 x'],
    ['y ~ 1', '1'],
    ['y ~ 0', '0'],
    ['y ~ -1 + x', '0 x'],
    ['y ~ 0 + x + 1', '1 x'],
    ['y ~ x - 0', '1 x'],
    ['y ~ x - (a - 1)', '1 x'],
    ['y ~ a * b', '1 a b a:b'],
    ['y ~ a * b - a', '1 b a:b'],
    ['y ~ b:a + a + b', '1 a b b:a'],
    ['y ~ a:b + b:a', '1 a:b'],
    ['y ~ a:a + a', '1 a'],
    ['y ~ a %in% b', '1 a:b'],
    ['y ~ a %in% (b + c)', '1 a:b:c'],
    ['y ~ a * b %in% c', '1 a b:c a:b:c'],
    ['y ~ (a + b) / c', '1 a b a:b:c'],
    ['y ~ a / (b + c)', '1 a a:b a:c'],
    ['y ~ a / b / c', '1 a a:b a:b:c'],
    ['y ~ (a + b + c)^2 - a:b', '1 a b c a:c b:c'],
    ['y ~ (a + b)**2', '1 a b a:b'],
    ['y ~ (a + b)^3', '1 a b a:b'],
    ['y ~ a:b:c + a', '1 a a:b:c'],
    ['y ~ x > 3', '1 x > 3'],
    ['y ~ !x', '1 !x'],
    ['y ~ `a b` * c', '1 `a b` c `a b`:c'],
    ['y ~ I(x^2) + log( x,base=2)', '1 I(x^2) log(x, base = 2)'],
    ['y ~ x + offset(z) + offset(z):x', '1 x'],
    ['log(y) ~ y', '1 y'],
    ['y ~ ((1 | g) + x) - 1', '0 x'],
    ['y ~ (1 | g) - 1 + x', '0 x'],
  ])('%s', (text, expected) => {
    expect(termsOf(text)).toBe(expected);
  });

  it('replaces the dot by columns', () => {
    const formula = expandDot(parseFormula('y ~ . - b + (1 | g)'), ['a', 'b', 'c d', 'g']);
    expect(formula.fixed.terms.map(({ label }) => label)).toEqual(['a', '`c d`', 'g']);
    expect(formula.hasDot).toBe(false);
  });
});

describe('random terms', () => {
  it.each([
    ['y ~ (x | g)', ['x | g']],
    ['y ~ (1 | a/b)', ['1 | b:a', '1 | a']],
    ['y ~ (1 | a/b/c)', ['1 | c:(b:a)', '1 | b:a', '1 | a']],
    ['y ~ (1 | (a:b)/c)', ['1 | c:(a:b)', '1 | a:b']],
    ['y ~ (0 + x || g) + (1 | a:b)', ['0 + x || g', '1 | a:b']],
    ['y ~ ((1 | a) + (1 | b)) + x + (z | a)', ['1 | a', '1 | b', 'z | a']],
    ['y ~ (1 | factor(a))', ['1 | factor(a)']],
    ['y ~ x', []],
  ])('%s', (text, labels) => {
    expect(parseFormula(text).random.map(({ label }) => label)).toEqual(labels);
  });
});

describe('spelling', () => {
  it.each(reference.deparsed)('$text', ({ text, r }) => {
    // Some of these are spelled well but mean nothing.
    expect(deparseSides(parseSides(text, tokenize(text)))).toBe(r);
  });

  it('is stable: deparse after parse changes nothing', () => {
    const name = fc.constantFrom('x', 'y.1', '`a b`', 'été', 'f(x, k = 2)');
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        name,
        fc
          .tuple(
            tie('expression'),
            fc.constantFrom('+', '*', ':', ' %in% ', '/', '-', '^2+'),
            tie('expression'),
          )
          .map((parts) => parts.join('')),
        tie('expression').map((inner) => `( ${inner} )`),
        fc.tuple(tie('expression'), name).map(([inner, g]) => `a + (${inner} | ${g})`),
      ),
    }));
    fc.assert(
      fc.property(expression, (right) => {
        let once: string;
        try {
          once = deparseFormula(parseFormula(`response ~ ${right}`));
        } catch (error) {
          expect(error).toBeInstanceOf(BlupError);
          return;
        }
        expect(deparseFormula(parseFormula(once))).toBe(once);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('errors', () => {
  it.each([
    ['y ~ x + )', 'formula-syntax', 'unexpected ")" at position 9 in "y ~ x + )"'],
    ['y ~ (1 | g', 'formula-syntax', 'unexpected end at position 11 in "y ~ (1 | g"'],
    ['', 'formula-syntax', 'empty formula at position 1 in ""'],
    ['y', 'formula-syntax', 'no "~" (write response ~ predictors) at position 2 in "y"'],
    ['y = x', 'formula-syntax', 'unexpected "=" at position 3 in "y = x"'],
    ['y ~ x ~ z', 'formula-syntax', 'unexpected "~" at position 7 in "y ~ x ~ z"'],
    ['y ~ "a', 'formula-syntax', 'unclosed " at position 5 in "y ~ "a"'],
    ['y ~ a < b < c', 'formula-syntax', 'unexpected "<" at position 11 in "y ~ a < b < c"'],
  ])('%s', (text, code, message) => {
    const error = errorOf(text);
    expect([error.code, error.message]).toEqual([code, message]);
    expect(error.detail.span?.start).toBeTypeOf('number');
  });

  it.each([
    ['y ~ x | g', 'a random term needs parentheses: write (x | g)'],
    ['y ~ x - (1 | g)', 'a random term can only be added'],
    ['y ~ x * (1 | g)', 'a random term can only be added'],
    ['y ~ !x + (1 | g)', 'a random term can only be added'],
    ['y ~ (1 | g | h)', 'one bar too many'],
    ['y ~ (1 | a + b)', '"a + b" is no grouping factor'],
    ['y ~ (1 | 2)', '"2" is no grouping factor'],
    ['y ~ (0 | g)', 'has no random effect'],
    ['y ~ (. | g)', '"." cannot be used'],
    ['y ~ x + 2', '2 is no term'],
    ['y ~ "x"', 'is no term'],
    ['y ~ (a + b)^c', 'must be a whole number from 1, not c'],
    ['y ~ x + y', 'the response y is also a term'],
  ])('%s has no meaning', (text, message) => {
    const error = errorOf(text);
    expect(error.code).toBe('formula-meaning');
    expect(error.message).toContain(message);
  });

  it('draws a picture of the place', () => {
    const text = 'y ~ x + )';
    const { span } = errorOf(text).detail;
    expect(span && pointAt(text, span)).toBe('y ~ x + )\n        ^');
    const long = `y ~ ${'x + '.repeat(200)})`;
    const [shown, carets] = pointAt(long, errorOf(long).detail.span ?? { start: 0, end: 0 }).split(
      '\n',
    );
    expect(shown[carets.indexOf('^')]).toBe(')');
    expect(shown.length).toBe(100);
  });
});

describe('long and hostile text', () => {
  it.each([
    ['deep parentheses', `y ~ ${'('.repeat(5000)}x${')'.repeat(5000)}`, 'formula-syntax'],
    ['deep calls', `y ~ ${'f('.repeat(5000)}`, 'formula-syntax'],
    ['many signs', `y ~ ${'-'.repeat(9990)}x`, 'formula-syntax'],
    ['many powers', `y ~ x${'^x'.repeat(4990)}`, 'formula-syntax'],
    ['a power', `y ~ (${Array.from({ length: 60 }, (_, i) => `x${i}`).join('+')})^30`, 'meaning'],
    ['products', `y ~ ${'(a+b+c+d+e+f+g+h+i+j)^10*'.repeat(390)}a`, 'meaning'],
    ['crossed', `y ~ ${Array.from({ length: 900 }, (_, i) => `x${i}`).join('*')}`, 'meaning'],
  ])('%s: one error, quickly', (_, text, code) => {
    const start = performance.now();
    const error = errorOf(text);
    expect(error.code).toContain(code);
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(250);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('reads 10,000 characters of terms', () => {
    const text = `y ~ ${Array.from({ length: 1600 }, (_, i) => `x${i}`).join(' + ')} + (1 | g)`;
    expect(parseFormula(text).fixed.terms.length).toBe(1600);
    expect(deparseFormula(parseFormula(text))).toBe(text);
  });

  it('takes column names as they come', () => {
    const { fixed } = parseFormula('y ~ `__proto__` * constructor');
    expect(fixed.terms.at(-1)?.label).toBe('`__proto__`:constructor');
  });

  it('throws nothing but BlupError on any text', () => {
    const word = fc.constantFrom(
      ...'y~ x + - * / : ^ ( ) | || %in% . 1 0 2 " \' ` , = f( ! < &'.split(' '),
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => `y ~ ${words.join(' ')}`),
    );
    fc.assert(
      fc.property(text, (formula) => {
        try {
          expect(parseFormula(formula).kind).toBe('formula');
        } catch (error) {
          expect(error).toBeInstanceOf(BlupError);
        }
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});
