import { expect, test } from 'vitest';
import { type DataInput, lmer } from '../../src/fit/lmer.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';

/** Twelve groups crossed with seven, `times` rows in each cell. */
function data(times: number): DataInput {
  const rows = Array.from({ length: 84 * times }, (_, i) => i);
  const noise = (i: number): number => Math.sin(i * 1.7) + Math.cos(i * i * 0.3);
  return {
    y: rows.map((i) => 3 + noise(i) + noise(i % 12) + noise(i % 7)),
    x: rows.map((i) => noise(i * 3 + 1)),
    f: rows.map((i) => `f${Math.floor(i / 84) % 2}`),
    g: rows.map((i) => `g${i % 12}`),
    h: rows.map((i) => `h${i % 7}`),
  };
}

test('the size does not depend on the number of rows', () => {
  const sizes = [4, 40, 400].map((times) => {
    const model = lmer('y ~ poly(x, 2) * f + (x | g) + (1 | h)', data(times));
    return saveModel(model).length;
  });
  // Numbers of few digits, the trace of the optimiser: some hundred characters.
  for (const size of sizes) expect(Math.abs(size - sizes[0])).toBeLessThan(1000);
  expect(sizes[0]).toBeLessThan(30_000);
});

test('High School and Beyond takes 40 kB, and 4 kB without its groups', () => {
  const model = lmer('mathach ~ cses + (cses | school)', referenceTable('hsb.csv'));
  expect(saveModel(model).length).toBeLessThan(41_000);
  expect(saveModel(model, { groups: false }).length).toBeLessThan(4000);
});

test('few numbers can be read, and equal fits give equal text', () => {
  const model = lmer('mathach ~ cses + (cses | school)', referenceTable('hsb.csv'));
  const text = saveModel(model);
  expect(text).toMatch(/^{\n {2}"format": "blup-model",\n {2}"version": 2,\n {2}"model": {\n/);
  const estimates = Array.from(model.fixed.estimates, String).join();
  expect(text).toContain(`"names":["(Intercept)","cses"],"estimates":[${estimates}]`);
  const again = lmer('mathach ~ cses + (cses | school)', referenceTable('hsb.csv'));
  expect(saveModel(again)).toBe(text);
});
