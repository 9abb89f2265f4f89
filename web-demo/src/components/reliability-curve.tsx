import { useRef } from 'preact/hooks';
import { reliability, type Setting } from '../format/shrinkage.ts';
import type { TeachingView } from '../session/teaching.ts';
import { Axis, ticksBetween } from './axis.tsx';

interface ReliabilityCurveProps {
  readonly view: TeachingView;
  readonly setting: Setting;
  readonly reliabilities: Float64Array;
  readonly width: number;
  readonly focus: number;
}

const HEIGHT = 240;
const TOP = 12;
const BASE = HEIGHT - 50;
const LEFT = 40;

/** λ over the size of a group, with the groups of the data on the curve. */
export function ReliabilityCurve(props: ReliabilityCurveProps) {
  const { view, setting, reliabilities, width, focus } = props;
  const { sizes } = view;
  const largest = useRef(Math.max(...sizes) * 1.6).current;
  const at = (n: number) => LEFT + (n / largest) * (width - LEFT - 12);
  const up = (share: number) => BASE - share * (BASE - TOP);
  const curve = Array.from({ length: 101 }, (_, i) => {
    const n = Math.max(1e-9, largest * (i / 100) ** 2);
    return `${at(n).toFixed(1)},${up(reliability(setting, n)).toFixed(1)}`;
  });
  const own = (j: number) => Math.max(1, sizes[j] * setting.times);
  const dot = (j: number) =>
    `M${Math.min(width, at(own(j))).toFixed(1)},${up(reliabilities[j]).toFixed(1)}h0`;
  const dots = new Set(Array.from(sizes, (_, j) => dot(j)));
  return (
    <svg
      class="drawing"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label="Reliability of the own mean of a group over its size"
    >
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g class="axis" key={share} transform={`translate(${LEFT},${up(share)})`}>
          <path class="grid" d={`M0,0H${width - LEFT}`} />
          <text class="end" x="-8" y="4">
            {share}
          </text>
        </g>
      ))}
      <path class="curve" d={`M${curve.join('L')}`} />
      <path class="predicted" d={[...dots].join('')} />
      {focus >= 0 && <path class="focus point" d={dot(focus)} />}
      <Axis
        y={BASE}
        ticks={ticksBetween(0, largest, Math.min(8, width / 70))}
        at={at}
        label="rows of the group, nⱼ"
        right={width}
      />
    </svg>
  );
}
