import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { type GlmerOptions, glmer } from '../fit/glmer.ts';
import { readFormula } from '../formula/level-equations/read-formula.ts';
import type { Table } from '../table/table.ts';
import { withFormula } from './fit-formula.ts';
import { lmerOptions, type ModelFlags } from './model-options.ts';

/** Options of generalised models, as commander hands them over. */
export interface FamilyFlags {
  readonly family?: string;
  readonly link?: string;
  readonly trials?: string;
  readonly nagq?: number | 'auto';
}

function points(text: string): number | 'auto' {
  return text === 'auto' ? text : Number(text);
}

/** Adds `--family`, `--link`, `--trials` and `--nagq` to a command. */
export function addFamilyOptions(command: Command): Command {
  return command
    .option(
      '--family <name>',
      'a generalised model: binomial, poisson, negative-binomial-2 (nbinom2), negative-binomial-1, gamma, inverse-gaussian, beta, gaussian, ordinal',
    )
    .option('--link <name>', 'with --family: logit, probit, cloglog, log, …; default by family')
    .option('--trials <column>', 'with --family binomial: how many trials each row has')
    .option(
      '--nagq <points>',
      'with --family: points of quadrature, 1 for Laplace, or auto',
      points,
    );
}

/** Throws `option` for flags that belong to generalised models where no family is given. */
export function checkFamilyFlags({ family, ...others }: FamilyFlags): void {
  if (family !== undefined) return;
  for (const name of ['link', 'trials', 'nagq'] as const) {
    if (others[name] === undefined) continue;
    throw new BlupError('option', `--${name} belongs to --family; give --family too`, {
      value: others[name],
    });
  }
}

/** Throws `option` for flags that mean something for linear models only. */
export function refuseLinearFlags(flags: object, names: readonly string[]): void {
  const name = names.find((one) => (flags as Record<string, unknown>)[one] !== undefined);
  if (name === undefined) return;
  throw new BlupError('option', `--${name} is for linear models; leave it out with --family`, {
    value: name,
  });
}

/** Fits a formula as the generalised model that the flags name. */
export function fitFamily(
  formula: string,
  data: Table,
  path: string,
  flags: ModelFlags & FamilyFlags,
): FittedGeneralisedModel {
  const { family = '', link, trials, nagq } = flags;
  const { method: _, ...common } = lmerOptions(flags, path, 'ML');
  const options = {
    ...common,
    family,
    ...(link !== undefined && { link }),
    ...(trials !== undefined && { trials }),
    ...(nagq !== undefined && { nAGQ: nagq }),
  } as GlmerOptions;
  return withFormula(formula, () => glmer(readFormula(formula), data, options));
}
