import { describe, expect, test } from 'vitest';
import * as blup from '../../src/index.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';

const model = fitGlmm(glmmCase('socatt logit 12'));
const cases = { religion: ['Protestant', 'none'], year: ['1983', '1984'], respond: ['x', 'y'] };
const K = 8;

describe('chances of the categories of an ordinal response', () => {
  test('own rows: they add up to 1, and that of the category observed is the fitted value', () => {
    const { fit, categories = [] } = blup.predict(model, undefined, { scale: 'classes' });
    expect(categories).toEqual(model.categories);
    expect(fit.length).toBe(model.design.n * K);
    for (let i = 0; i < 40; i++) {
      const own = fit.slice(i * K, (i + 1) * K);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 13);
      expect(own[model.design.y[i]]).toBeCloseTo(model.fitted[i], 12);
    }
  });

  test('typical: the logistic function of thresholds less the linear predictor', () => {
    const options = { target: 'typical', interval: 'mean' } as const;
    const eta = blup.predict(model, cases, { ...options, scale: 'link' });
    const p = blup.predict(model, cases, { ...options, scale: 'classes' });
    const F = (x: number) => 1 / (1 + Math.exp(-x));
    const cuts = model.thresholds?.estimates ?? new Float64Array(0);
    expect(p.fit[0]).toBeCloseTo(F(cuts[0] - eta.fit[0]), 13);
    expect(p.fit[K + 3]).toBeCloseTo(F(cuts[3] - eta.fit[1]) - F(cuts[2] - eta.fit[1]), 13);
    // Of a reference row, η = 0, the first chance has the error of the first threshold alone.
    const slope = p.fit[0] * (1 - p.fit[0]);
    expect(p.se?.[0]).toBeCloseTo(slope * (model.thresholds?.se[0] ?? 0), 12);
    p.fit.forEach((x, i) => {
      expect(p.lower?.[i]).toBeLessThan(x);
      expect(p.upper?.[i]).toBeGreaterThan(x);
      expect(p.lower?.[i]).toBeGreaterThan(0);
      expect(p.upper?.[i]).toBeLessThan(1);
    });
  });

  test('population: means over the groups, by simulation; errors by differences in every parameter', () => {
    const { fit, se = new Float64Array(0) } = blup.predict(model, cases, {
      target: 'population',
      scale: 'classes',
      se: true,
    });
    const sd = model.theta[0];
    const cuts = Array.from(model.thresholds?.estimates ?? []);
    const chances = (eta: number, s: number, taus: readonly number[]): number[] => {
      const steps = 4000;
      const cumulative = taus.map((tau) => {
        let sum = 0;
        for (let k = -steps; k <= steps; k++) {
          const z = (k * 9) / steps;
          const weight = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * (9 / steps);
          sum += weight / (1 + Math.exp(-(tau - eta - s * z)));
        }
        return sum;
      });
      return [...cumulative, 1].map((p, k) => p - (k === 0 ? 0 : cumulative[k - 1]));
    };
    const names = model.fixed.names;
    const row = names.map((name) => Number(name === 'religionnone' || name === 'year1984'));
    const at = (psi: readonly number[]): number[] => {
      const p = names.length;
      const eta = row.reduce((sum, x, j) => sum + x * psi[j], 0);
      const taus: number[] = [];
      psi.slice(p + 1).forEach((a, k) => {
        taus.push(k === 0 ? a : taus[k - 1] + Math.exp(a));
      });
      return chances(eta, psi[p], taus);
    };
    const psi = [...model.fixed.estimates, sd, ...model.auxiliary];
    const plain = at(psi);
    plain.forEach((p, c) => {
      expect(fit[K + c]).toBeCloseTo(p, 9);
    });
    const covariance = model.covariance ?? new Float64Array(0);
    const size = psi.length;
    const slopes = psi.map((x, k) => {
      const h = 1e-5;
      const up = at(psi.map((value, l) => (l === k ? x + h : value)));
      const down = at(psi.map((value, l) => (l === k ? x - h : value)));
      return up.map((p, c) => (p - down[c]) / (2 * h));
    });
    plain.forEach((_, c) => {
      let variance = 0;
      for (let k = 0; k < size; k++)
        for (let l = 0; l < size; l++)
          variance += slopes[k][c] * slopes[l][c] * covariance[l * size + k];
      expect(se[K + c]).toBeCloseTo(Math.sqrt(variance), 7);
    });
    expect(cuts.length).toBe(K - 1);
  });

  test('as text, CSV and JSON', () => {
    const p = blup.predict(model, cases, { target: 'typical', scale: 'classes' });
    expect(blup.predictionsToCsv(p).split('\n').slice(0, 2)).toEqual([
      'row,category,fit',
      `1,0,${p.fit[0]}`,
    ]);
    expect(blup.predictionsToJson(p).categories).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(blup.formatPredictions(p)).toMatch(/\n2 7 +0\.\d+\n$/);
  });

  test('other families have none', () => {
    const binary = fitGlmm(glmmCase('contraception 25'));
    expect(() => blup.predict(binary, undefined, { scale: 'classes' })).toThrow(/ordinal/);
  });
});
