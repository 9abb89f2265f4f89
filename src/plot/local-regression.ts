/** A smooth curve: ascending x with a value each. */
interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Local linear regression with tricube weights over the nearest share of the points (Cleveland 1979, J. Am. Stat. Assoc. 74,
 * 829–836), without robustness steps, at up to `knots` places spread as the x are. Where all near x are equal it is their mean.
 */
export function localRegression(x: Float64Array, y: Float64Array, span = 2 / 3, knots = 60): Curve {
  const n = x.length;
  const order = Int32Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b] || a - b);
  const xs = Float64Array.from(order, (i) => x[i]);
  const ys = Float64Array.from(order, (i) => y[i]);
  const near = Math.min(n, Math.max(3, Math.ceil(span * n)));
  const places = new Set<number>();
  for (let k = 0; k < knots; k++) {
    // Half of the places follow the density of the points, half the range: thin ends stay smooth.
    const share = k / (knots - 1);
    places.add(xs[Math.round(share * (n - 1))]);
    places.add(xs[0] + share * (xs[n - 1] - xs[0]));
  }
  const at = Float64Array.from(places).sort();
  let first = 0;
  const values = at.map((place) => {
    while (first + near < n && xs[first + near] - place < place - xs[first]) first++;
    return valueAt(place, xs.subarray(first, first + near), ys.subarray(first, first + near));
  });
  return { x: at, y: values };
}

function valueAt(place: number, x: Float64Array, y: Float64Array): number {
  const reach = Math.max(place - x[0], x[x.length - 1] - place) * (1 + 1e-9);
  let [weight, sumX, sumY, xx, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const d = x[i] - place;
    const far = reach > 0 ? Math.abs(d) / reach : 0;
    const w = (1 - far ** 3) ** 3;
    weight += w;
    sumX += w * d;
    sumY += w * y[i];
    xx += w * d * d;
    xy += w * d * y[i];
  }
  const [meanX, meanY] = [sumX / weight, sumY / weight];
  const variance = xx / weight - meanX ** 2;
  if (!(variance > 1e-12 * reach ** 2)) return meanY;
  return meanY - ((xy / weight - meanX * meanY) / variance) * meanX;
}
