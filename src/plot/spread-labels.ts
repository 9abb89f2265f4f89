import { fontSize, textWidth } from './text-size.ts';

/** A point, in pixels from any corner; one without a name (`''`) is only in the way. */
interface NamedPoint {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** Where a label goes, from its point, in pixels; y downwards. */
interface LabelPlace {
  readonly point: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * Places for labels such that none covers another or a point: above, below, right or left of the point, the first that is
 * free. A label without a free place is left out. Earlier points come first.
 */
export function spreadLabels(points: readonly NamedPoint[]): LabelPlace[] {
  const taken = points.map(({ x, y }) => ({ x, y, width: 8, height: 8 }));
  return points.flatMap(({ x, y, name }, point): LabelPlace[] => {
    if (name === '') return [];
    const width = textWidth(name);
    const side = width / 2 + 7;
    for (const [dx, dy] of [
      [0, -11],
      [0, 12],
      [side, 0],
      [-side, 0],
    ]) {
      const box = { x: x + dx, y: y + dy, width, height: fontSize };
      const free = taken.every(
        (other, i) =>
          i === point ||
          2 * Math.abs(other.x - box.x) >= other.width + box.width ||
          2 * Math.abs(other.y - box.y) >= other.height + box.height,
      );
      if (!free) continue;
      taken.push(box);
      return [{ point, dx, dy }];
    }
    return [];
  });
}
