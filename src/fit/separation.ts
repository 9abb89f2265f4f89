import type { Design } from '../design/design.ts';
import type { GeneralisedSolution } from '../engine/generalised.ts';
import type { Notice } from '../errors/notice.ts';
import type { FixedPart } from './model.ts';

/** A coefficient that moves the linear predictor by more than this over its column's range has run off. */
const FAR = 15;

function range(column: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const x of column) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  // Of a constant its size.
  return high > low ? high - low : Math.abs(high);
}

/** Names the fixed effects that run off to infinity because they tell the classes of the response apart (Albert & Anderson 1984). */
export function separationNotice(
  design: Design,
  fixed: FixedPart,
  solution: GeneralisedSolution,
): Notice[] {
  if (!solution.separated) return [];
  const effects = Array.from(solution.kept, (j, k) => ({
    name: fixed.names[k],
    shift: Math.abs(fixed.estimates[k]) * range(design.fixed.columns[j]),
  }));
  const far = effects.filter(({ shift }) => shift > FAR);
  const largest = effects.toSorted((a, b) => b.shift - a.shift).slice(0, 1);
  const names = (far.length > 0 ? far : largest).map(({ name }) => name);
  return [
    {
      code: 'separation',
      text:
        `separation: ${names.join(', ')} ${names.length > 1 ? 'tell' : 'tells'} the outcomes of some rows apart without error, so that the ` +
        'likelihood rises as the coefficients grow without end and there are no finite estimates; leave out or merge what separates',
      detail: { coefficients: names },
    },
  ];
}
