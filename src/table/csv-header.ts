import { BlupError } from '../errors/blup-error.ts';

/**
 * The column names in the first row of a CSV text, without surrounding spaces.
 *
 * An unnamed first column, the row names that R's `write.csv` writes, is called `...1`. Throws `parse-csv` for another
 * unnamed column and for a name that occurs twice.
 */
export function headerNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, i) => {
    const name = cell.trim() === '' && i === 0 && cells.length > 1 ? '...1' : cell.trim();
    const place = i + 1;
    if (name === '') {
      throw new BlupError(
        'parse-csv',
        `column ${place} of ${cells.length} has no name in the header; name it or remove it`,
        { value: cell, column: place },
      );
    }
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      throw new BlupError(
        'parse-csv',
        `columns ${earlier} and ${place} are both named "${name}"; rename one of the two`,
        { value: name, column: place },
      );
    }
    seen.set(name, place);
    return name;
  });
}
