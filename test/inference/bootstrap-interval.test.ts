import { describe, expect, test } from 'vitest';
import type { Bootstrap } from '../../src/inference/bootstrap/bootstrap.ts';
import { bootstrapInterval } from '../../src/inference/bootstrap/bootstrap-interval.ts';
import reference from '../reference/bootstrap.json' with { type: 'json' };

/** A bootstrap of one statistic with these replicates. */
function bootOf(replicates: readonly number[], original: number): Bootstrap {
  const finite = replicates.filter(Number.isFinite);
  const mean = finite.reduce((sum, x) => sum + x, 0) / finite.length;
  const variance = finite.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (finite.length - 1);
  return {
    kind: 'bootstrap',
    names: ['t'],
    original: Float64Array.of(original),
    nsim: replicates.length,
    replicates: Float64Array.from(replicates),
    bias: Float64Array.of(mean - original),
    standardErrors: Float64Array.of(Math.sqrt(variance)),
    failed: replicates.length - finite.length,
    singular: 0,
    seed: 1,
    first: 0,
    method: 'REML',
  };
}

describe.each(reference.intervals)('intervals of $level', (stored) => {
  const boot = bootOf(stored.replicates, stored.original);
  test.each(['percentile', 'basic', 'normal', 'bca'] as const)('%s as boot.ci', (type) => {
    const { level, acceleration } = stored;
    const [row] = bootstrapInterval(boot, { level, type, acceleration: [acceleration] });
    // R computes normal intervals with the variance over R − 1 too; 15 digits are stored.
    expect(Math.abs(row.lower - stored[type][0])).toBeLessThan(1e-12);
    expect(Math.abs(row.upper - stored[type][1])).toBeLessThan(1e-12);
    expect(row).toMatchObject({ name: 't', estimate: stored.original });
  });
});

describe('bootstrapInterval', () => {
  test('failed replicates are left out', () => {
    const { replicates, original } = reference.intervals[0];
    const some = [...replicates, Number.NaN, Number.NaN];
    expect(bootstrapInterval(bootOf(some, original))).toEqual(
      bootstrapInterval(bootOf(replicates, original)),
    );
    const [none] = bootstrapInterval(bootOf([1, Number.NaN], 1));
    expect([none.lower, none.upper]).toEqual([Number.NaN, Number.NaN]);
  });

  test('bca beyond all replicates has no limits', () => {
    const [row] = bootstrapInterval(bootOf([1, 2, 3], 9), { type: 'bca', acceleration: [0] });
    expect(row.lower).toBeNaN();
  });

  test('bad options', () => {
    const boot = bootOf([1, 2, 3], 2);
    expect(() => bootstrapInterval(boot, { level: 95 })).toThrow('level is 95; a confidence level');
    expect(() => bootstrapInterval(boot, { type: 'perc' as never })).toThrow('type must be one of');
    expect(() => bootstrapInterval(boot, { type: 'bca' })).toThrow('acceleration');
  });
});
