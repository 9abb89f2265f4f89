import { describe, expect, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { type GlmerOptions, glmer } from '../../src/fit/glmer.ts';
import { lmer } from '../../src/fit/lmer.ts';

const n = 24;
const range = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const columns = {
  g: range((i) => `g${i % 4}`),
  x: range((i) => ((i * 7) % 11) - 5),
  y: range((i) => ((i * 5) % 3 === 0 ? 1 : 0)),
  ones: range(() => 1),
  zero: range(() => 0),
  share: range((i) => (i % 5) / 4),
  size: range(() => 4),
  count: range((i) => (i * 3) % 7),
  minus: range((i) => (i === 5 ? -1 : i % 4)),
  half: range((i) => (i === 6 ? 1.5 : i % 4)),
  text: range((i) => ['low', 'medium', 'high'][i % 3]),
  two: range((i) => (i % 2 ? 'yes' : 'no')),
  one: range(() => 'yes'),
  positive: range((i) => 1 + (i % 6)),
  huge: range((i) => (i === 2 ? Number.POSITIVE_INFINITY : 1 + (i % 6))),
  separated: range((i) => (((i * 7) % 11) - 5 > 0 ? 1 : 0)),
};

function errorOf(formula: string, options: object): BlupError {
  try {
    glmer(formula, columns, options as GlmerOptions);
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('bad input has one clear error each', () => {
  const cases: [string, string, object, string, RegExp][] = [
    ['no family', 'y ~ x + (1 | g)', {}, 'option', /needs a family.*lmer/],
    ['no options', 'y ~ x + (1 | g)', undefined as unknown as object, 'option', /needs a family/],
    [
      'unknown family',
      'y ~ x + (1 | g)',
      { family: 'binomal' },
      'option',
      /did you mean "binomial"/,
    ],
    [
      'link of another family',
      'y ~ x + (1 | g)',
      { family: 'binomial', link: 'sqrt' },
      'option',
      /"sqrt" does not go with family binomial; it takes logit/,
    ],
    [
      'gaussian identity',
      'x ~ 1 + (1 | g)',
      { family: 'gaussian', link: 'identity' },
      'option',
      /linear mixed model; fit it by lmer/,
    ],
    [
      'weights',
      'y ~ x + (1 | g)',
      { family: 'binomial', weights: 'size' },
      'option',
      /no option is called "weights".*trials/,
    ],
    [
      'precision weights',
      'y ~ x + (1 | g)',
      { family: 'binomial', precisionWeights: 'size' },
      'option',
      /trials/,
    ],
    [
      'negative count',
      'minus ~ x + (1 | g)',
      { family: 'poisson' },
      'response',
      /minus is -1 in row 6/,
    ],
    [
      'fractional count',
      'half ~ x + (1 | g)',
      { family: 'poisson' },
      'response',
      /half is 1.5 in row 7.*offset\(log\(exposure\)\)/,
    ],
    [
      'no count at all',
      'zero ~ x + (1 | g)',
      { family: 'poisson' },
      'response',
      /0 in all 24 rows/,
    ],
    [
      'share without trials',
      'share ~ x + (1 | g)',
      { family: 'binomial' },
      'response',
      /share is 0.25 in row 2; a share needs its number of trials/,
    ],
    [
      'count as binomial',
      'count ~ x + (1 | g)',
      { family: 'binomial' },
      'response',
      /cbind\(successes, failures\)/,
    ],
    [
      'successes above trials',
      'count ~ x + (1 | g)',
      { family: 'binomial', trials: 'size' },
      'response',
      /count has 6 successes of 4 trials in row 3/,
    ],
    [
      'failures below 0',
      'cbind(count, size - count) ~ x + (1 | g)',
      { family: 'binomial' },
      'response',
      /more successes than trials/,
    ],
    [
      'share that is no whole number',
      'share ~ x + (1 | g)',
      { family: 'binomial', trials: 'positive' },
      'response',
      /no whole number of successes/,
    ],
    [
      '0 and 1 with trials',
      'y ~ x + (1 | g)',
      { family: 'binomial', trials: 'size' },
      'response',
      /shares or successes/,
    ],
    [
      'trials of another family',
      'count ~ x + (1 | g)',
      { family: 'poisson', trials: 'size' },
      'option',
      /trials go with family binomial/,
    ],
    [
      'trials with a factor',
      'two ~ x + (1 | g)',
      { family: 'binomial', trials: 'size' },
      'option',
      /has its own/,
    ],
    ['three levels', 'text ~ x + (1 | g)', { family: 'binomial' }, 'response', /has 3 levels/],
    [
      'one class of a factor',
      'one ~ x + (1 | g)',
      { family: 'binomial' },
      'response',
      /"yes" in all 24 rows/,
    ],
    [
      'one class of numbers',
      'ones ~ x + (1 | g)',
      { family: 'binomial' },
      'response',
      /"success" in all 24 rows/,
    ],
    [
      'three columns',
      'cbind(y, x, count) ~ 1 + (1 | g)',
      { family: 'binomial' },
      'response',
      /has 3 columns/,
    ],
    ['text as count', 'text ~ x + (1 | g)', { family: 'poisson' }, 'response', /a factor/],
    [
      'logical as gamma',
      'x > 0 ~ 1 + (1 | g)',
      { family: 'gamma' },
      'response',
      /use family binomial/,
    ],
    [
      'gamma at 0',
      'count ~ x + (1 | g)',
      { family: 'Gamma' },
      'response',
      /count is 0 in row 1; family gamma takes numbers above 0/,
    ],
    ['beta at 0', 'share ~ x + (1 | g)', { family: 'beta' }, 'response', /share is 0 in row 1/],
    ['infinite', 'huge ~ x + (1 | g)', { family: 'gamma' }, 'not-finite', /row 3/],
    [
      'log of a negative mean',
      'I(x - 20) ~ 1 + (1 | g)',
      { family: 'gaussian', link: 'log' },
      'response',
      /needs a mean above 0/,
    ],
    [
      'factor without order',
      'text ~ x + (1 | g)',
      { family: 'ordinal' },
      'response',
      /ordered\(text, levels = c\("high", "low", "medium"\)\)/,
    ],
    [
      'ordinal without intercept',
      'ordered(text) ~ 0 + x + (1 | g)',
      { family: 'ordinal' },
      'formula-meaning',
      /thresholds/,
    ],
    ['no random term', 'y ~ x', { family: 'binomial' }, 'no-random-term', /\(1 \| school\)/],
    [
      'bad nAGQ',
      'y ~ x + (1 | g)',
      { family: 'binomial', nAGQ: 0 },
      'option',
      /nAGQ must be 'auto' or a whole number from 1/,
    ],
    [
      'quadrature of crossed factors',
      'y ~ x + (1 | g) + (1 | text)',
      { family: 'binomial', nAGQ: 5 },
      'option',
      /nAGQ: 1/,
    ],
    [
      'an effect of each 0 and 1',
      'y ~ x + (1 | id)',
      { family: 'binomial' },
      'grouping-factor',
      /as many levels/,
    ],
  ];
  for (const [name, formula, options, code, text] of cases) {
    test(name, () => {
      const error =
        name === 'an effect of each 0 and 1'
          ? (() => {
              try {
                glmer(formula, { ...columns, id: range((i) => `r${i}`) }, options as GlmerOptions);
              } catch (e) {
                return e as BlupError;
              }
              throw new Error('no error');
            })()
          : errorOf(formula, options);
      expect(error.message).toMatch(text);
      expect(error.code).toBe(code);
    });
  }

  test('complete separation is named', () => {
    const model = glmer('separated ~ x + (1 | g)', columns, { family: 'binomial', nAGQ: 1 });
    expect(model.notices.map(({ code }) => code)).toContain('separation');
    expect(model.notices.find(({ code }) => code === 'separation')?.text).toMatch(/x tells/);
    expect(model.certificate.certified).toBe(false);
  });

  test('lmer says what a binary response needs', () => {
    expect(() => lmer('x > 0 ~ 1 + (1 | g)', columns)).toThrow(/glmer/);
  });
});
