import { logGamma, scaledFirst, scaledPolygamma, scaledSecond, scaledThird } from './gamma';
import {
  findProbability,
  lower0,
  lower1,
  lower2,
  lower3,
  upper0,
  upper1,
  upper2,
  upper3,
} from './probability';
import { setImpossible, setRow, setRowA } from './row';

/**
 * Beta with mean μ and precision φ (variance μ(1 − μ)/(1 + φ)), a = log φ: shapes x = μφ and v = (1 − μ)φ. Derivatives of
 * log Γ come multiplied by powers of their argument, so that they meet relative derivatives of μ and 1 − μ and stay finite in the tails.
 */
export function beta(link: i32, y: f64, phi: f64, eta: f64): void {
  if (!findProbability(link, eta)) {
    setImpossible();
    return;
  }
  const x = phi * Math.exp(lower0);
  const v = phi * Math.exp(upper0);
  if (!(x > 0 && v > 0)) {
    setImpossible();
    return;
  }
  const logY = Math.log(y);
  const logRest = Math.log1p(-y);
  const l = x * logY + v * logRest - logGamma(x) - logGamma(v);
  scaledPolygamma(x);
  const a1 = x * logY - scaledFirst;
  const a2 = -scaledSecond;
  const a3 = -scaledThird;
  scaledPolygamma(v);
  const b1 = v * logRest - scaledFirst;
  const b2 = -scaledSecond;
  const b3 = -scaledThird;
  const r1 = lower1;
  const r2 = lower2 + r1 * r1;
  const r3 = lower3 + 3.0 * lower1 * lower2 + r1 * r1 * r1;
  const s1 = upper1;
  const s2 = upper2 + s1 * s1;
  const s3 = upper3 + 3.0 * upper1 * upper2 + s1 * s1 * s1;
  setRow(
    l,
    a1 * r1 + b1 * s1,
    a2 * r1 * r1 + a1 * r2 + b2 * s1 * s1 + b1 * s2,
    a3 * r1 * r1 * r1 +
      3.0 * a2 * r1 * r2 +
      a1 * r3 +
      b3 * s1 * s1 * s1 +
      3.0 * b2 * s1 * s2 +
      b1 * s3,
    -a2 * r1 * r1 - b2 * s1 * s1,
  );
  setRowA(
    a1 + b1,
    (a1 + a2) * r1 + (b1 + b2) * s1,
    (2.0 * a2 + a3) * r1 * r1 + (a1 + a2) * r2 + (2.0 * b2 + b3) * s1 * s1 + (b1 + b2) * s2,
  );
}
