import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { tQuantile } from '../../src/inference/distributions/student-t.ts';
import { predict } from '../../src/predict/predict.ts';
import type { PredictOptions } from '../../src/predict/predictions.ts';
import { tQuantiles } from '../../src/predict/t-quantiles.ts';
import { readTable } from '../../src/table/read-file.ts';

interface Case {
  readonly newdata: Record<string, unknown>[];
  readonly data?: Record<string, unknown>[];
  readonly se: number[];
  readonly df: number[];
  readonly population: number[];
  readonly group: number[];
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/predict.json', import.meta.url), 'utf8'),
) as { cases: Record<string, Case & { onlyPlate: number[] }> };
const { cases } = reference;

const table = (name: string, factors: string[] = []) =>
  readTable(new URL(`../reference/data/${name}.csv`, import.meta.url).pathname, { factors });

const sleep = lmer('Reaction ~ Days + (Days | Subject)', table('sleepstudy'));
const penicillin = lmer('diameter ~ 1 + (1 | plate) + (1 | sample)', table('penicillin'));
const pastes = lmer('strength ~ 1 + (1 | batch/cask)', table('pastes'));

function near(
  actual: ArrayLike<number> | undefined,
  expected: readonly number[],
  tolerance: number,
) {
  expect(actual?.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((actual?.[i] ?? Number.NaN) / value - 1)).toBeLessThan(tolerance);
  });
}

/** Estimates as all tests of fits demand; degrees of freedom from differences in R. */
function check(model: typeof sleep, expected: Case, options: PredictOptions = {}): void {
  const newdata = expected.newdata;
  const own = predict(model, newdata, { allowNewLevels: true, interval: 'mean', ...options });
  near(own.fit, expected.group, 1e-6);
  near(own.se, expected.se, 1e-5);
  near(own.df, expected.df, 1e-3);
  expected.se.forEach((se, i) => {
    const half = tQuantile(0.025, own.df?.[i] ?? 0) * (own.se?.[i] ?? 0);
    expect(own.upper?.[i]).toBeCloseTo(own.fit[i] + half, 9);
    expect(own.lower?.[i]).toBeCloseTo(own.fit[i] - half, 9);
    expect(half / se).toBeGreaterThan(1.9);
  });
  near(predict(model, newdata, { target: 'population' }).fit, expected.population, 1e-6);
}

describe('predictions, standard errors and degrees of freedom are those of dense algebra in R', () => {
  it('random slope, and a new subject', () => check(sleep, cases.slope));
  it('crossed factors, levels that never met, and a new plate', () =>
    check(penicillin, cases.crossed));
  it('nested factors, and a new cask of a known batch', () => check(pastes, cases.nested));

  it('a new group', () => {
    const { newdata } = cases.slope;
    const days = newdata.map(({ Days }) => ({ Days }));
    const own = predict(sleep, days, { target: 'newGroup', interval: 'mean' });
    near(own.fit, cases.slopeNew.population, 1e-6);
    near(own.se, cases.slopeNew.se, 1e-5);
    near(own.df, cases.slopeNew.df, 1e-3);
  });

  it('a subset of random terms', () => {
    const known = cases.crossed.newdata.slice(0, 2);
    for (const name of ['plate', '(1 | plate)', '1 | plate']) {
      near(predict(penicillin, known, { terms: [name] }).fit, cases.crossed.onlyPlate, 1e-6);
    }
    const columns = known.map(({ plate }) => ({ plate }));
    near(predict(penicillin, columns, { terms: ['plate'] }).fit, cases.crossed.onlyPlate, 1e-6);
  });

  it('a basis, sum contrasts, weights and offset', () => {
    const { data, ...rest } = cases.basis;
    const options: LmerOptions = {
      precisionWeights: 'w',
      contrasts: { half: 'sum' },
      factors: ['Subject'],
    };
    const formula = 'Reaction ~ poly(Days, 2) + half + offset(o) + (1 | Subject)';
    const model = lmer(formula, data ?? [], options);
    check(model, rest);
    const byOption = lmer(formula.replace(' + offset(o)', ''), data ?? [], {
      ...options,
      offset: 'o',
    });
    check(byOption, rest);
    const asNumbers = lmer(formula.replace(' + offset(o)', ''), data ?? [], {
      ...options,
      offset: (data ?? []).map(({ o }) => o as number),
    });
    expect(() => predict(asNumbers, rest.newdata)).toThrow('give those of the new data');
    const offset = rest.newdata.map(({ o }) => o as number);
    near(predict(asNumbers, rest.newdata, { offset }).fit, rest.group, 1e-6);
  });
});

describe('the rows of the model', () => {
  const data = table('sleepstudy');

  it('give the fitted values, with and without the data', () => {
    expect(predict(sleep).fit).toEqual(sleep.fitted);
    const again = predict(sleep, data, { interval: 'observation', level: 0.9 });
    const own = predict(sleep, undefined, { interval: 'observation', level: 0.9 });
    near(again.fit, [...own.fit], 1e-13);
    near(again.lower, [...(own.lower ?? [])], 1e-12);
  });

  it('have standard errors that add up to the leverage', () => {
    // Σ var(ŷ − Xβ − Zb)/σ² is the trace of the hat matrix of fixed and random effects; from below by p, above by n.
    const { se } = predict(sleep, undefined, { se: true });
    const trace = (se ?? new Float64Array()).reduce((sum, s) => sum + s * s, 0) / sleep.sigma ** 2;
    // Σᵢ (aᵢᵀC aᵢ) = tr(C Σ aᵢaᵢᵀ) = q + p − tr(C^uu), C^uu from the prediction covariances b̂ − b = T u.
    const { template, prediction } = sleep.random[0];
    const [a, b, , d] = template;
    const inverse = [1 / a, -b / (a * d), 0, 1 / d];
    let inner = 0;
    for (let l = 0; l < 18; l++) {
      const block = prediction.subarray(4 * l, 4 * l + 4);
      for (let r = 0; r < 2; r++) {
        for (let i = 0; i < 2; i++) {
          for (let j = 0; j < 2; j++) {
            inner += inverse[i * 2 + r] * block[j * 2 + i] * inverse[j * 2 + r];
          }
        }
      }
    }
    expect(trace).toBeCloseTo(38 - inner / sleep.sigma ** 2, 8);
  });
});

describe('standard errors', () => {
  it('of the population are those of contrasts', () => {
    const own = predict(sleep, [{ Days: 3 }, { Days: 30 }], {
      target: 'population',
      interval: 'mean',
    });
    [3, 30].forEach((days, i) => {
      const { estimate, se, df } = satterthwaite(sleep, [1, days]);
      expect(own.fit[i]).toBeCloseTo(estimate, 10);
      expect(own.se?.[i]).toBeCloseTo(se, 9);
      expect(Math.abs((own.df?.[i] ?? 0) / df - 1)).toBeLessThan(1e-6);
    });
    const adjusted = predict(sleep, [{ Days: 3 }], {
      target: 'population',
      interval: 'mean',
      ddf: 'kenward-roger',
    });
    expect(adjusted.df?.[0]).toBeCloseTo(17, 6);
  });

  it('do not change with the origin of a predictor', () => {
    const data = table('sleepstudy');
    const days = data.columns.get('Days');
    if (days?.kind !== 'numeric') throw new Error('Days');
    const shifted = new Map(data.columns).set('Days', {
      kind: 'numeric',
      values: days.values.map((x) => x + 2000),
    });
    const other = lmer('Reaction ~ Days + (Days | Subject)', { ...data, columns: shifted });
    const options = { interval: 'mean' } as const;
    const a = predict(sleep, undefined, options);
    const b = predict(other, undefined, options);
    near(b.se, [...(a.se ?? [])], 1e-8);
    near(b.df, [...(a.df ?? [])], 1e-6);
  });

  it('of an observation are the same for the population and a new group', () => {
    const rows = [{ Days: 0 }, { Days: 9 }];
    const options = { interval: 'observation', ddf: 'none' } as const;
    const population = predict(sleep, rows, { ...options, target: 'population' });
    const group = predict(sleep, rows, { ...options, target: 'newGroup' });
    near(population.upper, [...(group.upper ?? [])], 1e-12);
    const half = ((group.upper?.[0] ?? 0) - (group.lower?.[0] ?? 0)) / 2;
    const [tau] = sleep.random[0].covariance;
    const variance = sleep.fixed.vcov[0] + tau + sleep.sigma ** 2;
    expect(half).toBeCloseTo(tQuantile(0.025, Infinity) * Math.sqrt(variance), 8);
    // The random effects that are left out belong to an observation all the same.
    const known = { ...options, allowNewLevels: true };
    const left = predict(penicillin, [{ plate: 'a' }], { ...known, terms: ['plate'] });
    expect(left.upper?.[0]).toBeGreaterThan(
      predict(penicillin, [{ plate: 'a', sample: 'A' }], known).fit[0],
    );
  });

  it('of a weighted observation', () => {
    const data = table('sleepextra');
    const model = lmer('Reaction ~ Days + (1 | Subject)', data, { precisionWeights: 'w' });
    const width = (options: PredictOptions, row = {}) => {
      const p = predict(model, [{ Days: 3, Subject: 308, ...row }], {
        interval: 'observation',
        ddf: 'none',
        ...options,
      });
      const half = ((p.upper?.[0] ?? 0) - p.fit[0]) / tQuantile(0.025, Infinity);
      return { noise: half ** 2 - (p.se?.[0] ?? 0) ** 2, codes: p.notices.map(({ code }) => code) };
    };
    expect(width({}).noise / model.sigma ** 2).toBeCloseTo(1, 9);
    expect(width({}).codes).toEqual(['weights-assumed']);
    expect(width({}, { w: 4 }).noise / model.sigma ** 2).toBeCloseTo(0.25, 9);
    expect(width({ precisionWeights: [2] }).noise / model.sigma ** 2).toBeCloseTo(0.5, 9);
    expect(() => width({ precisionWeights: [0] })).toThrow('must be positive: 0 in row 1');
  });
});

describe('rows that cannot be predicted', () => {
  it('with missing cells give NaN and a notice', () => {
    const own = predict(
      sleep,
      { Days: [1, null, 3], Subject: ['308', '309', null] },
      { interval: 'mean' },
    );
    expect([...own.fit].map(Number.isNaN)).toEqual([false, true, true]);
    expect([...(own.upper ?? [])].map(Number.isNaN)).toEqual([false, true, true]);
    expect(own.notices.map(({ text }) => text)).toEqual([
      '2 rows are without prediction: cells are missing, or not finite',
    ]);
  });

  it('of unknown levels are refused unless allowed', () => {
    const text = lmer('diameter ~ 1 + (1 | plate) + (1 | sample)', table('penicillin'));
    expect(() => predict(text, [{ plate: 'a', sample: 'AA' }])).toThrow(
      'grouping factor sample has the level "AA" in row 1, which the data of the fit did not have; did you mean "A"? allowNewLevels predicts such rows as of a new group',
    );
    const own = predict(text, [{ plate: 'a', sample: 'AA' }], { allowNewLevels: true });
    expect(own.newLevels).toEqual(Uint8Array.of(1));
    expect(own.notices[0].code).toBe('new-levels');
  });

  it('for columns left out give NaN where they matter', () => {
    const data = table('sleepstudy');
    const days = data.columns.get('Days');
    if (days?.kind !== 'numeric') throw new Error('Days');
    const columns = new Map(data.columns).set('twice', {
      kind: 'numeric',
      values: days.values.map((x) => 2 * x),
    });
    const model = lmer('Reaction ~ Days + twice + (1 | Subject)', {
      ...data,
      names: [...data.names, 'twice'],
      columns,
    });
    const own = predict(model, { Days: [1, 1], twice: [2, 3] }, { target: 'population' });
    expect([...own.fit].map(Number.isNaN)).toEqual([false, true]);
    expect(own.notices[0].code).toBe('not-estimable');
  });

  it.each([
    [{ target: 'groups' }, 'target is "groups"'],
    [{ interval: 'confidence' }, 'interval is "confidence"'],
    [{ terms: ['Subjct'] }, '"Subjct" is no random term of the model; did you mean "Subject"?'],
    [{ level: 95 }, 'level is 95'],
    [{ ddf: 'kenward-roger', interval: 'mean' }, 'is for the mean of the population'],
    [{ newLevels: true }, 'unknown option "newLevels"'],
  ])('%j', (options, message) => {
    expect(() => predict(sleep, undefined, options as PredictOptions)).toThrow(message);
  });
});

it('many quantiles are those taken one by one', () => {
  const dfs = Float64Array.from({ length: 300 }, (_, i) => (i === 0 ? Infinity : 1.5 * 1.05 ** i));
  for (const p of [0.025, 0.0005, 0.25]) {
    near(
      tQuantiles(p, dfs),
      Array.from(dfs, (df) => tQuantile(p, df)),
      1e-11,
    );
  }
});

it('a prediction is plain data', () => {
  const own = predict(sleep, undefined, { interval: 'mean' });
  expect(structuredClone(own)).toEqual(own);
});
