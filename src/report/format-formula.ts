/** Longest line before a break, in characters, as R's `deparse`. */
const CUTOFF = 60;

/**
 * The lines `Formula: …` of a printed model: a long formula breaks after the first operator or comma beyond 60
 * characters, later lines are indented, and the text moves below the heading when it does not fit beside it.
 */
export function formatFormula(formula: string, width: number): string[] {
  const pieces: string[] = [];
  let line = '';
  for (const token of formula.split(/(?<= (?:\+|-|\*|\||\|\||~) )|(?<=, )/)) {
    line += token;
    if (line.length > CUTOFF) {
      pieces.push(line);
      line = '    ';
    }
  }
  if (line.trim() !== '') pieces.push(line);
  return fill(['Formula:', ...pieces], width);
}

/** Words joined by blanks into lines shorter than `width`; words are never broken. */
export function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length + 1 > width) {
      lines.push(`${line} `);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
