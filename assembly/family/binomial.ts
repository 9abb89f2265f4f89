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
import { setImpossible, setRow } from './row';

/** y successes of w trials; a part without observations counts nothing, wherever η lies. */
export function binomial(link: i32, y: f64, w: f64, eta: f64): void {
  if (!findProbability(link, eta)) {
    setImpossible();
    return;
  }
  const failures = w - y;
  let l: f64 = 0;
  let d1: f64 = 0;
  let d2: f64 = 0;
  let d3: f64 = 0;
  if (y > 0) {
    l = y * lower0;
    d1 = y * lower1;
    d2 = y * lower2;
    d3 = y * lower3;
  }
  if (failures > 0) {
    l += failures * upper0;
    d1 += failures * upper1;
    d2 += failures * upper2;
    d3 += failures * upper3;
  }
  // F′²/(F(1 − F)) = (log F)′ · −(log(1 − F))′
  setRow(l, d1, d2, d3, -w * lower1 * upper1);
}
