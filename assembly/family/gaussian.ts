import { IDENTITY, INVERSE, LOG, SQRT } from './codes';
import { setImpossible, setRow, setRowA } from './row';

/** Normal of mean μ(η) and variance φ. Means may be negative, so the composition goes by μ itself. */
export function gaussian(link: i32, y: f64, phi: f64, eta: f64): void {
  let mu = eta;
  let m1: f64 = 1;
  let m2: f64 = 0;
  let m3: f64 = 0;
  if (link === LOG) {
    mu = Math.exp(eta);
    m1 = mu;
    m2 = mu;
    m3 = mu;
  } else if (link === INVERSE) {
    if (eta === 0) {
      setImpossible();
      return;
    }
    mu = 1.0 / eta;
    m1 = -mu * mu;
    m2 = -2.0 * m1 * mu;
    m3 = -3.0 * m2 * mu;
  } else if (link === SQRT) {
    if (!(eta > 0)) {
      setImpossible();
      return;
    }
    mu = eta * eta;
    m1 = 2.0 * eta;
    m2 = 2.0;
  } else if (link !== IDENTITY) {
    setImpossible();
    return;
  }
  const residual = y - mu;
  const scale = 1.0 / phi;
  const l = -0.5 * scale * residual * residual;
  const d1 = scale * residual * m1;
  const d2 = scale * (residual * m2 - m1 * m1);
  setRow(l, d1, d2, scale * (residual * m3 - 3.0 * m1 * m2), scale * m1 * m1);
  setRowA(-l, -d1, -d2);
}
