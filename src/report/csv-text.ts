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
    const text = String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [names.map(cell), ...rows.map((row) => names.map((name) => cell(row[name])))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}
