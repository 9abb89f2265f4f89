import type { Design } from '../design/design.ts';
import { inStretches } from '../number/stretches.ts';
import type { RandomPart } from './model.ts';

// Sums over rows that every fit ends with.

/** fitted += Σ βⱼ · columnⱼ over rows from..to − 1, four columns in one pass and several rows in one turn: turns cost as much as sums. */
function addColumns(
  fitted: Float64Array,
  columns: readonly Float64Array[],
  betas: Float64Array,
  from: number,
  to: number,
): void {
  let j = 0;
  for (; j + 4 <= columns.length; j += 4) {
    addFour(fitted, columns.slice(j, j + 4), betas.subarray(j, j + 4), from, to);
  }
  if (j + 2 <= columns.length) {
    addTwo(fitted, columns[j], columns[j + 1], betas[j], betas[j + 1], from, to);
    j += 2;
  }
  if (j < columns.length) addOne(fitted, columns[j], betas[j], from, to);
}

function addFour(
  fitted: Float64Array,
  [a, b, c, d]: readonly Float64Array[],
  betas: Float64Array,
  from: number,
  to: number,
): void {
  const ba = betas[0];
  const bb = betas[1];
  const bc = betas[2];
  const bd = betas[3];
  let i = from;
  for (; i + 2 <= to; i += 2) {
    fitted[i] += ba * a[i] + bb * b[i] + (bc * c[i] + bd * d[i]);
    const k = i + 1;
    fitted[k] += ba * a[k] + bb * b[k] + (bc * c[k] + bd * d[k]);
  }
  if (i < to) fitted[i] += ba * a[i] + bb * b[i] + (bc * c[i] + bd * d[i]);
}

function addTwo(
  fitted: Float64Array,
  a: Float64Array,
  b: Float64Array,
  ba: number,
  bb: number,
  from: number,
  to: number,
): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    fitted[i] += ba * a[i] + bb * b[i];
    fitted[i + 1] += ba * a[i + 1] + bb * b[i + 1];
    fitted[i + 2] += ba * a[i + 2] + bb * b[i + 2];
    fitted[i + 3] += ba * a[i + 3] + bb * b[i + 3];
  }
  for (; i < to; i++) fitted[i] += ba * a[i] + bb * b[i];
}

function addOne(
  fitted: Float64Array,
  column: Float64Array,
  beta: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) fitted[i] += beta * column[i];
}

function addEffect(
  fitted: Float64Array,
  column: Float64Array,
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    fitted[i] += column[i] * effects[codes[i]];
    fitted[i + 1] += column[i + 1] * effects[codes[i + 1]];
    fitted[i + 2] += column[i + 2] * effects[codes[i + 2]];
    fitted[i + 3] += column[i + 3] * effects[codes[i + 3]];
  }
  for (; i < to; i++) fitted[i] += column[i] * effects[codes[i]];
}

function addTwoEffects(
  fitted: Float64Array,
  first: Float64Array,
  second: Float64Array,
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const own = codes[i] << 1;
    const next = codes[i + 1] << 1;
    fitted[i] += first[i] * effects[own] + second[i] * effects[own + 1];
    fitted[i + 1] += first[i + 1] * effects[next] + second[i + 1] * effects[next + 1];
  }
  if (i < to) {
    const own = codes[i] << 1;
    fitted[i] += first[i] * effects[own] + second[i] * effects[own + 1];
  }
}

/** fitted += column · effects of each row's level, over the k coefficients of a term. */
function addEffects(
  fitted: Float64Array,
  columns: readonly Float64Array[],
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  const k = columns.length;
  if (k === 1) {
    addEffect(fitted, columns[0], codes, effects, from, to);
    return;
  }
  if (k === 2) {
    addTwoEffects(fitted, columns[0], columns[1], codes, effects, from, to);
    return;
  }
  columns.forEach((column, c) => {
    for (let i = from; i < to; i++) fitted[i] += column[i] * effects[codes[i] * k + c];
  });
}

/** fitted += Xβ̂ + Zb̂ in the user's columns. */
export function addInUserColumns(
  design: Design,
  kept: Int32Array,
  betas: Float64Array,
  random: readonly RandomPart[],
  fitted: Float64Array,
): void {
  const columns = Array.from(kept, (j) => design.fixed.columns[j]);
  inStretches(fitted.length, (from, to) => {
    addColumns(fitted, columns, betas, from, to);
    for (let t = 0; t < random.length; t++) {
      const { codes, columns: own } = design.random[t];
      addEffects(fitted, own, codes, random[t].effects, from, to);
    }
  });
}

/** y − fitted */
export function residualsOf(y: Float64Array, fitted: Float64Array): Float64Array {
  const n = y.length;
  const residuals = new Float64Array(n);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    residuals[i] = y[i] - fitted[i];
    residuals[i + 1] = y[i + 1] - fitted[i + 1];
    residuals[i + 2] = y[i + 2] - fitted[i + 2];
    residuals[i + 3] = y[i + 3] - fitted[i + 3];
  }
  for (; i < n; i++) residuals[i] = y[i] - fitted[i];
  return residuals;
}
