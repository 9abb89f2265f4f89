import { expect, test } from 'vitest';
import { checkModel } from '../../src/diagnose/check-model.ts';
import { vif } from '../../src/diagnose/collinearity.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { formatCheck } from '../../src/report/format-check.ts';
import { readTable } from '../../src/table/read-file.ts';

const tableOf = (name: string) =>
  readTable(new URL(`../reference/data/${name}.csv`, import.meta.url).pathname);
const owls = 'SiblingNegotiation ~ FoodTreatment + SexParent + offset(logBroodSize) + (1 | Nest)';

function verdicts(check: ReturnType<typeof checkModel>): Record<string, string> {
  return Object.fromEntries(check.items.map(({ check: what, verdict }) => [what, verdict]));
}

test('a Poisson model of counts that vary more, with more zeros: both are told', () => {
  const poisson = glmer(owls, tableOf('owls'), { family: 'poisson', nAGQ: 1 });
  const check = checkModel(poisson);
  expect(check.residuals).toBeUndefined();
  expect(verdicts(check)).toMatchObject({
    optimum: 'fine',
    singular: 'fine',
    collinearity: 'fine',
    dispersion: 'problem',
    zeros: 'look',
    simulation: 'look',
  });
  expect(formatCheck(check)).toContain('a negative binomial family');
});

test('a negative binomial model takes the variation up', () => {
  const model = glmer(owls, tableOf('owls'), { family: 'nbinom2', nAGQ: 1 });
  const { items } = checkModel(model);
  expect(items.map(({ check }) => check)).not.toContain('dispersion');
});

test('single outcomes are asked neither for overdispersion nor for zeros', () => {
  const model = glmer('use ~ age + urban + (1 | district)', tableOf('contraception'), {
    family: 'binomial',
    nAGQ: 1,
  });
  const found = verdicts(checkModel(model, { nsim: 100 }));
  expect(Object.keys(found)).toEqual([
    'optimum',
    'singular',
    'collinearity',
    'ranef',
    'simulation',
  ]);
});

test('variance inflation of two coefficients is 1/(1 − r²) for the correlation of their estimates', () => {
  const model = glmer('use ~ age + urban + (1 | district)', tableOf('contraception'), {
    family: 'binomial',
    nAGQ: 1,
  });
  const { vcov } = model.fixed;
  const r = vcov[5] / Math.sqrt(vcov[4] * vcov[8]);
  for (const { gvif } of vif(model)) expect(gvif).toBeCloseTo(1 / (1 - r * r), 12);
});

test('groups are left out when they are named', () => {
  const model = glmer(owls, tableOf('owls'), { family: 'poisson', nAGQ: 1 });
  const { items, influence } = checkModel(model, { influence: 'Nest', nsim: 20 });
  expect(influence?.deletions).toHaveLength(27);
  expect(items.at(-1)?.check).toBe('influence');
  expect(checkModel(model, { nsim: 20 }).influence).toBeUndefined();
});
