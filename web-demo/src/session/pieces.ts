import { BlupError } from 'blup';
import type { SessionState } from './state.ts';

/** Milliseconds of one piece of a long calculation; between two the worker answers other questions, and stops when told. */
const PIECE = 40;

/** Lets waiting messages in. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Called with what is done and how much there is. */
export type Progress = (done: number, total: number) => void;

/**
 * Does `total` things in pieces of a size that takes a few hundredths of a second. `piece(first, count)` does some of them. Throws
 * `cancelled` soon after the user has said stop.
 */
export async function inPieces(
  state: SessionState,
  total: number,
  piece: (first: number, count: number) => void,
  progress: Progress,
): Promise<void> {
  state.cancelled = false;
  let count = 1;
  for (let first = 0; first < total; ) {
    const begun = performance.now();
    const now = Math.min(count, total - first);
    piece(first, now);
    first += now;
    progress(first, total);
    const took = Math.max(0.1, performance.now() - begun);
    count = Math.max(1, Math.min(4 * count, Math.round((now * PIECE) / took)));
    await turn();
    if (state.cancelled) throw new BlupError('cancelled', 'stopped; nothing was kept');
  }
}
