import { expect, test } from 'vitest';
import { bootstrap } from '../../src/inference/bootstrap/bootstrap.ts';
import { bootstrapInterval } from '../../src/inference/bootstrap/bootstrap-interval.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { fitCase, referenceCase } from '../reference-cases.ts';

test('bootstrap intervals are those of the replicates, for functions too', () => {
  const model = fitCase(referenceCase('dyestuff REML'));
  const boot = { nsim: 200, seed: 3 };
  const { intervals } = confint(model, { method: 'boot', boot });
  const direct = bootstrapInterval(bootstrap(model, boot));
  expect(intervals.map(({ name, lower, upper }) => ({ name, lower, upper }))).toEqual(
    direct.map(({ name, lower, upper }) => ({ name, lower, upper })),
  );
  const [sd, variance] = confint(model, {
    method: 'boot',
    boot,
    parm: ['sd_(Intercept)|Batch', 'var_(Intercept)|Batch'],
  }).intervals;
  expect(sd).toEqual(intervals[0]);
  expect(variance.upper).toBeGreaterThan(0.95 * sd.upper ** 2);
  expect(variance.upper).toBeLessThan(1.05 * sd.upper ** 2);
});
