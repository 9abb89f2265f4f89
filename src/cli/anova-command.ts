import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { anova } from '../inference/anova.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { sourceHelp } from './argument-help.ts';
import {
  addFamilyOptions,
  checkFamilyFlags,
  type FamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions } from './model-options.ts';
import { anyModelSource, anySavedModels, isSaved, type SourceFlags } from './model-source.ts';
import { print } from './print.ts';
import { readData } from './read-data.ts';
import { checkFormat, ddfHelp, ddfMethod, testType } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface AnovaFlags extends SourceFlags, FamilyFlags {
  readonly type?: 1 | 2 | 3;
  readonly ddf?: DdfMethod;
  readonly format: 'text' | 'json';
}

/** Adds `blup anova DATA FORMULA …` to the program. */
export function addAnovaCommand(program: Command): void {
  const command = program
    .command('anova')
    .summary('test the terms of a model, or compare models by likelihood ratio')
    .description(
      'With one formula: F-tests of the terms of its fixed effects, with --family Wald chi-squared tests.\n' +
        'With several: fits nested models by maximum likelihood and tests each against the one before.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formulas...]', 'as in R: "y ~ x + (x | group)"; or further saved models');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--type <type>', 'one formula: type of test, 1, 2 or 3 (default: 3)', testType)
    .option('--ddf <method>', `one formula: ${ddfHelp}`, ddfMethod)
    .option('--ml', 'one formula: maximum likelihood instead of REML')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  blup anova model.json --type 2\n' +
        '  blup anova cake.csv "angle ~ recipe*temperature + (1 | recipe:replicate)" --factor temperature --type 2\n' +
        '  blup anova hsb.csv "mathach ~ ses + (1 | school)" "mathach ~ ses + (ses | school)"',
    )
    .action((path: string, formulas: string[], flags: AnovaFlags) => {
      checkFormat(flags.format);
      checkFamilyFlags(flags);
      const saved = isSaved(path, formulas[0]);
      const alone = formulas.length === (saved ? 0 : 1) || formulas.length === 0;
      const output = alone ? testTerms : compare;
      print(output(path, formulas, saved, flags));
    });
}

function testTerms(
  path: string,
  [formula]: readonly string[],
  _saved: boolean,
  flags: AnovaFlags,
): string {
  const { type, ddf } = flags;
  if (flags.family !== undefined) refuseLinearFlags(flags, ['ddf']);
  const { model } = anyModelSource(path, formula, flags);
  const tests = anova(model, { ...(type && { type }), ...(ddf && { ddf }) });
  return flags.format === 'json' ? jsonText(anovaToJson(tests)) : formatAnova(tests);
}

function compare(path: string, rest: readonly string[], saved: boolean, flags: AnovaFlags): string {
  for (const name of ['type', 'ddf', 'ml'] as const) {
    if (flags[name] === undefined) continue;
    throw new BlupError(
      'option',
      `--${name} goes with one formula; several are compared by maximum likelihood`,
      { value: flags[name] },
    );
  }
  const result = anova(
    ...(saved ? anySavedModels([path, ...rest], flags) : fits(path, rest, flags)),
  );
  return flags.format === 'json' ? jsonText(anovaToJson(result)) : formatAnova(result);
}

function fits(path: string, formulas: readonly string[], flags: AnovaFlags): AnyModel[] {
  const table = readData(path, flags);
  const options = lmerOptions(flags, path, 'ML');
  return formulas.map((formula) =>
    flags.family === undefined
      ? fitFormula(formula, table, options)
      : fitFamily(formula, table, path, flags),
  );
}
