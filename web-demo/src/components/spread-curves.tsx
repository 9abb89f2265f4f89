import { useRef } from 'preact/hooks';
import type { Setting } from '../format/shrinkage.ts';
import { Axis, ticksBetween } from './axis.tsx';

interface SpreadCurvesProps {
  readonly setting: Setting;
  readonly width: number;
  readonly response: string;
  readonly onChange: (part: Partial<Setting>) => void;
}

const HEIGHT = 190;
const BASE = HEIGHT - 46;

/** How groups spread around the average, and rows around their group. The handles stand one standard deviation off. */
export function SpreadCurves({ setting, width, response, onChange }: SpreadCurvesProps) {
  // The scale holds still while a handle is dragged.
  const reach = useRef(2.6 * Math.sqrt(setting.between + setting.within)).current;
  const at = (x: number) => ((x + reach) / (2 * reach)) * width;
  const tau = Math.sqrt(setting.between);
  const sigma = Math.sqrt(setting.within);
  const drag = (name: 'between' | 'within') => (event: PointerEvent) => {
    const handle = event.currentTarget as SVGElement;
    if (event.type === 'pointerdown') handle.setPointerCapture(event.pointerId);
    else if (!handle.hasPointerCapture(event.pointerId)) return;
    const left = handle.ownerSVGElement?.getBoundingClientRect().left ?? 0;
    const sd = Math.max(0.02 * reach, ((event.clientX - left) / width) * 2 * reach - reach);
    onChange({ [name]: Math.min(sd, 0.98 * reach) ** 2 });
  };
  return (
    <svg
      class="drawing"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label="Normal curves of groups around the average and of rows around their group"
    >
      <path class="within area" d={bell(sigma, reach, at)} />
      <path class="between area" d={bell(tau, reach, at)} />
      <Axis
        y={BASE}
        ticks={ticksBetween(-reach, reach, Math.min(8, width / 70))}
        at={at}
        label={`deviation of ${response}`}
        right={width}
      />
      <Handle name="within" x={at(sigma)} label="σ" y={BASE - 22} onDrag={drag('within')} />
      <Handle name="between" x={at(tau)} label="√τ₀₀" y={BASE - 52} onDrag={drag('between')} />
    </svg>
  );
}

interface HandleProps {
  readonly name: 'between' | 'within';
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly onDrag: (event: PointerEvent) => void;
}

/** For the pointer; the sliders above do the same by keyboard. */
function Handle({ name, x, y, label, onDrag }: HandleProps) {
  return (
    <g
      class={`handle ${name}`}
      transform={`translate(${x},${y})`}
      onPointerDown={onDrag}
      onPointerMove={onDrag}
    >
      <circle r="20" class="reach" />
      <path d={`M0,0V${BASE - y}`} />
      <circle r="7" />
      <text x="12" y="4">
        {label}
      </text>
    </g>
  );
}

/** A normal curve as high as the drawing, the narrower ones not higher. */
function bell(sd: number, reach: number, at: (x: number) => number): string {
  const points = Array.from({ length: 121 }, (_, i) => {
    const x = reach * (i / 60 - 1);
    const density = sd > 0 ? Math.exp(-0.5 * (x / sd) ** 2) : Number(x === 0);
    return `${at(x).toFixed(1)},${(BASE - (BASE - 12) * density).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
