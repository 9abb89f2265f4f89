import type { Axis, Layer, Panel } from './figure.ts';
import { fontSize, textWidth } from './text-size.ts';

/** Ticks, the gap beside them, and the rotated label of the axis. */
const beside = 9 + 6 + 2 * fontSize;

/** The width of the longest number on an axis over a range, in pixels. */
function numberWidth([low, high]: readonly [number, number]): number {
  const step = (high - low) / 8 || Math.abs(high) || 1;
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step))));
  const options = { maximumFractionDigits: digits, minimumFractionDigits: digits };
  return Math.max(...[low, high].map((end) => textWidth(end.toLocaleString('en-US', options))));
}

/** Room left of a vertical axis whose numbers lie in a range: for its numbers and its label. */
export function axisMargin(range: readonly [number, number]): number {
  return Math.max(48, Math.ceil(numberWidth(range)) + beside);
}

/** The left margin of a panel: its own, or as its numbers need. */
export function leftMargin(panel: Panel): number {
  return panel.marginLeft ?? axisMargin(rangeOf(panel.layers, ['y', 'y1', 'y2']));
}

/** The right margin of a panel, so that half of the last number of the horizontal axis fits, and the most ticks that do. */
export function horizontalRoom(panel: Panel): { marginRight: number; ticks: number } {
  const range = domainOf(panel.x) ?? rangeOf(panel.layers, ['x', 'x1', 'x2']);
  const width = numberWidth(range);
  const marginRight = Math.max(panel.marginRight ?? 16, Math.ceil(width / 2) + 4);
  const room = panel.width - leftMargin(panel) - marginRight;
  const span = range[1] - range[0] || 1;
  let ticks = 10;
  while (ticks > 1 && (tickStep(span, ticks) / span) * room < width + 12) ticks--;
  return { marginRight, ticks };
}

/** The step between ticks that Observable Plot takes when asked for so many: 1, 2 or 5 times a power of ten. */
function tickStep(span: number, ticks: number): number {
  const power = 10 ** Math.floor(Math.log10(span / ticks));
  const left = span / ticks / power;
  return (
    power * (left >= Math.sqrt(50) ? 10 : left >= Math.sqrt(10) ? 5 : left >= Math.SQRT2 ? 2 : 1)
  );
}

/** The ends of an axis of numbers that are given. */
function domainOf({ domain }: Axis): [number, number] | undefined {
  const [low, high] = domain ?? [];
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : undefined;
}

function rangeOf(layers: readonly Layer[], channels: readonly string[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { data, options } of layers) {
    for (const channel of channels) {
      const field = options[channel];
      for (const row of typeof field === 'string' ? data : []) {
        const value = row[field as string];
        if (typeof value !== 'number') continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
