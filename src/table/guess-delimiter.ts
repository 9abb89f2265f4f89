import Papa from 'papaparse';

const SAMPLE = 1 << 16;
const ROWS = 20;

/**
 * The delimiter of a CSV text: the one of comma, semicolon and tab that cuts the first 20 rows into most cells, where one
 * that gives all these rows the same length goes before one that does not. Comma when none occurs.
 */
export function guessDelimiter(pieces: Iterable<string>): string {
  let text = '';
  for (const piece of pieces) {
    text += piece.slice(0, SAMPLE);
    if (text.length >= SAMPLE) break;
  }
  const sample = text.replace(/\r\n?/g, '\n');
  let best = ',';
  let bestScore = 0;
  for (const delimiter of [',', ';', '\t']) {
    const score = cutScore(sample, delimiter);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function cutScore(sample: string, delimiter: string): number {
  const parser = new Papa.Parser({ delimiter, newline: '\n', preview: ROWS });
  const data: string[][] = parser.parse(sample, 0, sample.length >= SAMPLE).data;
  const rows = data.filter((row) => row.length > 1 || row[0] !== '');
  if (rows.length === 0) return 0;
  const width = rows[0].length;
  if (width === 1) return 0;
  return rows.every((row) => row.length === width) ? width + SAMPLE : width;
}
