import { BlupError } from '../errors/blup-error.ts';
import { binary } from './binary.ts';
import { type BinaryText, bytesOf } from './binary-text.ts';

/** What every binary exports. Addresses are byte offsets in `memory`. */
export interface ArenaExports {
  readonly memory: WebAssembly.Memory;
  readonly bytesWanted: WebAssembly.Global;
  reset(): void;
  alloc(bytes: number): number;
  readonly [global: string]: unknown;
}

/** The exports of the compiled core (assembly/index.ts). */
export interface CoreExports extends ArenaExports {
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
  templateOf(factor: number): number;
  gradientOf(factor: number): number;
}

/** Called after each accepted step; returning `false` stops the fit. */
export type Progress = (iteration: number, objective: number) => boolean | undefined;

/** An instance of the core during one calculation. */
export interface Core<E extends ArenaExports = CoreExports> {
  readonly exports: E;
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

function memoryError(bytes: number): BlupError {
  return new BlupError(
    'memory',
    `the model needs more than ${Math.ceil(bytes / 2 ** 20)} MiB, which WebAssembly cannot give; use fewer random effects or fewer crossed levels`,
    { value: bytes },
  );
}

function coreOf<E extends ArenaExports>(exports: E): Core<E> {
  let doubles = new Float64Array(exports.memory.buffer);
  let words = new Int32Array(exports.memory.buffer);
  // Memory that grows is another buffer; views of the one before have no length any more.
  const follow = (): void => {
    if (doubles.length > 0) return;
    doubles = new Float64Array(exports.memory.buffer);
    words = new Int32Array(exports.memory.buffer);
  };
  const place = (bytes: number): number => {
    // Addresses of 32 bits would wrap.
    if (bytes >= 2 ** 32) throw memoryError(bytes);
    return exports.alloc(Math.max(bytes, 8)) >>> 0;
  };
  return {
    exports,
    writeF64(values) {
      const address = place(values.length * 8);
      follow();
      doubles.set(values, address / 8);
      return address;
    },
    writeI32(values) {
      const address = place(values.length * 4);
      follow();
      words.set(values, address / 4);
      return address;
    },
    readF64(address, count) {
      follow();
      const first = (address >>> 0) / 8;
      return doubles.slice(first, first + count);
    },
    readI32(address, count) {
      follow();
      const first = (address >>> 0) / 4;
      return words.slice(first, first + count);
    },
    number: (name) => Number((exports[name] as WebAssembly.Global).value),
  };
}

/** Runs one calculation on an instance of a binary. */
export type RunCore<E extends ArenaExports> = <T>(
  calculation: (core: Core<E>) => T,
  onProgress?: Progress,
) => T;

/**
 * The way to run calculations on a binary: inputs are copied in, results copied out, nothing is kept.
 *
 * The binary is compiled on first use. A small instance serves the next calculation, which starts by resetting it; one
 * that failed or grew large is dropped. `onProgress` is passed to the optimiser for the time of the calculation.
 *
 * What it returns throws `memory` with the bytes wanted when they exceed what WebAssembly can address or the machine gives.
 */
export function coreRunner<E extends ArenaExports>(text: BinaryText): RunCore<E> {
  let compiled: WebAssembly.Module | undefined;
  let idle: Core<E> | undefined;
  let listener: Progress | undefined;
  const progress = (iteration: number, objective: number): number =>
    listener?.(iteration, objective) === false ? 1 : 0;
  const instantiate = (): Core<E> => {
    compiled ??= new WebAssembly.Module(bytesOf(text));
    const instance = new WebAssembly.Instance(compiled, { minimise: { progress } });
    return coreOf(instance.exports as unknown as E);
  };
  return (calculation, onProgress) => {
    const core = idle ?? instantiate();
    const { exports } = core;
    idle = undefined;
    const outer = listener;
    listener = onProgress;
    try {
      exports.reset();
      const result = calculation(core);
      if (exports.memory.buffer.byteLength <= KEEP_BYTES) idle = core;
      return result;
    } catch (error) {
      const wanted = Number(exports.bytesWanted.value);
      throw error instanceof WebAssembly.RuntimeError && wanted > 0 ? memoryError(wanted) : error;
    } finally {
      listener = outer;
    }
  };
}

/** Runs one calculation on the core of linear models; see `coreRunner`. */
export const withCore: RunCore<CoreExports> = coreRunner(binary);
