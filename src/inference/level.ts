import { BlupError } from '../errors/blup-error.ts';

/** Throws `BlupError('option')` unless a confidence level lies between 0 and 1. */
export function checkLevel(level: number): void {
  if (typeof level === 'number' && level > 0 && level < 1) return;
  throw new BlupError(
    'option',
    `level is ${level}; a confidence level lies between 0 and 1, as 0.95`,
    {
      value: level,
    },
  );
}
