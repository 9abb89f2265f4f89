import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { dropOne } from '../inference/terms/drop-one.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { dataHelp, formulaHelp } from './argument-help.ts';
import { addFamilyOptions } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { type AnySourceFlags, anyModelSource, neededFormula } from './model-source.ts';
import { print } from './print.ts';
import { checkFormat, ddfHelp, ddfMethod } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface DropOneFlags extends AnySourceFlags {
  /** Default F, of generalised models Chisq. */
  readonly test?: 'F' | 'Chisq';
  readonly ddf?: DdfMethod;
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
    .argument('<data>', dataHelp)
    .argument('[formula]', formulaHelp);
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .addOption(
      new Option(
        '--test <test>',
        'F (default), or Chisq for likelihood ratios by maximum likelihood, which --family has always',
      ).choices(['F', 'Chisq']),
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
  const { ddf, format, family } = flags;
  const { test = family === undefined ? 'F' : 'Chisq' } = flags;
  if (test === 'Chisq' && ddf !== undefined) {
    throw new BlupError(
      'option',
      '--ddf goes with --test F; a likelihood ratio has no such degrees of freedom',
      {
        value: ddf,
      },
    );
  }
  const { model } = anyModelSource(path, formula, flags);
  if (test === 'Chisq') {
    const tests = dropOne(model, { test });
    return format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
  }
  const tests = dropOne(model, { test, ...(ddf && { ddf }) });
  if (format === 'text') return formatAnova(tests);
  return jsonText(tests.kind === 'drop-one-f' ? anovaToJson(tests) : anovaToJson(tests));
}
