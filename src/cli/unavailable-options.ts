import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';

/** Options that a command does not read; refused, for silence would be an answer to another question. */
const OF_FAMILIES = ['family', 'link', 'trials', 'nagq'] as const;

/** Makes a command for linear models refuse families, and what `refuseWeights` does. */
export function refuseUnavailable(command: Command): Command {
  for (const name of OF_FAMILIES) {
    const refuse = () => {
      throw new BlupError(
        'option',
        `--${name}: this command takes linear models; blup fit, anova, predict, simulate, power, emmeans, table, equations, icc, check, plot, ranova and drop-one take --family`,
        { value: name },
      );
    };
    command.addOption(new Option(`--${name} <value>`).hideHelp().argParser(refuse));
  }
  return refuseWeights(command);
}

/** Makes a command refuse `--weights`, which could mean four things, and sampling weights, which come later. */
export function refuseWeights(command: Command): Command {
  const refuse = () => {
    throw new BlupError('option', '--sampling-weights is not available yet', {
      value: 'sampling-weights',
    });
  };
  command.addOption(new Option('--sampling-weights <value>').hideHelp().argParser(refuse));
  const whichWeights = () => {
    throw new BlupError(
      'option',
      'no option is called --weights: use --precision-weights (variance sigma²/w, what lmer calls weights), ' +
        '--frequency-weights (the row stands for w rows), --sampling-weights (by level; not available yet) or ' +
        '--trials (binomial denominators, what glmer calls weights)',
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
