import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { power } from '../predict/power.ts';
import type { PlannedGeneralisedStudy } from '../predict/power-generalised.ts';
import type { Power, PowerOptions } from '../predict/power-record.ts';
import { formatPower } from '../report/format-predictions.ts';
import type { Table } from '../table/table.ts';
import { dataHelp } from './argument-help.ts';
import {
  addFamilyOptions,
  checkFamilyFlags,
  type FamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { print } from './print.ts';
import { counter } from './progress-line.ts';
import { readData } from './read-data.ts';
import { ddfHelp, ddfMethod, wholeNumber } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

type Values = Readonly<Record<string, number>>;

interface PowerFlags extends ModelFlags, FamilyFlags {
  readonly beta?: Values;
  readonly sd?: Values;
  readonly cor?: Values;
  readonly sigma?: string;
  readonly dispersion?: string;
  readonly nsim?: number;
  readonly seed?: number;
  readonly alpha: string;
  readonly ddf?: DdfMethod;
  readonly copies?: readonly number[];
  readonly ml?: boolean;
  readonly format: 'text' | 'json';
}

/** `name=1`, also given several times. The name may hold equals signs. */
function namedNumber(option: string) {
  return (text: string, before: Values = {}): Values => {
    const at = text.lastIndexOf('=');
    const value =
      at > 0 && text.slice(at + 1).trim() !== '' ? Number(text.slice(at + 1)) : Number.NaN;
    if (Number.isFinite(value)) return { ...before, [text.slice(0, at).trim()]: value };
    throw new BlupError('option', `${option} needs name=number, as in "x=0.5": "${text}"`, {
      value: text,
    });
  };
}

/** Adds `blup power DATA FORMULA EFFECT` to the program. */
export function addPowerCommand(program: Command): void {
  const command = program
    .command('power')
    .summary('power of a test of fixed effects, by simulation')
    .description(
      'With --sigma, or with --family and --beta: a planned study; the data hold predictors and groups, --beta and --sd the truth.\n' +
        'Without: fits the model and takes its estimates as the truth.',
    )
    .argument('<data>', dataHelp)
    .argument(
      '<formula>',
      'as in R: "y ~ x + (x | group)"; "~ x + (x | group)" for a planned study',
    )
    .argument('<effect>', 'a coefficient, or a combination: "x - z"')
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option(
      '--beta <name=value>',
      'a fixed effect, may be repeated; 0 for the others',
      namedNumber('--beta'),
    )
    .option(
      '--sd <name=value>',
      'a standard deviation, may be repeated: "(Intercept)|school=2", or "school=2"',
      namedNumber('--sd'),
    )
    .option('--cor <name=value>', 'a correlation: "x.(Intercept)|school=0.3"', namedNumber('--cor'))
    .option('--sigma <value>', 'residual standard deviation of a planned study')
    .option(
      '--dispersion <value>',
      'with --family, of a planned study: the dispersion of families that have one',
    )
    .option('--nsim <count>', 'simulated fits (default: 1000)', wholeNumber('--nsim'))
    .option('--seed <number>', 'decides all random numbers (default: 1)', wholeNumber('--seed'))
    .option('--alpha <level>', 'size of the test', '0.05')
    .option('--ddf <method>', ddfHelp, ddfMethod)
    .option('--copies <counts>', 'take the rows so many times, with new groups: 1,2,4', (text) =>
      text.split(',').map(Number),
    )
    .addOption(new Option('--format <format>', 'output').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  blup power plan.csv "~ treated + (1 | school)" treated --beta treated=0.4 --sd school=0.5 --sigma 1 --copies 1,2,3
  blup power pilot.csv "y ~ treated + (1 | school)" treated --copies 1,2,3
  blup power plan.csv "~ treated + (1 | school)" treated --family binomial --beta treated=0.8 --sd school=0.5`,
    )
    .action((path: string, formula: string, effect: string, flags: PowerFlags) => {
      print(answer(path, formula, effect, flags));
    });
}

function answer(path: string, formula: string, effect: string, flags: PowerFlags): string {
  const { beta, sd, cor, sigma, nsim, seed, alpha, ddf, copies, format } = flags;
  const table = readData(path, flags);
  const options: PowerOptions = {
    alpha: Number(alpha),
    ...(nsim !== undefined && { nsim }),
    ...(seed !== undefined && { seed }),
    ...(ddf && { ddf }),
    ...(copies && { copies }),
    ...counter('simulated fits'),
  };
  checkFamilyFlags(flags);
  if (flags.family !== undefined) {
    return printed(familyPower(path, formula, effect, flags, table, options), format);
  }
  if (flags.dispersion !== undefined) {
    throw new BlupError('option', '--dispersion belongs to --family; give --family too', {
      value: flags.dispersion,
    });
  }
  const {
    dataName: _,
    method = 'REML',
    ...frame
  } = lmerOptions(flags, path, flags.ml ? 'ML' : 'REML');
  if (sigma === undefined && (beta ?? sd ?? cor) !== undefined) {
    throw new BlupError('option', 'a planned study needs --sigma, its residual standard deviation');
  }
  const result =
    sigma === undefined
      ? power(fitFormula(formula, table, { ...frame, method }), effect, options)
      : power(
          {
            formula,
            data: table,
            method,
            beta: beta ?? {},
            sd: sd ?? {},
            cor: cor ?? {},
            sigma: Number(sigma),
            ...(frame as object),
          },
          effect,
          options,
        );
  return printed(result, format);
}

function printed(result: Power, format: PowerFlags['format']): string {
  if (format === 'text') return formatPower(result);
  const { kind: _kind, ...rest } = result;
  return jsonText(rest);
}

/** Power of a generalised model: planned where fixed effects or deviations are given, else as fitted. */
function familyPower(
  path: string,
  formula: string,
  effect: string,
  flags: PowerFlags,
  table: Table,
  options: PowerOptions,
): Power {
  refuseLinearFlags(flags, ['ml', 'sigma', 'ddf']);
  const { beta, sd, cor, dispersion, family = '', link, trials, nagq } = flags;
  if ((beta ?? sd ?? cor) === undefined) {
    return power(fitFamily(formula, table, path, flags), effect, options);
  }
  const { dataName: _, method: _m, ...frame } = lmerOptions(flags, path, 'ML');
  const study = {
    formula,
    data: table,
    family,
    ...(link !== undefined && { link }),
    ...(trials !== undefined && { trials: Number.isNaN(Number(trials)) ? trials : Number(trials) }),
    ...(nagq !== undefined && { nAGQ: nagq }),
    ...(dispersion !== undefined && { dispersion: Number(dispersion) }),
    beta: beta ?? {},
    sd: sd ?? {},
    cor: cor ?? {},
    ...(frame as object),
  } as PlannedGeneralisedStudy;
  return power(study, effect, options);
}
