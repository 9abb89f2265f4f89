import { useRef } from 'preact/hooks';
import type { TeachingView } from '../session/teaching.ts';
import { Axis, ticksBetween } from './axis.tsx';

interface ShrinkageLinesProps {
  readonly view: TeachingView;
  readonly reliabilities: Float64Array;
  readonly width: number;
  /** Place of the level that is to be seen, or −1. */
  readonly focus: number;
}

const HEIGHT = 250;
const TOP = 34;
const BOTTOM = HEIGHT - 56;

/** Own means above, predictions below, a line for each group. Three paths, however many groups, so that dragging stays smooth. */
export function ShrinkageLines({ view, reliabilities, width, focus }: ShrinkageLinesProps) {
  const { means, group } = view;
  const reach = useRef(Math.max(...means.map(Math.abs), 1e-12) * 1.05).current;
  const at = (x: number) => 8 + ((x + reach) / (2 * reach)) * (width - 16);
  const tops: string[] = [];
  const bottoms: string[] = [];
  const lines: string[] = [];
  means.forEach((mean, j) => {
    const above = at(mean).toFixed(1);
    const below = at(reliabilities[j] * mean).toFixed(1);
    tops.push(`M${above},${TOP}h0`);
    bottoms.push(`M${below},${BOTTOM}h0`);
    lines.push(`M${above},${TOP}L${below},${BOTTOM}`);
  });
  return (
    <svg
      class="drawing shrinkage"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`Own means of ${means.length} levels of ${group} and what the model makes of them`}
    >
      <text class="label start" x="0" y={TOP - 16}>
        own mean
      </text>
      <path
        class="lines"
        d={lines.join('')}
        stroke-opacity={Math.min(0.5, (0.09 * width) / means.length)}
      />
      <path class="own" d={tops.join('')} />
      <path class="predicted" d={bottoms.join('')} />
      {focus >= 0 && <path class="focus" d={lines[focus]} />}
      <text class="label start" x="0" y={BOTTOM + 18}>
        prediction
      </text>
      <Axis
        y={BOTTOM + 14}
        ticks={ticksBetween(-reach, reach, Math.min(8, width / 70)).filter(
          (tick) => at(tick) > 90 && at(tick) < width - 20,
        )}
        at={at}
        label="deviation from the average"
        right={width}
      />
    </svg>
  );
}
