import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { anova } from '../inference/anova.ts';
import { anovaToJson } from '../report/anova-to-json.ts';
import { formatAnova } from '../report/format-anova.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { readData } from './read-data.ts';
import { checkAvailable, refuseUnavailable } from './unavailable-options.ts';

interface AnovaFlags extends ModelFlags {
  readonly format: 'text' | 'json';
}

/** Adds `blup anova DATA FORMULA1 FORMULA2 …` to the program. */
export function addAnovaCommand(program: Command): void {
  const command = program
    .command('anova')
    .summary('compare models by likelihood ratio')
    .description('Fits nested models by maximum likelihood and tests each against the one before.')
    .argument('<data>', 'file .csv, .tsv or .csv.gz, or - for standard input')
    .argument('<formulas...>', 'two or more, as in R: "y ~ x + (x | group)"');
  refuseUnavailable(addModelOptions(command))
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExample:\n  blup anova hsb.csv "mathach ~ ses + (1 | school)" "mathach ~ ses + (ses | school)"',
    )
    .action((path: string, formulas: string[], flags: AnovaFlags) => {
      process.stdout.write(compare(path, formulas, flags));
    });
}

function compare(path: string, formulas: readonly string[], flags: AnovaFlags): string {
  checkAvailable('--format', flags.format, ['text', 'json'], ['markdown', 'html', 'latex']);
  if (formulas.length < 2) {
    throw new BlupError('option', `blup anova needs at least two formulas: 1 given`, {
      value: formulas,
    });
  }
  const table = readData(path, flags);
  const options = lmerOptions(flags, path, 'ML');
  const result = anova(...formulas.map((formula) => fitFormula(formula, table, options)));
  return flags.format === 'json' ? jsonText(anovaToJson(result)) : formatAnova(result);
}
