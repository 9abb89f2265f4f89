/** Bytes as text: frequent ones as one character of the alphabet, rare ones as two, of which the first is one of its last two. */
export interface BinaryText {
  readonly size: number;
  readonly alphabet: string;
  /** All 256 bytes, the frequent ones first, parted by spaces. */
  readonly order: string;
  readonly text: string;
}

/** The bytes of a text made by scripts/embed-wasm.mjs. */
export function bytesOf({ size, alphabet, order, text }: BinaryText): Uint8Array<ArrayBuffer> {
  const place = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) place[alphabet.charCodeAt(i)] = i;
  const singles = alphabet.length - 2;
  const byte = order.split(' ').map(Number);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    let number = place[text.charCodeAt(at++)];
    if (number >= singles) {
      number = (number - singles + 1) * singles + place[text.charCodeAt(at++)];
    }
    bytes[i] = byte[number];
  }
  return bytes;
}
