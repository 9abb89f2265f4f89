import { expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { robustTests } from '../../src/inference/robust/robust-tests.ts';
import { formatRobust } from '../../src/report/format-robust.ts';
import { robustToJson } from '../../src/report/robust-to-json.ts';
import { readTable } from '../../src/table/read-file.ts';

const data = readTable(new URL('../../web-demo/data/sleepstudy.csv', import.meta.url).pathname);
const model = lmer('Reaction ~ Days + (Days | Subject)', data);

test('robust standard errors as text', () => {
  expect(formatRobust(robustTests(model))).toBe(`Fixed effects (with robust standard errors):
            Estimate Std. Error      df t value Pr(>|t|)
(Intercept)  251.405      6.825  17.000  36.838  < 2e-16 ***
Days          10.467      1.546  17.000   6.771 3.26e-06 ***
---
Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1
robust: CR2, 18 clusters (Subject), Satterthwaite's df
`);
  const plain = formatRobust(robustTests(model, { type: 'CR0', ddf: 'none' }), { stars: false });
  expect(plain).toBe(`Fixed effects (with robust standard errors):
            Estimate Std. Error z value Pr(>|z|)
(Intercept)  251.405      6.632  37.906  < 2e-16
Days          10.467      1.502   6.968 3.22e-12
robust: CR0, 18 clusters (Subject), normal distribution
`);
});

test('robust standard errors as JSON', () => {
  const tests = robustTests(model, { type: 'CR1', ddf: 'clusters' });
  const json = JSON.parse(JSON.stringify(robustToJson(tests)));
  expect(json).toMatchObject({ type: 'CR1', cluster: 'Subject', clusters: 18, ddf: 'clusters' });
  expect(json.coefficients[1]).toEqual(tests.coefficients[1]);
  expect(json.vcov[0][0]).toBeCloseTo((tests.coefficients[0].se as number) ** 2, 10);
  expect(json.notices).toEqual([]);
});

test('what has no robust standard error is NA, and a note says why', () => {
  const groups = Array.from({ length: data.nrow }, (_, i) => i % 3);
  const only = groups.map((g) => Number(g === 0));
  const shifted = lmer('y ~ only + (1 | h)', {
    y: Array.from(model.design.y),
    only,
    h: groups.map((g, i) => `${g}-${i % 5}`),
  });
  const text = formatRobust(robustTests(shifted, { cluster: { name: 'g', values: groups } }));
  expect(text).toMatch(/\nonly +[-.0-9]+ +NA +NA +NA +NA\n/);
  expect(text).toContain('note: only has no robust standard error: single clusters (g)');
});
