import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../src/save/base64.ts';

test('text is that of Node, and gives the bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(text)).toEqual(new Uint8Array(bytes));
    }),
  );
});

test('other text is refused', () => {
  for (const text of [
    'A',
    'AAA',
    'AA=A',
    '=AAA',
    'A===',
    'AA A',
    'ÄAAA',
    'AA-_',
    'AAAA\n',
    '====',
  ]) {
    expect(fromBase64(text)).toBeUndefined();
  }
});
