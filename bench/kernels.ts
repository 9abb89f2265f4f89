import { type Core, withCore } from '../src/engine/core.ts';
import { figure, type ResultTable } from './markdown.ts';
import { type Effort, medianTime } from './measure.ts';

/** The dense kernels that the core exports (assembly/dense/). */
interface Kernels {
  factorPanel(panel: number, ld: number, columns: number, rows: number): number;
  invertLower(n: number, l: number, ldl: number, x: number, ldx: number): void;
  subtractProduct(
    m: number,
    n: number,
    k: number,
    a: number,
    lda: number,
    b: number,
    bk: number,
    bn: number,
    c: number,
    ldc: number,
    lower: number,
  ): void;
  addScaled(n: number, factor: number, x: number, y: number): void;
  dot(n: number, x: number, y: number): number;
}

/** Calls per measurement, so that the clock and the call into WebAssembly do not show. */
function repeats(flops: number): number {
  return Math.max(1, Math.ceil(200_000 / flops));
}

/** Flops of the Cholesky factorisation of a trapezoid. */
function factorFlops(rows: number, columns: number): number {
  let flops = 0;
  for (let j = 0; j < columns; j++) {
    flops += rows - j;
    for (let jj = j + 1; jj < columns; jj++) flops += 2 * (rows - jj);
  }
  return flops;
}

/** A positive definite trapezoid: small numbers with a large diagonal. */
function trapezoid(rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [i % rows, Math.floor(i / rows)];
    return row === column ? rows : 1 / (1 + Math.abs(row - column));
  });
}

/** Factors fresh copies; the time of copying is measured alone and taken off. */
function factor(core: Core, rows: number, columns: number, effort: Effort): number {
  const kernels = core.exports as unknown as Kernels;
  const flops = factorFlops(rows, columns);
  const count = Math.min(repeats(flops), 256);
  const matrix = trapezoid(rows, columns);
  const bytes = matrix.byteLength;
  const source = core.writeF64(matrix);
  const panels = Array.from({ length: count }, () => core.writeF64(matrix));
  const memory = new Uint8Array(core.exports.memory.buffer);
  const restore = () => {
    for (const panel of panels) memory.copyWithin(panel, source, source + bytes);
  };
  const copying = medianTime(restore, effort);
  const both = medianTime(() => {
    restore();
    for (const panel of panels) kernels.factorPanel(panel, rows, columns, rows);
  }, effort);
  return (count * flops) / (both - copying) / 1e6;
}

function update(core: Core, n: number, k: number, lower: boolean, effort: Effort): number {
  const kernels = core.exports as unknown as Kernels;
  const flops = lower ? k * n * (n + 1) : 2 * k * n * n;
  const count = repeats(flops);
  const a = core.writeF64(new Float64Array(n * k).fill(1e-3));
  const c = core.writeF64(new Float64Array(n * n));
  const time = medianTime(() => {
    for (let i = 0; i < count; i++)
      kernels.subtractProduct(n, n, k, a, n, a, n, 1, c, n, Number(lower));
  }, effort);
  return (count * flops) / time / 1e6;
}

function invert(core: Core, n: number, effort: Effort): number {
  const kernels = core.exports as unknown as Kernels;
  const flops = n ** 3 / 3;
  const count = repeats(flops);
  const l = core.writeF64(trapezoid(n, n));
  const x = core.writeF64(new Float64Array(n * n));
  const time = medianTime(() => {
    for (let i = 0; i < count; i++) kernels.invertLower(n, l, n, x, n);
  }, effort);
  return (count * flops) / time / 1e6;
}

function vectors(core: Core, n: number, sum: boolean, effort: Effort): number {
  const kernels = core.exports as unknown as Kernels;
  const count = repeats(2 * n);
  const x = core.writeF64(new Float64Array(n).fill(1e-9));
  const y = core.writeF64(new Float64Array(n).fill(1));
  const time = medianTime(() => {
    for (let i = 0; i < count; i++) {
      if (sum) kernels.dot(n, x, y);
      else kernels.addScaled(n, 1e-9, x, y);
    }
  }, effort);
  return (count * 2 * n) / time / 1e6;
}

/** Bytes per second at which one thread reads memory that no cache holds. */
export function readingRate(effort: Effort = {}): number {
  const n = 2 ** 23;
  return withCore((core) => 1e9 * 8 * vectors(core, n, true, effort));
}

/** Speed of the dense kernels by size. */
export function kernelTable(quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 60 } : { time: 400 };
  const rate = (measure: (core: Core) => number) => figure(withCore(measure));
  const rows: string[][] = [];
  for (const n of [4, 8, 16, 32, 64, 128, 256, 512]) {
    rows.push([`factor ${n}×${n}`, rate((core) => factor(core, n, n, effort))]);
  }
  for (const n of [128, 512, 2048]) {
    rows.push([`factor and solve ${n}×64`, rate((core) => factor(core, n, 64, effort))]);
  }
  for (const [n, k] of [
    [4, 2],
    [16, 8],
    [64, 8],
    [64, 64],
    [256, 64],
    [1024, 64],
  ]) {
    rows.push([`update ${n}×${n}, rank ${k}`, rate((core) => update(core, n, k, false, effort))]);
    rows.push([`  lower half only`, rate((core) => update(core, n, k, true, effort))]);
  }
  for (const n of [4, 16, 64]) {
    rows.push([`invert lower ${n}×${n}`, rate((core) => invert(core, n, effort))]);
  }
  for (const n of [16, 1000]) {
    rows.push([`dot ${n}`, rate((core) => vectors(core, n, true, effort))]);
    rows.push([`add scaled ${n}`, rate((core) => vectors(core, n, false, effort))]);
  }
  rows.push(['reading memory, GB/s', figure(readingRate(effort) / 1e9)]);
  return {
    title: 'Kernels',
    note: 'Dense kernels of the core, called from JavaScript, one thread. Copying of inputs is taken off.',
    header: ['kernel', 'GFLOP/s'],
    rows,
  };
}
