import type { Point } from '../session/light-svg.ts';

/** The point nearest to a place, none beyond `reach`. Up and down counts half, as points stand in columns. */
export function nearestPoint(
  points: readonly Point[],
  x: number,
  y: number,
  reach: number,
): Point | undefined {
  let best: Point | undefined;
  let least = reach;
  for (const point of points) {
    const distance = Math.hypot(point.x - x, (point.y - y) / 2);
    if (distance < least) {
      least = distance;
      best = point;
    }
  }
  return best;
}
