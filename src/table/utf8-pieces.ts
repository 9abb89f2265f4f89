import { BlupError } from '../errors/blup-error.ts';

const PIECE = 1 << 16;

/** The text of a file in pieces. Throws `file` where the bytes are not UTF-8; `name` is the file's, for the message. */
export function* utf8Pieces(bytes: Uint8Array, name: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0; start < bytes.length; start += PIECE) {
    const stream = start + PIECE < bytes.length;
    let piece: string;
    try {
      piece = decoder.decode(bytes.subarray(start, start + PIECE), { stream });
    } catch {
      throw new BlupError('file', `"${name}" is not valid UTF-8; save it with that encoding`, {
        value: name,
        near: start,
      });
    }
    yield piece;
  }
}
