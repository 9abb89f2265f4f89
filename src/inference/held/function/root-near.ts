/** The root of f nearest to `from`, by secants and, where these fail, by a search for a change of sign. */
export function rootNear(f: (t: number) => number, from: number): number | undefined {
  let a = from;
  let fa = f(a);
  if (fa === 0) return a;
  let b = a + 0.05;
  let fb = f(b);
  for (let i = 0; i < 20; i++) {
    const step = (-fb * (b - a)) / (fb - fa);
    if (!Number.isFinite(step) || Math.abs(step) > 3) break;
    [a, fa] = [b, fb];
    b += step;
    if (Math.abs(step) < 1e-13 * (1 + Math.abs(b))) return b;
    fb = f(b);
    if (fb === 0) return b;
  }
  const base = f(from);
  for (let width = 0.02; width < 200; width *= 1.5) {
    for (const side of [1, -1]) {
      const there = from + side * width;
      const value = f(there);
      if (Number.isFinite(value) && value * base < 0) {
        return bisect(f, from + (side * width) / 1.5, there);
      }
    }
  }
  return undefined;
}

function bisect(f: (t: number) => number, from: number, to: number): number {
  let a = from;
  let b = to;
  const sign = Math.sign(f(b));
  if (Math.sign(f(a)) === sign) return a;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (a + b);
    if (Math.sign(f(middle)) === sign) b = middle;
    else a = middle;
  }
  return 0.5 * (a + b);
}
