import { describe, expect, test } from 'vitest';
import { aic, bic, dofModel } from '../../src/effects/log-lik.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { varCorrOfTerm } from '../../src/effects/var-corr.ts';
import { standardErrors } from '../../src/effects/vcov.ts';
import type { FittedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { fitGlmm, type GlmmCase, glmmCases } from '../glmm-reference.ts';

const relative = (mine: ArrayLike<number>, theirs: readonly number[], floor = 0): number =>
  Math.max(
    ...theirs.map((x, i) => Math.abs(mine[i] - x) / Math.max(Math.abs(x), floor)),
    mine.length === theirs.length ? 0 : Infinity,
  );

/** φ, θ or σ² from what glmmTMB calls sigma: of a gamma its square is φ. */
function dispersionOf({ family, dispersion }: GlmmCase): number | null {
  return family === 'Gamma' && dispersion !== null ? dispersion ** 2 : dispersion;
}

function checkParts(model: FittedGeneralisedModel, c: GlmmCase): void {
  c.varcorr.forEach((term, t) => {
    const rows = varCorrOfTerm(model.random[t]);
    expect(model.random[t].names).toEqual(term.names);
    expect(
      relative(
        rows.map(({ sd }) => sd),
        term.sds,
      ),
    ).toBeLessThan(2e-3);
  });
  if (c.ranef !== null) {
    for (const group of ranef(model)) {
      const theirs = c.ranef[group.group];
      const k = theirs.names.length;
      theirs.levels.forEach((level, l) => {
        const at = group.levels.indexOf(level) * k;
        const mine = group.values.subarray(at, at + k);
        const sd = group.condSd.subarray(at, at + k);
        expect(relative(mine, theirs.values[l], theirs.condSd[l][0])).toBeLessThan(1e-3);
        expect(relative(sd, theirs.condSd[l])).toBeLessThan(2e-3);
      });
    }
  }
}

describe('generalised models beside R', () => {
  for (const c of glmmCases) {
    test(c.name, () => {
      const model = fitGlmm(c);
      expect(model.certificate).toMatchObject({ certified: true });
      expect(Math.abs(model.objective - c.objective)).toBeLessThan(1e-4);
      expect(model.nobs).toBe(c.nobs);
      expect(model.fixed.names).toEqual(c.coefficients.names);
      const { estimate, se } = c.coefficients;
      expect(relative(model.fixed.estimates, estimate, 0.1 * Math.min(...se))).toBeLessThan(1e-3);
      expect(relative(standardErrors(model), se)).toBeLessThan(1e-3);
      checkParts(model, c);
      const dispersion = dispersionOf(c);
      if (dispersion !== null) {
        expect(relative([model.dispersion?.estimate ?? 0], [dispersion])).toBeLessThan(1e-3);
      }
      if (c.thresholds) {
        expect(relative(model.thresholds?.estimates ?? [], c.thresholds, 0.1)).toBeLessThan(1e-3);
      }
      if (c.mu) expect(relative(model.fitted.subarray(0, c.mu.length), c.mu)).toBeLessThan(1e-3);
      if (c.deviance) {
        const tenth = Math.max(...c.deviance.map(Math.abs)) / 10;
        expect(relative(model.deviance.subarray(0, 10), c.deviance, tenth)).toBeLessThan(1e-3);
      }
      if (c.pearson) {
        const tenth = Math.max(...c.pearson.map(Math.abs)) / 10;
        expect(relative(model.pearson.subarray(0, 10), c.pearson, tenth)).toBeLessThan(1e-3);
      }
      expect(dofModel(model)).toBe(c.npar);
      expect(Math.abs(aic(model) - c.AIC)).toBeLessThan(1e-4);
      expect(Math.abs(bic(model) - c.BIC)).toBeLessThan(1e-4);
    });
  }
});
