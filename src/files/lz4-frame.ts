const MAGIC = 0x184d2204;

/**
 * Decompresses an LZ4 frame, the form in which Arrow files are compressed (LZ4 Frame Format 1.6, LZ4 Block Format). Checksums are not
 * compared.
 *
 * @param length bytes of the result
 * @throws Error when the frame is damaged or does not give so many bytes
 */
export function lz4Frame(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no LZ4 frame');
  const flags = input[4];
  const blockSums = (flags & 0x10) !== 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  // A length that no frame of this size can give would only claim memory.
  if (!(length >= 0 && length <= 255 * input.length)) throw new Error('damaged LZ4 frame');
  const output = new Uint8Array(length);
  let done = 0;
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    const block = input.subarray(at, at + size);
    if (block.length !== size) throw new Error('LZ4 frame ends too early');
    if (word >>> 31 === 1) {
      output.set(block, done);
      done += size;
    } else {
      // Blocks may refer to what earlier ones gave.
      done = lz4Block(block, output, done);
    }
    at += size + (blockSums ? 4 : 0);
  }
  if (done !== length) throw new Error('LZ4 frame of another length');
  return output;
}

/** Decompresses one block into `output` from `start`; gives where it ended. */
function lz4Block(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let to = start;
  const extended = (four: number): number => {
    let count = four;
    for (let byte = 255; four === 15 && byte === 255; count += byte) {
      if (at >= block.length) throw new Error('LZ4 block ends too early');
      byte = block[at++];
    }
    return count;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = extended(token >> 4);
    if (at + literals > block.length || to + literals > output.length) {
      throw new Error('damaged LZ4 block');
    }
    output.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence has no match.
    if (at === block.length) return to;
    if (at + 2 > block.length) throw new Error('LZ4 block ends too early');
    const offset = block[at] | (block[at + 1] << 8);
    at += 2;
    const end = to + extended(token & 15) + 4;
    if (offset === 0 || offset > to || end > output.length) throw new Error('damaged LZ4 block');
    for (; to < end; to++) output[to] = output[to - offset];
  }
  return to;
}
