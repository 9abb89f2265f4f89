import type { Command } from 'commander';
import { ranova } from '../inference/comparison/ranova.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { dataHelp, formulaHelp } from './argument-help.ts';
import { addFamilyOptions, refuseLinearFlags } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { type AnySourceFlags, anyModelSource, neededFormula } from './model-source.ts';
import { print } from './print.ts';
import { checkFormat, wholeNumber } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface RanovaFlags extends AnySourceFlags {
  readonly wholeTerms?: boolean;
  readonly nsim?: number;
  readonly seed?: number;
  readonly format: 'text' | 'json';
}

/** Adds `blup ranova DATA FORMULA` to the program. */
export function addRanovaCommand(program: Command): void {
  const command = program
    .command('ranova')
    .summary('test the random terms of a model')
    .description(
      'Fits a model and drops each random term, or each slope of a term, in turn: likelihood-ratio tests with the plain ' +
        'p-value, the one of the mixture that holds at the boundary, and for a single variance the exact one by simulation.',
    )
    .argument('<data>', dataHelp)
    .argument('[formula]', formulaHelp);
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--ml', 'maximum likelihood instead of REML')
    .option('--whole-terms', 'drop whole terms, not single slopes')
    .option(
      '--nsim <count>',
      'draws for the exact p-value, 0 for none (default: 10000)',
      wholeNumber('--nsim'),
    )
    .option('--seed <number>', 'of the draws (default: 1)', wholeNumber('--seed'))
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', '\nExample:\n  blup ranova hsb.csv "mathach ~ ses + (ses | school)"')
    .action((path: string, formula: string | undefined, flags: RanovaFlags) => {
      print(run(path, neededFormula(path, formula, 'tests of random terms'), flags));
    });
}

function run(path: string, formula: string, flags: RanovaFlags): string {
  checkFormat(flags.format);
  const { wholeTerms, nsim, seed } = flags;
  if (flags.family !== undefined) refuseLinearFlags(flags, ['nsim', 'seed']);
  const { model } = anyModelSource(path, formula, flags);
  const tests = ranova(model, {
    reduceTerms: wholeTerms !== true,
    ...(nsim !== undefined && { nsim }),
    ...(seed !== undefined && { seed }),
  });
  return flags.format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
}
