import type { Command } from 'commander';
import { checkModel } from '../diagnose/check-model.ts';
import { checkToJson } from '../report/check-to-json.ts';
import { formatCheck } from '../report/format-check.ts';
import { formatInfluence } from '../report/format-influence.ts';
import { dataHelp, formulaHelp } from './argument-help.ts';
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
import { neededFormula } from './model-source.ts';
import { print } from './print.ts';
import { counter } from './progress-line.ts';
import { readData } from './read-data.ts';
import { checkFormat, wholeNumber } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface CheckFlags extends ModelFlags, FamilyFlags {
  readonly ml?: boolean;
  readonly influence?: string;
  readonly nsim?: number;
  readonly seed?: number;
  readonly format: 'text' | 'json';
}

/** Adds `blup check DATA FORMULA` to the program. */
export function addCheckCommand(program: Command): void {
  const command = program
    .command('check')
    .summary('look at a fitted model from all sides')
    .description(
      'Fits a model and says in sentences what to look at: optimum, singular directions, collinearity, residuals, random effects, ' +
        'simulated responses, and influential groups.',
    )
    .argument('<data>', dataHelp)
    .argument('[formula]', formulaHelp);
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--ml', 'maximum likelihood instead of REML')
    .option(
      '--influence <group>',
      'leave out each level of this grouping factor, or each "row", and print the most influential',
    )
    .option('--nsim <count>', 'simulated responses (default: 250)', wholeNumber('--nsim'))
    .option('--seed <number>', 'of the simulations (default: 1)', wholeNumber('--seed'))
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  blup check hsb.csv "mathach ~ ses + (ses | school)" --influence school\n' +
        '  blup check cbpp.csv "cbind(incidence, size - incidence) ~ period + (1 | herd)" --family binomial',
    )
    .action((path: string, formula: string | undefined, flags: CheckFlags) => {
      print(run(path, neededFormula(path, formula, 'checks of a model'), flags));
    });
}

function run(path: string, formula: string, flags: CheckFlags): string {
  checkFormat(flags.format);
  const { ml, influence, nsim, seed } = flags;
  const table = readData(path, flags);
  checkFamilyFlags(flags);
  if (flags.family !== undefined) refuseLinearFlags(flags, ['ml']);
  const model =
    flags.family === undefined
      ? fitFormula(formula, table, lmerOptions(flags, path, ml ? 'ML' : 'REML'))
      : fitFamily(formula, table, path, flags);
  const check = checkModel(model, {
    ...(influence !== undefined && { influence }),
    ...(nsim !== undefined && { nsim }),
    ...(seed !== undefined && { seed }),
    ...counter('deletions'),
  });
  if (flags.format === 'json') return jsonText(checkToJson(check));
  const text = formatCheck(check);
  if (influence === undefined || check.influence === undefined) return text;
  return `${text}\n${formatInfluence(check.influence)}`;
}
