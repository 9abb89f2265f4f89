import type { Command } from 'commander';
import { lm } from '../linear/lm.ts';
import { lmList } from '../linear/lm-list.ts';
import { formatLm } from '../report/format-lm.ts';
import { formatLmList } from '../report/format-lm-list.ts';
import { lmSummary } from '../report/lm-summary.ts';
import { lmListToJson, lmToJson } from '../report/lm-to-json.ts';
import { dataHelp } from './argument-help.ts';
import { withFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { print } from './print.ts';
import { readData } from './read-data.ts';
import { checkFormat } from './test-flags.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface LmFlags extends ModelFlags {
  readonly format: 'text' | 'json';
}

function lmOptions(flags: ModelFlags, path: string) {
  const { method: _, ...options } = lmerOptions(flags, path, 'REML');
  return options;
}

/** Adds `blup lm DATA FORMULA` to the program. */
export function addLmCommand(program: Command): void {
  const command = program
    .command('lm')
    .summary('fit a linear model by least squares')
    .description(
      'Fits a linear model without random terms by least squares and prints its summary.',
    )
    .argument('<data>', dataHelp)
    .argument('<formula>', 'as in R: "y ~ x * z"');
  refuseUnavailable(addModelOptions(command))
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', '\nExample:\n  blup lm hsb.csv "mathach ~ ses * sector"')
    .action((path: string, formula: string, flags: LmFlags) => {
      checkFormat(flags.format);
      const table = readData(path, flags);
      const model = withFormula(formula, () => lm(formula, table, lmOptions(flags, path)));
      print(flags.format === 'json' ? jsonText(lmToJson(model)) : formatLm(lmSummary(model)));
    });
}

/** Adds `blup lm-list DATA FORMULA` to the program. */
export function addLmListCommand(program: Command): void {
  const command = program
    .command('lm-list')
    .summary('fit a linear model to each group')
    .description('Fits a linear model to the rows of each group, with a pooled residual deviation.')
    .argument('<data>', dataHelp)
    .argument('<formula>', 'as in R: "y ~ x | group"');
  refuseUnavailable(addModelOptions(command))
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', '\nExample:\n  blup lm-list hsb.csv "mathach ~ cses | school"')
    .action((path: string, formula: string, flags: LmFlags) => {
      checkFormat(flags.format);
      const table = readData(path, flags);
      const list = withFormula(formula, () => lmList(formula, table, lmOptions(flags, path)));
      print(flags.format === 'json' ? jsonText(lmListToJson(list)) : formatLmList(list));
    });
}
