/** Constants of MurmurHash3_x86_128 for the four lanes of a block. */
const FACTORS = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
const TURNS = [15, 16, 17, 18];

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Lane i of a block, mixed before it enters the state. */
function lane(word: number, i: number): number {
  return Math.imul(rotate(Math.imul(word, FACTORS[i]), TURNS[i]), FACTORS[(i + 1) % 4]);
}

/** The state after whole blocks. Written out, since every word of the data passes here. */
function mixBlocks(h: Int32Array, words: Int32Array, from: number, to: number): void {
  let h1 = h[0];
  let h2 = h[1];
  let h3 = h[2];
  let h4 = h[3];
  for (let at = from; at < to; at += 4) {
    const a = Math.imul(words[at], 0x239b961b);
    h1 ^= Math.imul((a << 15) | (a >>> 17), 0xab0e9789);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    const b = Math.imul(words[at + 1], 0xab0e9789);
    h2 ^= Math.imul((b << 16) | (b >>> 16), 0x38b34ae5);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    const c = Math.imul(words[at + 2], 0x38b34ae5);
    h3 ^= Math.imul((c << 17) | (c >>> 15), 0xa1e38b93);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    const d = Math.imul(words[at + 3], 0xa1e38b93);
    h4 ^= Math.imul((d << 18) | (d >>> 14), 0x239b961b);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
  }
  h[0] = h1;
  h[1] = h2;
  h[2] = h3;
  h[3] = h4;
}

function avalanche(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Adds the words behind the last whole block and the length in bytes; the hash as 32 hexadecimal digits. */
function finish(h: Int32Array, words: Int32Array, from: number, to: number, bytes: number) {
  for (let i = 0; from + i < to; i++) h[i] ^= lane(words[from + i], i);
  // The length modulo 2³² enters, as in the reference implementation.
  for (let i = 0; i < 4; i++) h[i] ^= bytes % 2 ** 32;
  const spread = (): void => {
    h[0] += h[1] + h[2] + h[3];
    for (let i = 1; i < 4; i++) h[i] += h[0];
  };
  spread();
  for (let i = 0; i < 4; i++) h[i] = avalanche(h[i]);
  spread();
  return Array.from(h, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** MurmurHash3_x86_128 (Appleby 2010, public domain) with seed 0, of 32-bit words. */
export function murmur128(words: Int32Array): string {
  const h = new Int32Array(4);
  const whole = words.length - (words.length % 4);
  mixBlocks(h, words, 0, whole);
  return finish(h, words, whole, words.length, words.length * 4);
}

/** Numbers as they come, hashed as the bytes of 64-bit floating point, low byte first; −0 counts as 0. */
export interface Hasher {
  add(values: ArrayLike<number>): void;
  /** The length, then the numbers. */
  addCounted(values: ArrayLike<number>): void;
  /** 32 hexadecimal digits. Nothing can be added afterwards. */
  digest(): string;
}

/** Numbers that are gathered before they are mixed. */
const CHUNK = 4096;

/** MurmurHash3_x86_128 of a stream of numbers. */
export function hasher(): Hasher {
  const h = new Int32Array(4);
  const numbers = new Float64Array(CHUNK);
  const words = new Int32Array(numbers.buffer);
  let filled = 0;
  let bytes = 0;
  const add = (values: ArrayLike<number>): void => {
    for (let i = 0; i < values.length; i++) {
      numbers[filled++] = values[i] + 0;
      if (filled === CHUNK) {
        mixBlocks(h, words, 0, words.length);
        filled = 0;
      }
    }
    bytes += values.length * 8;
  };
  return {
    add,
    addCounted(values) {
      add([values.length]);
      add(values);
    },
    digest() {
      const end = 2 * filled;
      const whole = end - (end % 4);
      mixBlocks(h, words, 0, whole);
      return finish(h, words, whole, end, bytes);
    },
  };
}
