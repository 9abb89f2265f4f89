import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { BlupError } from '../errors/blup-error.ts';

/**
 * Writes a file whole or not at all: a reader, or a second call of the same name, never sees half of it. Throws
 * `BlupError('file')` when it cannot be written.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new BlupError('file', `cannot write "${path}": ${reason}`, { value: path });
  }
}
