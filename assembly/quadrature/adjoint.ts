import { addF, getF, setF } from '../access';

/**
 * From the averages over the nodes u = û + Bt of a rule to the adjoints of its centre and of M = B⁻ᵀB⁻¹ (integrate.ts has the
 * formulas).
 *
 * @param k coefficients
 * @param count rows
 * @param s their K numbers each
 * @param means c and ω of each row, K + 1 numbers
 * @param first, second Σ π t and Σ π t tᵀ
 * @param slope takes the adjoint of û at fixed M
 * @param adjoint takes M̄, symmetric
 * @param product scratch, K×K
 */
export function findAdjoints(
  k: i32,
  count: i32,
  s: usize,
  means: usize,
  u: usize,
  b: usize,
  first: usize,
  second: usize,
  slope: usize,
  adjoint: usize,
  product: usize,
): void {
  // B̄ in `product`
  for (let c = 0; c < k; c++) {
    let x = getF(u, c);
    for (let d = c; d < k; d++) x += getF(b, d * k + c) * getF(first, d);
    setF(slope, c, -x);
    for (let d = 0; d < k; d++) {
      let moment = getF(u, c) * getF(first, d);
      for (let r = c; r < k; r++) moment += getF(b, r * k + c) * getF(second, d * k + r);
      setF(product, d * k + c, -moment);
    }
  }
  let mean = means;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < k; c++) {
      addF(slope, c, getF(mean, 0) * getF(s, c));
      for (let d = 0; d < k; d++) addF(product, d * k + c, getF(s, c) * getF(mean, d + 1));
    }
    s += (<usize>k) << 3;
    mean += (<usize>(k + 1)) << 3;
  }
  // S by its lower triangle, then M̄ = ½ B S Bᵀ
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let x: f64 = i === j ? 1.0 : 0.0;
      for (let r = 0; r <= j; r++) x += getF(product, i * k + r) * getF(b, j * k + r);
      setF(adjoint, j * k + i, -x);
      setF(adjoint, i * k + j, -x);
    }
  }
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let x: f64 = 0;
      for (let r = i; r < k; r++) x += getF(b, r * k + i) * getF(adjoint, j * k + r);
      setF(product, j * k + i, x);
    }
  }
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let x: f64 = 0;
      for (let c = j; c < k; c++) x += getF(product, c * k + i) * getF(b, c * k + j);
      setF(adjoint, j * k + i, 0.5 * x);
    }
  }
}

/** sᵀM̄s */
export function form(k: i32, adjoint: usize, s: usize): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < k; c++) {
    let x: f64 = 0;
    for (let r = 0; r < k; r++) x += getF(adjoint, c * k + r) * getF(s, r);
    sum += x * getF(s, c);
  }
  return sum;
}
