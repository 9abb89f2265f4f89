import { BlupError } from '../errors/blup-error.ts';
import type { PlainError } from './protocol.ts';

/** A value that survives structured clone: itself, or its text. */
function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}

/** An error as plain data. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  if (!(error instanceof BlupError)) return { name, message, stack };
  const detail = Object.fromEntries(
    Object.entries(error.detail).map(([key, value]) => [key, cloneable(value)]),
  );
  return { name, message, stack, code: error.code, detail };
}

/** The error again: a `BlupError` with its code and detail, or an `Error` with its name. */
export function fromPlainError({ name, message, stack, code, detail }: PlainError): Error {
  const error = code === undefined ? new Error(message) : new BlupError(code, message, detail);
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name });
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack });
  return error;
}
