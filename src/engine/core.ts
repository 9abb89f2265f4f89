import { BlupError } from '../errors/blup-error.ts';
import { binary } from './binary.ts';
import { bytesOf } from './binary-text.ts';

/** The exports of the compiled core (assembly/index.ts). Addresses are byte offsets in `memory`. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  readonly bytesWanted: WebAssembly.Global;
  reset(): void;
  alloc(bytes: number): number;
  findRowBasis(specification: number, roots: number): void;
  sumRowProducts(roots: number): void;
  pairEntries(pair: number): number;
  beginProblem(
    p: number,
    fixed: number,
    denominator: number,
    reml: number,
    factors: number,
    pairs: number,
  ): void;
  addFactor(levels: number, size: number, diagonal: number, tail: number): void;
  addPair(first: number, second: number, pointers: number, index: number, blocks: number): void;
  prepare(parameters: number, entries: number, terms: number, table: number, whole: number): void;
  optimise(theta: number): number;
  extraEvaluations(): number;
  reoptimise(theta: number, fixed: number): number;
  fillNormal(
    seedLow: number,
    seedHigh: number,
    streamLow: number,
    streamHigh: number,
    count: number,
    out: number,
  ): void;
  prepareDraw(theta: number): void;
  drawResponse(normal: number, chiSquared: number, sigma: number, out: number): void;
  setResponse(values: number): void;
  evaluate(theta: number, gradient: number): number;
  evaluateTemplates(withGradient: number): number;
  tailFactor(): number;
  differentiateAt(beta: number, variance: number): void;
  finishAt(theta: number): number;
  setVarianceParameters(parameters: number, entries: number): void;
  beginSums(): number;
  addComponents(
    count: number,
    starts: number,
    leafCounts: number,
    factors: number,
    levels: number,
  ): number;
  prepareSelected(): void;
  selectedBlocks(out: number): number;
  prepareVariances(): void;
  factorVariances(count: number): number;
  variancesOf(count: number, levels: number, random: number, fixed: number, out: number): void;
  templateOf(factor: number): number;
  gradientOf(factor: number): number;
  readonly [global: string]: unknown;
}

/** Called after each accepted step; returning `false` stops the fit. */
export type Progress = (iteration: number, objective: number) => boolean | undefined;

/** An instance of the core during one calculation. */
export interface Core {
  readonly exports: CoreExports;
  /** Copies numbers into a new block and returns its address. */
  writeF64(values: ArrayLike<number>): number;
  writeI32(values: ArrayLike<number>): number;
  /** Copies numbers out. */
  readF64(address: number, count: number): Float64Array;
  readI32(address: number, count: number): Int32Array;
  /** Value of an exported variable. */
  number(name: string): number;
}

/** An instance larger than this is dropped after its calculation instead of serving the next. */
const KEEP_BYTES = 32 * 2 ** 20;

let compiled: WebAssembly.Module | undefined;
let idle: CoreExports | undefined;
let listener: Progress | undefined;

function instantiate(): CoreExports {
  compiled ??= new WebAssembly.Module(bytesOf(binary));
  const progress = (iteration: number, objective: number): number =>
    listener?.(iteration, objective) === false ? 1 : 0;
  const instance = new WebAssembly.Instance(compiled, { minimise: { progress } });
  return instance.exports as unknown as CoreExports;
}

function coreOf(exports: CoreExports): Core {
  const place = (bytes: number): number => exports.alloc(Math.max(bytes, 8)) >>> 0;
  return {
    exports,
    writeF64(values) {
      const address = place(values.length * 8);
      new Float64Array(exports.memory.buffer, address, values.length).set(values);
      return address;
    },
    writeI32(values) {
      const address = place(values.length * 4);
      new Int32Array(exports.memory.buffer, address, values.length).set(values);
      return address;
    },
    readF64: (address, count) =>
      new Float64Array(exports.memory.buffer, address >>> 0, count).slice(),
    readI32: (address, count) =>
      new Int32Array(exports.memory.buffer, address >>> 0, count).slice(),
    number: (name) => Number((exports[name] as WebAssembly.Global).value),
  };
}

/**
 * Runs one calculation on an instance of the core: inputs are copied in, results copied out, nothing is kept.
 *
 * The binary is compiled on first use. A small instance serves the next calculation, which starts by resetting it; one
 * that failed or grew large is dropped.
 *
 * @param onProgress passed to the optimiser for the time of the calculation
 * @throws `memory` with the bytes wanted when they exceed what WebAssembly can address or the machine gives
 */
export function withCore<T>(calculation: (core: Core) => T, onProgress?: Progress): T {
  const exports = idle ?? instantiate();
  idle = undefined;
  const outer = listener;
  listener = onProgress;
  try {
    exports.reset();
    const result = calculation(coreOf(exports));
    if (exports.memory.buffer.byteLength <= KEEP_BYTES) idle = exports;
    return result;
  } catch (error) {
    const wanted = Number(exports.bytesWanted.value);
    if (error instanceof WebAssembly.RuntimeError && wanted > 0) {
      throw new BlupError(
        'memory',
        `the model needs more than ${Math.ceil(wanted / 2 ** 20)} MiB, which WebAssembly cannot give; use fewer random effects or fewer crossed levels`,
        { value: wanted },
      );
    }
    throw error;
  } finally {
    listener = outer;
  }
}
