import { describe, expect, test } from 'vitest';
import { dataHash } from '../../src/fit/data-hash.ts';
import { hasher, murmur128 } from '../../src/fit/murmur.ts';
import { fitCase, referenceCase } from '../reference-cases.ts';

function words(text: string): Int32Array {
  return new Int32Array(new TextEncoder().encode(text).buffer);
}

describe('MurmurHash3_x86_128', () => {
  test('of words, as the published implementation in C has it', () => {
    expect(murmur128(new Int32Array(0))).toBe('0'.repeat(32));
    // 44 bytes: two blocks and three words. The C program also gives the known hash of a text of 51.
    expect(murmur128(words('I will not buy this record, it is scratched.'))).toBe(
      'a0a9683b25ac5e40d9af2895890dddf5',
    );
  });

  test('of a stream is that of the whole, however it comes', () => {
    for (const length of [0, 1, 2, 3, 4095, 4096, 4097, 10_001]) {
      const values = Float64Array.from({ length }, (_, i) => Math.sin(i));
      const whole = murmur128(new Int32Array(values.buffer));
      const stream = hasher();
      for (let at = 0; at < length; at += 1000) stream.add(values.subarray(at, at + 1000));
      expect(stream.digest()).toBe(whole);
    }
  });
});

describe('the fingerprint of data', () => {
  const { design, rows } = fitCase(referenceCase('sleepstudy slope REML'));
  const hash = dataHash(design, rows);
  const changed = (values: Float64Array, i: number, by: number) =>
    values.map((value, at) => (at === i ? value + by : value));

  test('is equal for equal data', () => {
    expect(dataHash(structuredClone(design), rows.slice())).toEqual(hash);
    const zeros = { ...design, offset: new Float64Array(180) };
    const minus = { ...design, offset: new Float64Array(180).fill(-0) };
    expect(dataHash(minus, rows)).toEqual(dataHash(zeros, rows));
  });

  test('tells responses, weights and rows apart', () => {
    const y = { ...design, y: changed(design.y, 90, 1e-10) };
    const ones = new Float64Array(180).fill(1);
    const others = [
      dataHash(y, rows),
      dataHash({ ...design, precisionWeights: ones }, rows),
      dataHash({ ...design, frequencyWeights: ones }, rows),
      dataHash(
        design,
        rows.map((row) => row + 1),
      ),
    ];
    expect(new Set([hash, ...others].map(({ response }) => response)).size).toBe(5);
    for (const other of others) expect(other.columns).toBe(hash.columns);
  });

  test('tells columns, codes and offsets apart', () => {
    const [term] = design.random;
    const columns = design.fixed.columns.map((column) => changed(column, 3, 1e-10));
    const codes = term.codes.map((code, i) => (i === 5 ? (code + 1) % 18 : code));
    const others = [
      { ...design, fixed: { ...design.fixed, columns } },
      { ...design, random: [{ ...term, codes }] },
      { ...design, offset: new Float64Array(180) },
    ].map((other) => dataHash(other, rows));
    expect(new Set([hash, ...others].map((one) => one.columns)).size).toBe(4);
    for (const other of others) expect(other.response).toBe(hash.response);
  });
});
