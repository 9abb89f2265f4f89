import { type Rotated, rotated } from '../rotated-templates.ts';
import type { GeneralisedOptimum } from './chart.ts';
import { triangularised } from './triangularised.ts';

/** θ of templates that any rotation may have passed through, and the way back for the derivatives. */
interface TemplateChart {
  readonly rotation: Rotated;
  theta(entries: Float64Array): Float64Array;
  pull(gradient: Float64Array): Float64Array;
}

export function templateChart(
  { templates }: GeneralisedOptimum,
  sizes: readonly number[],
  term = -1,
  q?: Float64Array,
): TemplateChart {
  const rotation = rotated(templates, sizes, term, q);
  const { layout } = rotation;
  if (term < 0) {
    return {
      rotation,
      theta: (entries) => entries,
      pull: (gradient) => gradient.subarray(0, layout.length),
    };
  }
  const k = sizes[term];
  let lower = triangularised(templates[term], k);
  return {
    rotation,
    theta: (entries) => {
      const theta = entries.slice();
      lower = triangularised(rotation.templates(entries)[term], k);
      for (let c = 0; c < k; c++) {
        for (let r = c; r < k; r++) theta[layout.position(term, r, c)] = lower.triangle[c * k + r];
      }
      return theta;
    },
    pull: (gradient) => {
      const slopes = sizes.map((size, t) => {
        const own = new Float64Array(size * size);
        for (let c = 0; c < size; c++) {
          for (let r = c; r < size; r++) own[c * size + r] = gradient[layout.position(t, r, c)];
        }
        return t === term ? lower.pull(own) : own;
      });
      return rotation.chain(slopes);
    },
  };
}
