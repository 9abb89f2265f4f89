/** A point of a picture that says what it is. */
export interface Mark {
  readonly text: string;
  readonly element: SVGCircleElement;
}

/** The points of a picture that carry a title; the titles are taken off, for the page shows them faster than the browser. */
export function takeMarks(svg: Element): Mark[] {
  return [...svg.querySelectorAll('circle')].flatMap((element) => {
    const title = element.querySelector('title');
    if (title === null) return [];
    const text = title.textContent ?? '';
    title.remove();
    return [{ text, element }];
  });
}

/** Where a mark stands, in pixels from the corner of an element. */
export interface Place {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export function placesOf(marks: readonly Mark[], within: Element): Place[] {
  const origin = within.getBoundingClientRect();
  return marks.map(({ text, element }) => {
    const box = element.getBoundingClientRect();
    return {
      text,
      x: box.x + box.width / 2 - origin.x,
      y: box.y + box.height / 2 - origin.y,
    };
  });
}

/** The place nearest to a point, none beyond `reach`. Across counts less than along, as points stand in columns. */
export function nearestPlace(
  places: readonly Place[],
  x: number,
  y: number,
  reach: number,
): Place | undefined {
  let best: Place | undefined;
  let least = reach;
  for (const place of places) {
    const distance = Math.hypot(place.x - x, (place.y - y) / 2);
    if (distance < least) {
      least = distance;
      best = place;
    }
  }
  return best;
}
