import { CommanderError } from 'commander';
import { BlupError, type ErrorCode } from '../errors/blup-error.ts';

/** Errors of a right call whose data no such model can be fitted to. */
const NOT_FITTED: ReadonlySet<ErrorCode> = new Set([
  'grouping-factor',
  'no-rows',
  'response',
  'not-finite',
  'too-few-rows',
  'memory',
  'not-fitted',
  'cancelled',
]);

/** Exit status of an error: 1 when the model could not be fitted, 2 when the call was wrong, 0 for help. */
export function exitStatus(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof BlupError && !NOT_FITTED.has(error.code) ? 2 : 1;
}
