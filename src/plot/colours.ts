/**
 * Colours that the common kinds of colour blindness keep apart (Okabe & Ito 2008, Color Universal Design), in an order whose
 * first ones have a contrast of 3 to 1 or more on white and on nearly black. Text and axes take the colour of their surroundings.
 */
export const palette = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const;

/** For what the data say. */
export const blue = palette[0];

/** For what the model says on top of the data. */
export const vermilion = palette[1];

/** Text, axes, and what stands back. */
export const ink = 'currentColor';

/** The colour of the i-th of several series; the colours repeat after the sixth. */
export function seriesColour(i: number): string {
  return palette[i % palette.length];
}
