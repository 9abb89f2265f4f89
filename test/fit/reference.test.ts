import { describe, expect, it } from 'vitest';
import { objectiveAt } from '../../src/fit/refit.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { fitCase, inFormulaOrder, referenceCases } from '../reference-cases.ts';

/** Largest |a − b| relative to |b|, with `floor` for b near zero. */
function relative(a: ArrayLike<number>, b: ArrayLike<number>, floor = 0): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(b).reduce<number>((worst, x, i) => {
    return Math.max(worst, Math.abs(a[i] - x) / Math.max(Math.abs(x), floor));
  }, 0);
}

describe.each(referenceCases)('$name', (c) => {
  const model = fitCase(c);

  it('has R’s criterion at fixed θ', () => {
    for (const { theta, objective } of c.atTheta) {
      const ours = objectiveAt(model, inFormulaOrder(c, theta)).objective;
      expect(Math.abs(ours / objective - 1)).toBeLessThan(1e-9);
    }
  });

  it('is at R’s best optimum or below, with a certificate', () => {
    expect(model.objective - c.objective).toBeLessThan(1e-6);
    expect(c.objective - model.objective).toBeLessThan(1e-4);
    expect(model.certificate.certified).toBe(true);
    expect(model.singular).toBe(c.isSingular);
    expect(model.nobs).toBe(c.nobs);
  });

  it('needs at most 15 evaluations', () => {
    expect(model.evaluations).toBeLessThanOrEqual(15);
  });

  it('has R’s fixed effects, their covariance and their degrees of freedom', () => {
    const { names, estimate, se, df } = c.coefficients;
    expect(model.fixed.names).toEqual(names);
    expect(model.fixed.dropped).toEqual(c.dropped);
    // An estimate that is nothing beside its standard error is known to a share of that.
    expect(
      relative(
        model.fixed.estimates.map((x, i) => x / se[i]),
        estimate.map((x, i) => x / se[i]),
        1,
      ),
    ).toBeLessThan(1e-5);
    const p = names.length;
    const ses = names.map((_, j) => Math.sqrt(model.fixed.vcov[j * p + j]));
    expect(relative(ses, se)).toBeLessThan(1e-5);
    const scaled = c.vcov.flatMap((row, i) => row.map((x, j) => x / (se[i] * se[j])));
    const ours = c.vcov.flatMap((row, i) =>
      row.map((_, j) => model.fixed.vcov[i * p + j] / (se[i] * se[j])),
    );
    expect(relative(ours, scaled, 1)).toBeLessThan(1e-5);
    const dfs = names.map(
      (_, j) =>
        satterthwaite(
          model,
          names.map((_, i) => +(i === j)),
        ).df,
    );
    expect(relative(dfs, df)).toBeLessThan(1e-3);
  });

  it('has R’s variance components', () => {
    expect(relative([model.sigma], [c.sigma])).toBeLessThan(1e-5);
    for (const term of c.varcorr) {
      const { group, names, covariance } = model.random[term.formulaIndex];
      expect({ group, names }).toEqual({ group: term.group, names: term.names });
      const k = names.length;
      const variances = names.map((_, i) => covariance[i * k + i]);
      // A variance that is nothing beside σ² is known to a share of that.
      expect(relative(variances, term.variances, 1e-4 * c.sigma ** 2)).toBeLessThan(1e-4);
    }
  });

  it('has R’s random effects and conditional standard deviations', () => {
    for (const [group, expected] of Object.entries(c.ranef)) {
      const terms = model.random.filter((term) => term.group === group);
      expected.levels.forEach((level, l) => {
        const at = terms[0].levels.indexOf(level);
        const values = terms.flatMap(({ names, effects }) =>
          names.map((_, r) => effects[at * names.length + r]),
        );
        const sds = terms.flatMap(({ names, conditional }) => {
          const k = names.length;
          return names.map((_, r) => Math.sqrt(conditional[(at * k + r) * k + r]));
        });
        expect(relative(values, expected.values[l], 1e-2 * c.sigma)).toBeLessThan(1e-4);
        expect(relative(sds, expected.condSd[l], 1e-2 * c.sigma)).toBeLessThan(1e-4);
      });
    }
  });

  it('has R’s fitted values and residuals', () => {
    const first = model.fitted.slice(0, c.fitted.length);
    expect(relative(first, c.fitted, c.sigma)).toBeLessThan(1e-5);
    const squares = model.residuals.reduce((sum, e) => sum + e * e, 0);
    expect(relative([squares], [c.residualSS])).toBeLessThan(1e-4);
  });
});
