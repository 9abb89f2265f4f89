import type { Command } from 'commander';
import { ranova } from '../inference/comparison/ranova.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { neededFormula } from './model-source.ts';
import { print } from './print.ts';
import { readData } from './read-data.ts';
import { checkFormat, wholeNumber } from './test-flags.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface RanovaFlags extends ModelFlags {
  readonly ml?: boolean;
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
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('[formula]', 'as in R: "y ~ x + (x | group)"');
  refuseUnavailable(addModelOptions(command))
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
  const { ml, wholeTerms, nsim, seed } = flags;
  const table = readData(path, flags);
  const model = fitFormula(formula, table, lmerOptions(flags, path, ml ? 'ML' : 'REML'));
  const tests = ranova(model, {
    reduceTerms: wholeTerms !== true,
    ...(nsim !== undefined && { nsim }),
    ...(seed !== undefined && { seed }),
  });
  return flags.format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
}
