import { withInferenceCore } from './inference-core.ts';

const TWO32 = 2 ** 32;

/**
 * The first `count` standard normal numbers of each of several streams of a seed, one array after the other: the same bits as
 * `randomStream(seed, stream).normal()`.
 */
export function normalStreams(
  seed: number,
  first: number,
  streams: number,
  count: number,
  use: (normals: Float64Array, stream: number) => void,
): void {
  withInferenceCore(({ exports, readF64 }) => {
    const at = exports.alloc(8 * count + 16) >>> 0;
    for (let i = 0; i < streams; i++) {
      const stream = first + i;
      const high = Math.floor(seed / TWO32);
      exports.fillNormal(seed, high, stream, Math.floor(stream / TWO32), count, at);
      use(readF64(at, count), i);
    }
  });
}
