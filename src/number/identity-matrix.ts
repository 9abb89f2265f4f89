/** `scale` times the n×n identity matrix. */
export function identityMatrix(n: number, scale = 1): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) matrix[k * n + k] = scale;
  return matrix;
}
