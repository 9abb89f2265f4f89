/** A text as a cell of CSV: in quotation marks where commas, quotes or line breaks ask for them. */
export function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Records as CSV text with a head line, in full precision; what is undefined or NaN is an empty cell. Texts with commas, quotes or line breaks
 * are quoted.
 */
export function csvText(
  names: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const cell = (value: unknown): string => {
    if (value === undefined || Number.isNaN(value)) return '';
    return quoted(String(value));
  };
  const lines = [names.map(cell), ...rows.map((row) => names.map((name) => cell(row[name])))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}
