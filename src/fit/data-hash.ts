import type { Design } from '../design/design.ts';
import { type Hasher, hasher } from './murmur.ts';

/**
 * Fingerprints of the rows a model was fitted to, 32 hexadecimal digits each: equal data give equal ones, on every machine, and
 * other data other ones but for a chance of 2⁻¹²⁸. They are for telling data apart by accident, not by intent: MurmurHash3
 * is no cryptographic hash, so they neither prove who made the data nor keep them secret from one who can guess them.
 */
export interface DataHash {
  /** Of row numbers, response, weights and trials: equal when likelihoods can be compared. */
  readonly response: string;
  /** Of the model matrices and the offset. */
  readonly columns: string;
}

/** Absent, and present but empty, are not the same. */
function addOptional(hash: Hasher, values: Float64Array | undefined): void {
  hash.add(values === undefined ? [0] : [1]);
  if (values !== undefined) hash.addCounted(values);
}

/**
 * The fingerprints of a design and of the row numbers it was made of.
 *
 * @param trials of a binomial response
 */
export function dataHash(design: Design, rows: Int32Array, trials?: Float64Array): DataHash {
  const response = hasher();
  response.addCounted(rows);
  response.addCounted(design.y);
  addOptional(response, design.precisionWeights);
  addOptional(response, design.frequencyWeights);
  if (trials !== undefined) response.addCounted(trials);
  const columns = hasher();
  columns.add([design.fixed.columns.length, design.random.length]);
  for (const column of design.fixed.columns) columns.addCounted(column);
  for (const term of design.random) {
    columns.add([term.columns.length]);
    for (const column of term.columns) columns.addCounted(column);
    columns.addCounted(term.codes);
  }
  addOptional(columns, design.offset);
  return { response: response.digest(), columns: columns.digest() };
}
