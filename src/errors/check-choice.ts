import { BlupError } from './blup-error.ts';

/** Throws `option` for a value that is none of the choices. */
export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(', ');
  throw new BlupError('option', `${what} is "${value}"; use ${list}`, { value });
}
