import { short } from '../format/numbers.ts';

interface AxisProps {
  readonly y: number;
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
  readonly label: string;
  readonly right: number;
}

/** A horizontal axis. */
export function Axis({ y, ticks, at, label, right }: AxisProps) {
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${at(tick)},${y})`}>
          <path d="M0,0v5" />
          <text y="18">{short(tick, 3)}</text>
        </g>
      ))}
      <text class="label" x={right} y={y + 36}>
        {label}
      </text>
    </g>
  );
}

/** About `wanted` round numbers from `low` to `high`. */
export function ticksBetween(low: number, high: number, wanted: number): number[] {
  const raw = (high - low) / Math.max(1, wanted);
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
