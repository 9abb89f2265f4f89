import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { dropOne } from '../inference/terms/drop-one.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { neededFormula } from './model-source.ts';
import { print } from './print.ts';
import { readData } from './read-data.ts';
import { checkFormat, ddfHelp, ddfMethod } from './test-flags.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface DropOneFlags extends ModelFlags {
  readonly test: 'F' | 'Chisq';
  readonly ddf?: DdfMethod;
  readonly ml?: boolean;
  readonly format: 'text' | 'json';
}

/** Adds `blup drop-one DATA FORMULA` to the program. */
export function addDropOneCommand(program: Command): void {
  const command = program
    .command('drop-one')
    .summary('test each fixed term that can be dropped')
    .description(
      'Fits a model and tests each term of its fixed effects that no other term contains, by F or by likelihood ratio.',
    )
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('[formula]', 'as in R: "y ~ x + (x | group)"');
  refuseUnavailable(addModelOptions(command))
    .addOption(
      new Option('--test <test>', 'F, or Chisq for likelihood ratios by maximum likelihood')
        .choices(['F', 'Chisq'])
        .default('F'),
    )
    .option('--ddf <method>', `of F-tests: ${ddfHelp}`, ddfMethod)
    .option('--ml', 'F-tests of the fit by maximum likelihood instead of REML')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExample:\n  blup drop-one hsb.csv "mathach ~ ses*sector + (ses | school)"',
    )
    .action((path: string, formula: string | undefined, flags: DropOneFlags) => {
      print(run(path, neededFormula(path, formula, 'tests of models without a term'), flags));
    });
}

function run(path: string, formula: string, flags: DropOneFlags): string {
  checkFormat(flags.format);
  const { test, ddf, ml, format } = flags;
  if (test === 'Chisq' && ddf !== undefined) {
    throw new BlupError(
      'option',
      '--ddf goes with --test F; a likelihood ratio has no such degrees of freedom',
      {
        value: ddf,
      },
    );
  }
  const table = readData(path, flags);
  const model = fitFormula(formula, table, lmerOptions(flags, path, ml ? 'ML' : 'REML'));
  if (test === 'Chisq') {
    const tests = dropOne(model, { test });
    return format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
  }
  const tests = dropOne(model, ddf === undefined ? {} : { ddf });
  return format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
}
