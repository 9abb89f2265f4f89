/** Rows of a stretch: few enough for a loop to be compiled soon, and for several columns of them to stay in the fastest cache. */
const STRETCH = 2048;

/**
 * Calls `run` for rows from..to − 1 of n, stretch after stretch.
 *
 * Engines compile a function that is called often, and interpret one long loop for most of its rows; interpreted, each operation
 * on numbers leaves garbage, many times the column in all.
 */
export function inStretches(n: number, run: (from: number, to: number) => void): void {
  for (let from = 0; from < n; from += STRETCH) run(from, Math.min(n, from + STRETCH));
}
