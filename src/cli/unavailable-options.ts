import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';

/** Options of the design that no code reads yet; refused, for silence would be an answer to another question. */
const LATER = ['family', 'link', 'trials', 'nagq', 'sampling-weights'] as const;

/** Makes a command refuse options that come later, and `--weights`, which could mean four things. */
export function refuseUnavailable(command: Command): Command {
  for (const name of LATER) {
    const refuse = () => {
      throw new BlupError('option', `--${name} is not available yet`, { value: name });
    };
    command.addOption(new Option(`--${name} <value>`).hideHelp().argParser(refuse));
  }
  const whichWeights = () => {
    throw new BlupError(
      'option',
      'no option is called --weights: use --precision-weights (variance sigma²/w, what lmer calls weights), ' +
        '--frequency-weights (the row stands for w rows), --sampling-weights (by level; not available yet) or ' +
        '--trials (binomial denominators, what glmer calls weights; not available yet)',
      { value: 'weights' },
    );
  };
  return command.addOption(new Option('--weights <column>').hideHelp().argParser(whichWeights));
}

/** Throws `BlupError('option')` unless a value is among those that are available; names those that come later. */
export function checkAvailable(
  option: string,
  value: string,
  available: readonly string[],
  later: readonly string[],
): void {
  if (available.includes(value)) return;
  const use = `use ${available.join(' or ')}`;
  const what = later.includes(value) ? 'is not available yet' : 'is unknown';
  throw new BlupError('option', `${option} ${value} ${what}; ${use}`, { value });
}
