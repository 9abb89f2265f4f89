import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyLoadedModel, AnyModel } from '../fit/generalised-model.ts';
import { loadModel } from '../save/load-model.ts';
import { saveModel } from '../save/save-model.ts';

function fileError(path: string, what: string, error: unknown): BlupError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'no such file or directory' : (code ?? String(error));
  return new BlupError('file', `"${path}" cannot be ${what} (${why}); check the path`, {
    value: path,
    cause: code,
  });
}

/**
 * Saves a model as a file, whole or not at all: it is written beside under another name, then takes the place of `path`.
 *
 * @throws `file` when that cannot be done
 */
export function writeModel(path: string, model: AnyModel, groups: boolean): void {
  const text = saveModel(model, { groups });
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let made = false;
  try {
    const file = openSync(beside, 'wx');
    made = true;
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    if (made) rmSync(beside, { force: true });
    throw fileError(path, 'written', error);
  }
}

/** The model in a file; `-` is standard input. Throws `file` and what `loadModel` throws. */
export function readModel(path: string): AnyLoadedModel {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw fileError(path, 'read', error);
  }
  return loadModel(text);
}
