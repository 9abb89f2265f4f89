/** Size of all text in figures, in pixels. */
export const fontSize = 12;

/** About the width of a text in pixels. Fonts differ, so this errs on the wide side. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    width += (code >= 0x2e80 ? 1.05 : /[A-ZMW@%m]/.test(letter) ? 0.72 : 0.57) * fontSize;
  }
  return width;
}

/** A text cut to a width in pixels, with `…` in place of what is left out; controls and line breaks become blanks. */
export function shortened(text: string, width: number): string {
  const letters = [...text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')];
  if (textWidth(letters.join('')) <= width) return letters.join('');
  while (letters.length > 1 && textWidth(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('')}…`;
}

/** A name without the backticks that formulas need around blanks. */
export function plainName(name: string): string {
  return name.replace(/^`([^`]*)`$/, '$1');
}

/** A number as figures print it: four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** `1 group`, `18 groups`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
