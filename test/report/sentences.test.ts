import { describe, expect, test } from 'vitest';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { sentences } from '../../src/report/sentences.ts';
import { tidy } from '../../src/report/tidy.ts';
import { dataFile } from '../tables-reference.ts';

const cases: [string, string, string, LmerOptions, string[], string[]][] = [
  [
    'one random intercept',
    'hsb.csv',
    'mathach ~ 1 + (1 | school)',
    {},
    [],
    [
      'The expected mathach is 12.637 for an average school (95 % interval 12.154 to 13.120, p < 0.001).',
      'Over the levels of school the intercept varies with a standard deviation of 2.935 (variance 8.614).',
      'The residual standard deviation is 6.257 (variance 39.15).',
      'Of the variance that the fixed effects leave, 18.0 % lies between the levels of school (ICC 0.180).',
      'The fixed effects account for 0.0 % of the variance, fixed and random effects together for 18.0 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'numbers that interact, and the slope that varies',
    'hsb.csv',
    'mathach ~ meanses*cses + sector*cses + (cses | school)',
    {},
    [],
    [
      'Where meanses, cses and sector are 0, the expected mathach is 12.128 for an average school (95 % interval 11.734 to 12.522, p < 0.001).',
      'Where cses is 0, one unit more of meanses goes with an expected mathach 5.333 higher (95 % interval 4.603 to 6.062, p < 0.001), other predictors being equal.',
      'Where meanses and sector are 0, one unit more of cses goes with an expected mathach 2.945 higher (95 % interval 2.637 to 3.253, p < 0.001).',
      'Where cses is 0, one unit more of sector goes with an expected mathach 1.227 higher (95 % interval 0.621 to 1.832, p < 0.001), other predictors being equal.',
      'With each unit more of meanses the slope of cses is 1.039 higher (95 % interval 0.449 to 1.630, p < 0.001), other predictors being equal.',
      'With each unit more of sector the slope of cses is 1.643 lower (95 % interval -2.117 to -1.169, p < 0.001), other predictors being equal.',
      'Over the levels of school the intercept (where cses is 0) varies with a standard deviation of 1.543 (variance 2.38).',
      'Over the levels of school the slope of cses varies with a standard deviation of 0.3181 (variance 0.1012).',
      'Over the levels of school the intercept and the slope of cses have a correlation of 0.3909: where the intercept is higher, the slope of cses tends to be higher.',
      'The residual standard deviation is 6.06 (variance 36.72).',
      'Of the variance that the fixed effects leave, 6.2 % lies between the levels of school, on average over the observations (ICC 0.062).',
      'The fixed effects account for 18.0 % of the variance, fixed and random effects together for 23.0 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'treatment contrasts',
    'mathachieve.csv',
    'MathAch ~ SES*Sector + Minority*Sex + (1 | School)',
    {},
    [],
    [
      'Where SES is 0, Sector is Catholic, Minority is No and Sex is Female, the expected MathAch is 14.218 for an average School (95 % interval 13.752 to 14.684, p < 0.001).',
      'Where Sector is Catholic, one unit more of SES goes with an expected MathAch 1.454 higher (95 % interval 1.150 to 1.759, p < 0.001), other predictors being equal.',
      'Where SES is 0, the expected MathAch is 2.331 lower for Sector Public than for Sector Catholic, the reference level (95 % interval -2.896 to -1.766, p < 0.001), other predictors being equal.',
      'Where Sex is Female, the expected MathAch is 2.861 lower for Minority Yes than for Minority No, the reference level (95 % interval -3.370 to -2.352, p < 0.001), other predictors being equal.',
      'Where Minority is No, the expected MathAch is 1.306 higher for Sex Male than for Sex Female, the reference level (95 % interval 0.951 to 1.662, p < 0.001), other predictors being equal.',
      'The slope of SES is 1.093 higher for Sector Public than for Sector Catholic, the reference level (95 % interval 0.687 to 1.498, p < 0.001), other predictors being equal.',
      'The difference of Minority Yes from Minority No is 0.258 lower for Sex Male than for Sex Female, the reference level (95 % interval -0.929 to 0.413, p = 0.45), other predictors being equal.',
      'Over the levels of School the intercept varies with a standard deviation of 1.532 (variance 2.346).',
      'The residual standard deviation is 5.982 (variance 35.78).',
      'Of the variance that the fixed effects leave, 6.2 % lies between the levels of School (ICC 0.062).',
      'The fixed effects account for 17.5 % of the variance, fixed and random effects together for 22.6 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'bases of one column',
    'mathachieve.csv',
    'MathAch ~ SES + I(SES^2) + gmean(SES, School) + (1 | School)',
    {},
    [],
    [
      'Where SES, I(SES^2) and gmean(SES, School) are 0, the expected MathAch is 12.742 for an average School (95 % interval 12.426 to 13.058, p < 0.001).',
      'The coefficient of SES is 2.175 (95 % interval 1.959 to 2.390, p < 0.001); it cannot be read alone, for I(SES^2) changes with it.',
      'The coefficient of I(SES^2) is -0.0960 (95 % interval -0.2867 to 0.0947, p = 0.32); it cannot be read alone, for SES changes with it.',
      'One unit more of gmean(SES, School) goes with an expected MathAch 3.672 higher (95 % interval 2.928 to 4.416, p < 0.001), other predictors being equal.',
      'Over the levels of School the intercept varies with a standard deviation of 1.636 (variance 2.678).',
      'The residual standard deviation is 6.085 (variance 37.02).',
      'Of the variance that the fixed effects leave, 6.7 % lies between the levels of School (ICC 0.067).',
      'The fixed effects account for 16.7 % of the variance, fixed and random effects together for 22.4 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'basis columns and polynomial contrasts',
    'sleepstudy.csv',
    'Reaction ~ poly(Days, 2) + (1 | Subject)',
    {},
    [],
    [
      'Where the columns of poly(Days, 2) are 0, the expected Reaction is 298.51 for an average Subject (95 % interval 279.41 to 317.60, p < 0.001).',
      'The coefficient of poly(Days, 2)1, a column of poly(Days, 2), to be read with the others of its term, is 403.4 (95 % interval 342.2 to 464.5, p < 0.001).',
      'The coefficient of poly(Days, 2)2, a column of poly(Days, 2), to be read with the others of its term, is 32.9 (95 % interval -28.3 to 94.0, p = 0.29).',
      'Over the levels of Subject the intercept varies with a standard deviation of 37.12 (variance 1378).',
      'The residual standard deviation is 30.98 (variance 959.7).',
      'Of the variance that the fixed effects leave, 59.0 % lies between the levels of Subject (ICC 0.590).',
      'The fixed effects account for 28.1 % of the variance, fixed and random effects together for 70.5 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'sum contrasts',
    'machines.csv',
    'score ~ Machine + (1 | Worker/Machine)',
    { contrasts: { Machine: 'sum' } },
    ['Worker'],
    [
      'Averaged over the levels of Machine, each counting alike, the expected score is 59.65 for an average Machine:Worker and an average Worker (95 % interval 54.14 to 65.16, p < 0.001).',
      'The expected score is 7.29 lower for Machine A than on average over the levels of Machine, each counting alike (95 % interval -10.09 to -4.49, p < 0.001).',
      'The expected score is 0.67 higher for Machine B than on average over the levels of Machine, each counting alike (95 % interval -2.13 to 3.47, p = 0.6).',
      'Over the levels of Machine:Worker the intercept varies with a standard deviation of 3.73 (variance 13.91).',
      'Over the levels of Worker the intercept varies with a standard deviation of 4.781 (variance 22.86).',
      'The residual standard deviation is 0.9616 (variance 0.9246).',
      'Of the variance that the fixed effects leave, 97.5 % lies between the levels of Machine:Worker and Worker (ICC 0.975): Machine:Worker 36.9 % and Worker 60.6 %.',
      'The fixed effects account for 46.8 % of the variance, fixed and random effects together for 98.7 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'levels without intercept',
    'machines.csv',
    'score ~ 0 + Machine + (0 + Machine | Worker)',
    {},
    ['Worker'],
    [
      'The expected score is 52.36 for Machine A (95 % interval 48.04 to 56.68, p < 0.001).',
      'The expected score is 60.32 for Machine B (95 % interval 51.25 to 69.39, p < 0.001).',
      'The expected score is 66.27 for Machine C (95 % interval 61.63 to 70.92, p < 0.001).',
      'Over the levels of Worker the coefficient of MachineA varies with a standard deviation of 4.079 (variance 16.64).',
      'Over the levels of Worker the coefficient of MachineB varies with a standard deviation of 8.625 (variance 74.4).',
      'Over the levels of Worker the coefficient of MachineC varies with a standard deviation of 4.389 (variance 19.27).',
      'Over the levels of Worker the coefficient of MachineA and the coefficient of MachineB have a correlation of 0.8027: where the coefficient of MachineA is higher, the coefficient of MachineB tends to be higher.',
      'Over the levels of Worker the coefficient of MachineA and the coefficient of MachineC have a correlation of 0.6225: where the coefficient of MachineA is higher, the coefficient of MachineC tends to be higher.',
      'Over the levels of Worker the coefficient of MachineB and the coefficient of MachineC have a correlation of 0.7708: where the coefficient of MachineB is higher, the coefficient of MachineC tends to be higher.',
      'The residual standard deviation is 0.9616 (variance 0.9246).',
      'Of the variance that the fixed effects leave, 97.5 % lies between the levels of Worker, on average over the observations (ICC 0.975).',
      'The fixed effects account for 46.8 % of the variance, fixed and random effects together for 98.7 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'slopes within levels',
    'mathachieve.csv',
    'MathAch ~ Sector/SES + (1 | School)',
    {},
    [],
    [
      'Where SES is 0 and Sector is Catholic, the expected MathAch is 13.936 for an average School (95 % interval 13.435 to 14.437, p < 0.001).',
      'Where SES is 0, the expected MathAch is 2.138 lower for Sector Public than for Sector Catholic, the reference level (95 % interval -2.813 to -1.464, p < 0.001).',
      'For Sector Catholic one unit more of SES goes with an expected MathAch 1.638 higher (95 % interval 1.327 to 1.949, p < 0.001).',
      'For Sector Public one unit more of SES goes with an expected MathAch 2.951 higher (95 % interval 2.676 to 3.227, p < 0.001).',
      'Over the levels of School the intercept varies with a standard deviation of 1.922 (variance 3.694).',
      'The residual standard deviation is 6.07 (variance 36.84).',
      'Of the variance that the fixed effects leave, 9.1 % lies between the levels of School (ICC 0.091).',
      'The fixed effects account for 11.8 % of the variance, fixed and random effects together for 19.9 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
    ],
  ],
  [
    'a variance at its boundary',
    'dyestuff2.csv',
    'Yield ~ 1 + (1 | Batch)',
    {},
    [],
    [
      'The expected Yield is 5.666 for an average Batch (95 % interval 4.278 to 7.053, p < 0.001).',
      'Over the levels of Batch the intercept does not vary: its standard deviation is estimated 0, the least it can be.',
      'The residual standard deviation is 3.716 (variance 13.81).',
      'Of the variance that the fixed effects leave, 0.0 % lies between the levels of Batch (ICC 0.000).',
      'The fixed effects account for 0.0 % of the variance, fixed and random effects together for 0.0 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
      'The fit is singular: the variance of (Intercept) within Batch is estimated 0.',
    ],
  ],
  [
    'aliased columns, weights and offset',
    'sleepextra.csv',
    'Reaction ~ Days + hours + (Days | Subject)',
    { precisionWeights: 'w', offset: 'off' },
    [],
    [
      'Where Days, hours and the offset are 0, the expected Reaction is 250.80 for an average Subject (95 % interval 235.69 to 265.91, p < 0.001).',
      'The coefficient of Days is 5.44 (95 % interval 2.02 to 8.87, p = 0.0038); it cannot be read alone, for hours, left out, depends on it.',
      'Over the levels of Subject the intercept (where Days is 0) varies with a standard deviation of 25.57 (variance 653.6).',
      'Over the levels of Subject the slope of Days varies with a standard deviation of 6.14 (variance 37.71).',
      'Over the levels of Subject the intercept and the slope of Days have a correlation of 0.0106.',
      'The residual standard deviation, of an observation with precision weight 1, is 29.05 (variance 843.9).',
      'Of the variance that the fixed effects leave, 67.4 % lies between the levels of Subject, on average over the observations (ICC 0.674).',
      'The fixed effects account for 8.7 % of the variance, fixed and random effects together for 70.2 % (marginal and conditional R² of Nakagawa and Schielzeth).',
      'The optimum is certified: the criterion is level there and rises in every direction, as far as variances can go.',
      'Left out 1 coefficient whose columns depend linearly on others: hours.',
    ],
  ],
];

describe('a model in words, whole', () => {
  test.each(cases)('%s', (_, file, formula, options, factors, texts) => {
    const model = lmer(formula, dataFile(file, factors), options);
    expect(sentences(model).map(({ text }) => text)).toEqual(texts);
  });
});

const sleep = dataFile('sleepstudy.csv');
const growth = lmer('Reaction ~ Days + (Days | Subject)', sleep);
const about = (kind: string, found: ReturnType<typeof sentences>) =>
  found.filter((one) => one.about === kind).map(({ text }) => text);

test('limits of confint take the place of Wald limits, and stand beside variance parameters', () => {
  const found = sentences(growth, { confInt: confint(growth) });
  expect(about('fixed', found)[1]).toBe(
    'One unit more of Days goes with an expected Reaction 10.47 higher (95 % interval 7.36 to 13.58, p < 0.001).',
  );
  expect(about('random', found)[1]).toBe(
    'Over the levels of Subject the slope of Days varies with a standard deviation of 5.922 (95 % interval 3.801 to 8.753; variance 35.07).',
  );
  expect(about('correlation', found)[0]).toContain('0.06555 (95 % interval -0.4815 to 0.685).');
  expect(about('residual', found)[0]).toContain(
    '25.59 (95 % interval 22.9 to 28.86; variance 654.9)',
  );
});

test('other levels and degrees of freedom', () => {
  expect(about('fixed', sentences(growth, { ddf: 'none', level: 0.9 }))[1]).toBe(
    'One unit more of Days goes with an expected Reaction 10.47 higher (90 % interval 7.92 to 13.01).',
  );
  const adjusted = sentences(growth, { ddf: 'kenward-roger' });
  expect(about('fixed', adjusted)[1]).toContain('interval 7.21 to 13.73');
  expect(() => sentences(growth, { level: 95 })).toThrow('level is 95');
});

test('a fit without certificate has estimates only, and says so', () => {
  const { certificate, varianceInformation: _, ...rest } = growth;
  const open = {
    ...rest,
    certificate: { ...certificate, certified: false, missing: 'it stopped' },
  };
  const found = sentences(open);
  expect(about('fixed', found)[1]).toBe(
    'One unit more of Days goes with an expected Reaction 10.47 higher (without standard error: the fit is not certified).',
  );
  expect(about('optimum', found)).toEqual([
    'The optimum is not certified (it stopped), so standard errors and tests are withheld.',
  ]);
});

test('interactions of three variables and of two levels', () => {
  const rows = Array.from({ length: 240 }, (_, i) => ({
    y: Math.sin(i * 1.3) + (i % 5) + (i % 7) / 3,
    a: ['a1', 'a2'][i % 2],
    b: ['b1', 'b2', 'b3'][i % 3],
    x: Math.cos(i * 2.1),
    g: `g${i % 12 < 6 ? i % 5 : 5 + (i % 4)}`,
  }));
  const texts = about('fixed', sentences(lmer('y ~ a*b*x + (1 | g)', rows)));
  const starts = [
    'Where x is 0, a is a1 and b is b1, the expected y is ',
    'Where x is 0 and b is b1, the expected y is ',
    'Where x is 0 and a is a1, the expected y is ',
    'Where x is 0 and a is a1, the expected y is ',
    'Where a is a1 and b is b1, one unit more of x goes with an expected y ',
    'Where x is 0, the difference of a a2 from a a1 is ',
    'Where x is 0, the difference of a a2 from a a1 is ',
    'Where b is b1, the slope of x is ',
    'Where a is a1, the slope of x is ',
    'Where a is a1, the slope of x is ',
    'The coefficient of aa2:bb2:x, an interaction of a, b and x, is ',
    'The coefficient of aa2:bb3:x, an interaction of a, b and x, is ',
  ];
  expect(texts.map((text, i) => text.slice(0, starts[i].length))).toEqual(starts);
  expect(texts[9]).toContain(' for b b3 than for b b1, the reference level (');
});

test('without intercept a level is told for where the other variables are', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    y: Math.sin(i) + (i % 4),
    f: ['u', 'v'][i % 2],
    h: ['p', 'q'][(i >> 1) % 2],
    x: Math.cos(i * 2.1),
    g: `g${i % 6}`,
  }));
  const texts = about('fixed', sentences(lmer('y ~ 0 + f + h + x + (1 | g)', rows)));
  expect(texts[0]).toMatch(/^Where x is 0 and h is p, the expected y is \S+ for f u \(/);
  expect(texts[2]).toMatch(
    /^The expected y is \S+ (lower|higher) for h q than for h p, the reference level \(/,
  );
  const aliased = about('fixed', sentences(lmer('y ~ f:h + (1 | g)', rows)));
  expect(aliased[0]).toMatch(/it cannot be read alone, for fv:hq, left out, depends on it\.$/);
});

test('every estimate has a sentence, and a design without formula plain ones', () => {
  const found = sentences(growth);
  for (const { term, effect } of tidy(growth)) {
    if (effect === 'fixed') expect(found.some(({ name }) => name === term)).toBe(true);
  }
  const { schema: _, ...bare } = growth;
  expect(about('fixed', sentences(bare))[1]).toBe(
    'The coefficient of Days is 10.47 (95 % interval 7.21 to 13.73, p < 0.001).',
  );
  expect(sentences(growth)).toEqual(found);
  expect(structuredClone(found)).toEqual(found);
});
