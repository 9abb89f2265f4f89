import { describe, expect, it } from 'vitest';
import { designMatrices } from '../../src/design/design-matrices.ts';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { withCore } from '../../src/engine/core.ts';
import type { CrossProducts } from '../../src/engine/cross-products.ts';
import { loadProblem } from '../../src/engine/load-problem.ts';
import { thetaLength } from '../../src/engine/templates.ts';
import { modelFrame } from '../../src/frame/model-frame.ts';
import { asTable } from '../../src/table/as-table.ts';
import { randomNumbers } from '../random-design.ts';

const formulas = [
  'y ~ x + (x + z | g)',
  'y ~ x + (1 | g) + (1 | h)',
  'y ~ x + (x | g) + (1 | h)',
  'y ~ 1 + (1 | g) + (x | h)',
  'y ~ x + z + (x + z | g) + (x | h)',
  'y ~ x + (1 | g) + (1 | h) + (1 | k)',
  'y ~ x + (x | g) + (z | h) + (x + z | k)',
  'y ~ x + (1 | g/h) + (0 + x | h)',
  'y ~ 0 + x + (x || g) + (1 | h) + (0 + z | k)',
];

/** Models whose leading levels meet more than 48 coefficients of others, and most of them. */
const wide = [
  'y ~ x + (1 | g) + (1 | h)',
  'y ~ x + (x | g) + (z | h)',
  'y ~ 1 + (x + z | g) + (1 | h) + (x | k)',
  'y ~ 0 + x + (x || g) + (1 | h)',
];

function randomProducts(formula: string, seed: number, crossed = false): CrossProducts {
  const uniform = randomNumbers(seed);
  const groups = crossed ? 140 + seed : 5 + Math.floor(uniform() * 30);
  const rows = crossed ? 60 * groups : 40 + 4 * groups;
  const column = () => Float64Array.from({ length: rows }, () => 2 * uniform() - 1);
  const levels = (name: string, count: number) =>
    Array.from({ length: rows }, () => name + Math.floor(uniform() * count));
  const data = { y: column(), x: column(), z: column() };
  const factors = { g: levels('g', groups), h: levels('h', crossed ? 70 : 6), k: levels('k', 4) };
  return crossProducts(designMatrices(modelFrame(formula, asTable({ ...data, ...factors }))));
}

/** Everything that the core says at θ, with all factors in the panels (`whole`) or one eliminated before. */
function everything(products: CrossProducts, reml: boolean, theta: Float64Array, whole: boolean) {
  return withCore((core) => {
    loadProblem(core, products, reml, whole);
    const m = thetaLength(products.terms);
    const p = products.kept.length;
    const sum = (power: number) =>
      products.factors.reduce((total, { levels, size }) => total + levels * size ** power, 0);
    const [at, slopes] = [core.writeF64(theta), core.writeF64(new Float64Array(m))];
    const value = core.exports.evaluate(at, slopes);
    const gradient = core.readF64(slopes, m);
    core.exports.finishAt(at);
    const read = (name: string, count: number) => core.readF64(core.number(name), count);
    return {
      value: Float64Array.of(value),
      gradient,
      effects: read('effects', sum(1) + p),
      conditional: read('conditional', sum(2)),
      prediction: read('prediction', sum(2)),
      fixedSlopes: read('fixedSlopes', m * p * p),
    };
  });
}

describe('eliminating a factor in closed form changes nothing', () => {
  const check = (formula: string, seed: number, crossed: boolean) => {
    const products = randomProducts(formula, seed, crossed);
    const uniform = randomNumbers(100 + seed);
    // Some entries are zero, so that templates are singular now and then.
    const theta = Float64Array.from({ length: thetaLength(products.terms) }, () =>
      uniform() < 0.15 ? 0 : 2 * uniform() - 1,
    );
    const reml = seed % 2 === 0;
    const lead = everything(products, reml, theta, false);
    const panels = everything(products, reml, theta, true);
    for (const [name, values] of Object.entries(lead)) {
      const others = panels[name as keyof typeof panels];
      const scale = others.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);
      const off = values.reduce((most, x, i) => Math.max(most, Math.abs(x - others[i])), 0);
      expect(off / scale, `${name}, seed ${seed}`).toBeLessThan(1e-10);
    }
  };

  it.each(formulas)('%s', (formula) => {
    for (let seed = 1; seed <= 8; seed++) check(formula, seed, false);
  });

  it.each(wide)('by dense matrices: %s', (formula) => {
    for (let seed = 1; seed <= 4; seed++) check(formula, seed, true);
  });
});
