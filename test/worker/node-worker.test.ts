import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BlupError,
  bootstrap,
  confint,
  formatSummary,
  glmer,
  lmer,
  parseCsv,
  profile,
  ratios,
  refitML,
  summary,
} from '../../dist/index.js';
import { type BlupWorker, startWorker } from '../../dist/worker/node.js';

const csv = (name: string) =>
  readFileSync(new URL(`../../web-demo/data/${name}.csv`, import.meta.url), 'utf8');
const sleep = parseCsv(csv('sleepstudy'));
const hsb = parseCsv(csv('hsb'));
const formula = 'Reaction ~ Days + (Days | Subject)';

function withoutTiming<T extends object>(model: T): T {
  return { ...model, timing: undefined };
}

let blup: BlupWorker;
beforeAll(async () => {
  blup = await startWorker();
});
afterAll(() => blup.close());

describe('one worker', () => {
  test('gives the model that the function gives', async () => {
    const model = await blup.lmer(formula, sleep);
    expect(withoutTiming(model)).toEqual(withoutTiming(lmer(formula, sleep)));
    expect(formatSummary(summary(model))).toBe(await blup.formatSummary(await blup.summary(model)));
  });

  test('gives an argument that comes back as the same object', async () => {
    const model = await blup.lmer(formula, sleep, { method: 'ML' });
    expect(await blup.refitML(model)).toBe(model);
    const local = lmer(formula, sleep, { method: 'ML' });
    expect(await blup.refitML(local)).toBe(local);
  });

  test('takes models one by one, in lists and with options', async () => {
    const small = await blup.lmer('Reaction ~ Days + (1 | Subject)', sleep);
    const large = lmer(formula, sleep);
    const tests = await blup.anova(small, large, { refit: false });
    expect(tests.rows[1].df).toBe(2);
    const table = await blup.modelTable([small, large]);
    expect(table.models).toHaveLength(2);
    expect((await blup.anova(large, { type: 2 })).kind).toBe('term-tests');
  });

  test('reports progress', async () => {
    const model = await blup.lmer(formula, sleep);
    const seen: number[] = [];
    const boot = await blup.bootstrap(model, {
      nsim: 400,
      seed: 3,
      onProgress: (done, total) => {
        seen.push(done / total);
        return undefined;
      },
    });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(boot).toEqual(bootstrap(lmer(formula, sleep), { nsim: 400, seed: 3 }));
    const steps: number[] = [];
    await blup.lmer(formula, sleep, { onProgress: (step) => void steps.push(step) });
    expect(steps.length).toBeGreaterThan(2);
  });

  test('keeps class, code and detail of errors', async () => {
    const error = await blup.lmer('Reaction ~ Dys + (1 | Subject)', sleep).catch((e) => e);
    expect(error).toBeInstanceOf(BlupError);
    expect(error).toMatchObject({ name: 'BlupError', code: 'unknown-column' });
    expect(error.detail).toMatchObject({ value: 'Dys', suggestion: 'Days' });
    await expect(
      (blup as unknown as { botstrap(): Promise<unknown> }).botstrap(),
    ).rejects.toMatchObject({ code: 'option', detail: { suggestion: 'bootstrap' } });
  });

  test('refuses functions and what cannot be cloned, and says the way out', async () => {
    const model = await blup.lmer(formula, sleep);
    await expect(blup.bootstrap(model, { statistic: ({ sigma }) => sigma })).rejects.toMatchObject({
      code: 'option',
      detail: { value: 'statistic' },
    });
    await expect(blup.lmer(formula, new WeakMap())).rejects.toMatchObject({ code: 'option' });
  });

  test('takes over the memory of columns when told to', async () => {
    const y = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * 1.7) + (i % 20) / 9);
    const g = Int32Array.from(y, (_, i) => i % 20);
    const before = y.slice();
    const table = await blup.asTable({ y, g }, { transfer: true });
    expect([y.length, g.length]).toEqual([0, 0]);
    expect(table.columns.get('y')).toEqual({ kind: 'numeric', values: before });
    const model = await blup.lmer('y ~ 1 + (1 | g)', table);
    expect(model.nobs).toBe(400);
    expect((await blup.predict(model, table, { transfer: true })).fit).toHaveLength(400);
    expect(model.design.y).toHaveLength(400);
    expect((await blup.predict(model)).fit).toHaveLength(400);
  });
});

describe('cancelling', () => {
  const many = 2_000_000;

  test('a running bootstrap stops within 100 ms, and the worker serves on', async () => {
    const model = await blup.lmer('mathach ~ cses + (cses | school)', hsb);
    for (const wait of [0, 30, 150]) {
      const stop = new AbortController();
      const running = blup.bootstrap(model, { nsim: many, signal: stop.signal });
      let begun = 0;
      setTimeout(() => {
        begun = performance.now();
        stop.abort();
      }, wait);
      const error = await running.catch((e) => e);
      expect(performance.now() - begun).toBeLessThan(100);
      expect(error).toMatchObject({ name: 'BlupError', code: 'cancelled' });
      expect((await blup.fixef(model)).names).toHaveLength(2);
    }
  });

  test('by false from onProgress', async () => {
    const model = await blup.lmer(formula, sleep);
    const running = blup.bootstrap(model, { nsim: many, onProgress: () => false });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a function without progress is stopped too', async () => {
    const model = await blup.lmer(formula, sleep);
    const stop = new AbortController();
    const running = blup.simulate(model, { nsim: 30_000, seed: 1, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect((await blup.fixef(model)).names).toHaveLength(2);
  });

  test('a call that waits leaves the others alone', async () => {
    const model = await blup.lmer(formula, sleep);
    const stop = new AbortController();
    const first = blup.bootstrap(model, { nsim: 300 });
    const second = blup.bootstrap(model, { nsim: many, signal: stop.signal });
    const third = blup.bootstrap(model, { nsim: 300 });
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(await first).toEqual(await third);
    const gone = blup.bootstrap(model, { signal: AbortSignal.abort() });
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('closing rejects what runs and what comes', async () => {
    const other = await startWorker();
    const model = await other.lmer(formula, sleep);
    const running = other.bootstrap(model, { nsim: many });
    const waiting = other.fixef(model);
    await other.close();
    const ends = await Promise.allSettled([running, waiting, other.fixef(model)]);
    expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual(
      Array(3).fill('worker'),
    );
  });
});

describe('several workers', () => {
  test.each([2, 3])('%i of them give the bits of one', async (size) => {
    const pool = await startWorker({ size });
    const model = lmer('mathach ~ cses + meanses + (cses | school)', hsb);
    const boot = await pool.bootstrap(model, { nsim: 101, seed: 5, first: 7 });
    expect(boot).toEqual(bootstrap(model, { nsim: 101, seed: 5, first: 7 }));
    expect(await pool.confint(model)).toEqual(confint(model));
    const singular = lmer('Reaction ~ Days + (Days | Subject)', {
      ...Object.fromEntries(sleep.columns),
      Reaction: Float64Array.from({ length: 180 }, (_, i) => (i * 7919) % 101),
    });
    expect(await pool.profile(singular)).toEqual(profile(singular));
    expect(await pool.profile(model, { parm: ['sigma', 'icc', 'cses'] })).toEqual(
      profile(model, { parm: ['sigma', 'icc', 'cses'] }),
    );
    await pool.close();
  });

  test('report one progress, and stop together', async () => {
    const pool = await startWorker({ size: 2 });
    const model = await pool.lmer(formula, sleep);
    const seen: [number, number][] = [];
    await pool.bootstrap(model, {
      nsim: 500,
      onProgress: (done, total) => void seen.push([done, total]),
    });
    expect(seen.at(-1)).toEqual([500, 500]);
    const stop = new AbortController();
    const running = pool.bootstrap(model, { nsim: 1e6, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(pool.bootstrap(model, { nsim: 0 })).rejects.toMatchObject({ code: 'option' });
    await pool.close();
  });

  test('a bad size is an error', async () => {
    await expect(startWorker({ size: 0 })).rejects.toMatchObject({ code: 'option' });
  });
});

describe('a generalised model', () => {
  const rows = parseCsv(csv('contraception'));
  const use = 'use ~ age + urban + livch + (1 | district)';
  const options = { family: 'binomial', nAGQ: 25 } as const;

  test('is the one that the function gives, from one worker or a pool', async () => {
    const here = glmer(use, rows, options);
    const steps: number[] = [];
    const there = await blup.glmer(use, rows, {
      ...options,
      onProgress: (step) => void steps.push(step),
    });
    expect(withoutTiming(there)).toEqual(withoutTiming(here));
    expect(steps.length).toBeGreaterThan(2);
    expect(await blup.formatSummary(await blup.summary(there))).toBe(formatSummary(summary(here)));
    expect(await blup.ratios(there)).toEqual(ratios(here));
    const smaller = await blup.glmer('use ~ urban + (1 | district)', rows, options);
    expect((await blup.anova(smaller, there)).rows[1].df).toBe(4);
    const pool = await startWorker({ size: 2 });
    expect(await pool.confint(there, { method: 'wald' })).toEqual(
      confint(here, { method: 'wald' }),
    );
    expect(await pool.confint(there)).toEqual(confint(here));
    const slopes = glmer('use ~ age + urban + (urban | district)', rows, {
      family: 'binomial',
      nAGQ: 1,
    });
    expect(await pool.profile(slopes)).toEqual(profile(slopes));
    expect(await pool.confint(slopes, { parm: ['age', 'sd_urbanY|district'] })).toEqual(
      confint(slopes, { parm: ['age', 'sd_urbanY|district'] }),
    );
    const range = { nsim: 7, seed: 5, first: 2 };
    expect(await pool.bootstrap(slopes, range)).toEqual(bootstrap(slopes, range));
    await pool.close();
  });

  test('keeps its errors, and stops', async () => {
    const wrong = blup.glmer('age ~ urban + (1 | district)', rows, { family: 'poisson' });
    await expect(wrong).rejects.toMatchObject({ code: 'response' });
    const stop = new AbortController();
    const running = blup.glmer(use, rows, { family: 'binomial', nAGQ: 100, signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(
      blup.glmer(use, rows, { family: 'binomial', onProgress: () => false }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('refitML on the page and in the worker agree', async () => {
  const model = await blup.lmer(formula, sleep);
  expect(withoutTiming(await blup.refitML(model))).toEqual(withoutTiming(refitML(model)));
});
