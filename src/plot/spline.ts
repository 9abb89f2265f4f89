/** A curve with its slope. */
interface Spline {
  value(x: number): number;
  slope(x: number): number;
}

/** The natural cubic spline through points of ascending x (at least two); straight outside of them. */
export function naturalSpline(x: Float64Array, y: Float64Array): Spline {
  const n = x.length;
  const bend = new Float64Array(n);
  const carried = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const share = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
    const pivot = share * bend[i - 1] + 2;
    bend[i] = (share - 1) / pivot;
    const rise = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
    carried[i] = ((6 * rise) / (x[i + 1] - x[i - 1]) - share * carried[i - 1]) / pivot;
  }
  bend[n - 1] = 0;
  for (let i = n - 2; i >= 0; i--) bend[i] = i === 0 ? 0 : bend[i] * bend[i + 1] + carried[i];

  const piece = (at: number): number => {
    let i = 0;
    while (i < n - 2 && at > x[i + 1]) i++;
    return i;
  };
  return {
    value(at) {
      const i = piece(at);
      const h = x[i + 1] - x[i];
      const [a, b] = [(x[i + 1] - at) / h, (at - x[i]) / h];
      const cubic = (a ** 3 - a) * bend[i] + (b ** 3 - b) * bend[i + 1];
      return a * y[i] + b * y[i + 1] + (cubic * h * h) / 6;
    },
    slope(at) {
      const i = piece(at);
      const h = x[i + 1] - x[i];
      const [a, b] = [(x[i + 1] - at) / h, (at - x[i]) / h];
      return (
        (y[i + 1] - y[i]) / h +
        (((3 * b * b - 1) * bend[i + 1] - (3 * a * a - 1) * bend[i]) * h) / 6
      );
    },
  };
}
