/** c = R⁻ᵀℓ (p numbers, R the p×p triangle of X = X̃R): the combination of β̃ that ℓᵀβ is. */
export function innerWeights(triangle: Float64Array, weights: ArrayLike<number>): Float64Array {
  const c = Float64Array.from(weights);
  const p = c.length;
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < j; i++) c[j] -= triangle[j * p + i] * c[i];
    c[j] /= triangle[j * p + j];
  }
  return c;
}
