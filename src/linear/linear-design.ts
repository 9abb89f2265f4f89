import type { Design } from '../design/design.ts';
import { fixedDesign } from '../design/design-matrices.ts';
import type { ModelFrame } from '../frame/frame.ts';

/** Response and model matrix of the fixed terms of a frame; its random terms are left out. */
export function linearDesign(frame: ModelFrame): Design {
  const { precisionWeights, frequencyWeights, offset } = frame;
  return {
    kind: 'design',
    n: frame.nrow,
    responseName: frame.response.name,
    y: frame.response.values,
    fixed: fixedDesign(frame),
    random: [],
    ...(precisionWeights && { precisionWeights }),
    ...(frequencyWeights && { frequencyWeights }),
    ...(offset && { offset }),
    notices: frame.notices,
    frame,
  };
}

/** Weight of each row in sums of squares, precision times frequency; undefined when all are 1. */
export function rowWeights({
  n,
  precisionWeights,
  frequencyWeights,
}: Design): Float64Array | undefined {
  if (precisionWeights === undefined && frequencyWeights === undefined) return undefined;
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    weights[i] = (precisionWeights?.[i] ?? 1) * (frequencyWeights?.[i] ?? 1);
  }
  return weights;
}
