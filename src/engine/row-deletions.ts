import type { CrossProducts } from './cross-products.ts';
import { placeTemplates } from './evaluate.ts';
import { withInferenceCore } from './inference-core.ts';
import { loadProblem } from './load-problem.ts';

/** A reader of single rows in the engine's basis; the arrays are those of the last row read. */
export interface ReadRow {
  /** x̃, then ỹ. */
  readonly x: Float64Array;
  readonly z: readonly Float64Array[];
  readonly levels: Int32Array;
  readonly weight: () => number;
  readonly read: (row: number) => void;
}

/** The fit with all rows at some templates, in the engine's basis. */
export interface WholeFit {
  /** r². */
  readonly residual: number;
  /** β̃. */
  readonly fixed: Float64Array;
  /** C^ββ, p×p. */
  readonly covariance: Float64Array;
}

/** A problem that stays loaded while rows are left out of it. */
export interface RowDeletions {
  /** Factors at these templates (one matrix for each factor); undefined where that is not possible. */
  readonly at: (matrices: readonly Float64Array[]) => WholeFit | undefined;
  /**
   * What leaving out some rows changes at these templates: log det S, the decrease of r², the change of β̃ (p) and of C^ββ (p×p), where
   * det WS is the factor by which the determinant of the leading block of A(θ) changes. The array stands until the next call; undefined when
   * the other rows do not determine the fixed effects.
   */
  readonly without: (rows: ArrayLike<number>) => Float64Array | undefined;
}

/**
 * Runs `use` with the cross-products loaded for deletions, each at a cost that depends on the rows deleted and their levels alone; see
 * `assembly/predict/deletion.ts`.
 *
 * @param most rows of the largest set
 */
export function withRowDeletions<T>(
  products: CrossProducts,
  reader: ReadRow,
  most: number,
  use: (deletions: RowDeletions) => T,
): T {
  const { factors, kept } = products;
  const p = kept.length;
  const width = factors.reduce((sum, { size }) => sum + size, 0);
  const q = factors.reduce((sum, { size, levels }) => sum + size * levels, 0);
  const count = factors.length;
  return withInferenceCore((core) => {
    loadProblem(core, products, true, true);
    const { exports } = core;
    exports.prepareVariances();
    exports.prepareDeletions();
    const room = (numbers: number): number => (exports.alloc(8 * numbers + 8) >>> 0) / 8;
    const at = {
      levels: room(most * count) * 2,
      random: room(most * width),
      fixed: room(most * p),
      responses: room(most),
      weights: room(most),
      out: room(2 + p + p * p),
    };
    let numbers = new Float64Array(exports.memory.buffer);
    let words = new Int32Array(exports.memory.buffer);
    const refresh = (): void => {
      if (numbers.buffer === exports.memory.buffer) return;
      numbers = new Float64Array(exports.memory.buffer);
      words = new Int32Array(exports.memory.buffer);
    };
    const write = (row: number, i: number): void => {
      reader.read(row);
      for (let f = 0; f < count; f++) words[at.levels + i * count + f] = reader.levels[f];
      let next = at.random + i * width;
      for (const own of reader.z) for (const value of own) numbers[next++] = value;
      for (let j = 0; j < p; j++) numbers[at.fixed + i * p + j] = reader.x[j];
      numbers[at.responses + i] = reader.x[p];
      numbers[at.weights + i] = 1 / reader.weight();
    };
    return use({
      at: (matrices) => {
        placeTemplates(core, matrices);
        if (exports.factorVariances(Number.MAX_VALUE) !== 0) return undefined;
        const fixed = core.readF64(exports.findAllEffects(), p);
        const covariance = new Float64Array(p * p);
        for (let j = 0; j < p; j++) {
          for (let i = 0; i < p; i++) covariance[j * p + i] = exports.covariance(q + i, q + j);
        }
        return { residual: core.number('residual'), fixed, covariance };
      },
      without: (rows) => {
        refresh();
        for (let i = 0; i < rows.length; i++) write(rows[i], i);
        const status = exports.deleteRows(
          rows.length,
          4 * at.levels,
          8 * at.random,
          8 * at.fixed,
          8 * at.responses,
          8 * at.weights,
          8 * at.out,
        );
        if (status !== 0) return undefined;
        refresh();
        return numbers.subarray(at.out, at.out + 2 + p + p * p);
      },
    });
  });
}
