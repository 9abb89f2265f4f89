import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { LmerOptions } from '../fit/lmer.ts';
import type { ContrastOption } from '../frame/frame-options.ts';

/** Options that `fit` and `anova` share, as commander hands them over. */
export interface ModelFlags {
  readonly precisionWeights?: string;
  readonly frequencyWeights?: string;
  readonly offset?: string;
  readonly factor?: readonly string[];
  readonly contrasts?: Readonly<Record<string, ContrastOption>>;
  readonly na?: 'omit' | 'fail';
}

/** Adds the options that describe data and model to a command. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--precision-weights <column>', 'residual variance of row i is sigma²/w')
    .option('--frequency-weights <column>', 'each row stands for w equal rows')
    .option('--offset <column>', 'known part of the linear predictor')
    .option('--factor <columns>', 'numeric columns to take as factors: a,b', names)
    .option(
      '--contrasts <list>',
      'contrasts of factors, or the reference level: a=sum,b=treatment:Public',
      contrasts,
    )
    .addOption(
      new Option('--na <what>', 'rows with missing cells')
        .choices(['omit', 'fail'])
        .default('omit'),
    );
}

/** The options of `lmer` that the flags mean. */
export function lmerOptions(flags: ModelFlags, path: string, method: 'REML' | 'ML'): LmerOptions {
  const { precisionWeights, frequencyWeights, offset, contrasts, na } = flags;
  return {
    method,
    ...(path === '-' ? {} : { dataName: basename(path).replace(/(\.[a-z]+)?(\.gz)?$/i, '') }),
    ...(precisionWeights === undefined ? {} : { precisionWeights }),
    ...(frequencyWeights === undefined ? {} : { frequencyWeights }),
    ...(offset === undefined ? {} : { offset }),
    ...(contrasts === undefined ? {} : { contrasts }),
    ...(na === undefined ? {} : { na }),
  };
}

/** `a,b`, also given several times, as a list. */
export function names(text: string, before: readonly string[] = []): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...before, ...parts.filter((part) => part !== '')];
}

function contrasts(
  text: string,
  before: Readonly<Record<string, ContrastOption>> = {},
): Record<string, ContrastOption> {
  // A level may hold commas and equals signs; a comma parts entries only where a further "factor=" follows.
  const parts = text.split(/,(?=[^,=]+=)/).map((part) => part.trim());
  const entries = parts.map((part): [string, ContrastOption] => {
    const base = /^(.+?)=treatment:(.+)$/s.exec(part);
    if (base !== null) return [base[1], { base: base[2] }];
    const at = part.lastIndexOf('=');
    if (at <= 0) {
      throw new BlupError('option', `--contrasts needs factor=kind, as in a=sum: "${part}"`, {
        value: part,
      });
    }
    // An unknown kind is refused where the contrasts are made.
    return [part.slice(0, at), part.slice(at + 1) as ContrastOption];
  });
  return { ...before, ...Object.fromEntries(entries) };
}
