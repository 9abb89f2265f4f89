import { expect, test } from 'vitest';
import { binary } from '../../src/engine/binary.ts';
import { bytesOf } from '../../src/engine/binary-text.ts';

test('the text of the core is a valid module, and needs no escape in a script', () => {
  const bytes = bytesOf(binary);
  expect(bytes.length).toBe(binary.size);
  expect(WebAssembly.validate(bytes)).toBe(true);
  expect(binary.text).toMatch(/^[ -~]*$/);
  expect(binary.text).not.toMatch(/['"`\\$<]/);
});

test('every byte comes back, in one character or two', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  const singles = alphabet.length - 2;
  // 24 + 2·24 bytes: the alphabet of this example holds no more.
  const order = Array.from({ length: 72 }, (_, i) => 255 - i);
  const text = order
    .map((_, i) =>
      i < singles
        ? alphabet[i]
        : alphabet[singles + Math.floor((i - singles) / singles)] +
          alphabet[(i - singles) % singles],
    )
    .join('');
  const bytes = bytesOf({ size: 72, alphabet, order: order.join(' '), text });
  expect(Array.from(bytes)).toEqual(order);
});
