import { progress } from './progress-line.ts';

/** Writes to standard output, the progress line taken away before. */
export function print(content: string | Uint8Array): void {
  progress.clear();
  process.stdout.write(content);
}

/** Says something on standard error, in a line of its own. */
export function note(text: string): void {
  progress.clear();
  process.stderr.write(`blup: note: ${text}\n`);
}
