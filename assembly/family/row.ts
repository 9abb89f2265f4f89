// What a family says about one row, as variables that the batch loops read (a kernel of the core returns one number only).

/** Log density without the terms free of η (those are the base), and its derivatives with respect to η. */
export let value: f64 = 0;
export let first: f64 = 0;
export let second: f64 = 0;
export let third: f64 = 0;
/** Expected −∂²/∂η² (positive); where it has no closed form, a positive stand-in that the family names. */
export let information: f64 = 0;
/** Derivatives with respect to the auxiliary parameter of `value`, `first` and `second`. */
export let valueA: f64 = 0;
export let firstA: f64 = 0;
export let secondA: f64 = 0;

export function setRow(l: f64, d1: f64, d2: f64, d3: f64, expected: f64): void {
  value = l;
  first = d1;
  second = d2;
  third = d3;
  information = expected;
}

export function setRowA(l: f64, d1: f64, d2: f64): void {
  valueA = l;
  firstA = d1;
  secondA = d2;
}

/** η lies where the family has no density. */
export function setImpossible(): void {
  setRow(-Infinity, 0, 0, 0, 0);
  setRowA(0, 0, 0);
}
