import type { Design } from '../design/design.ts';
import type { FixedPart, RandomPart } from './model.ts';

function addScaled(target: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * x[i];
}

/** Xβ̂ + Zb̂ + offset for every row of the design. */
export function fittedValues(
  design: Design,
  fixed: FixedPart,
  random: readonly RandomPart[],
): Float64Array {
  const fitted = design.offset?.slice() ?? new Float64Array(design.n);
  let kept = 0;
  design.fixed.names.forEach((name, j) => {
    if (fixed.names[kept] !== name) return;
    addScaled(fitted, design.fixed.columns[j], fixed.estimates[kept]);
    kept++;
  });
  random.forEach(({ effects, names }, t) => {
    const { codes, columns } = design.random[t];
    const k = names.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * effects[codes[i] * k + c];
    });
  });
  return fitted;
}
