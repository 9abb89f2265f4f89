import { type Command, Option } from 'commander';
import { levelResiduals } from '../diagnose/level-residuals.ts';
import { formatLevelResiduals } from '../report/format-level-residuals.ts';
import { levelResidualsToCsv } from '../report/level-residual-rows.ts';
import { formulaHelp, sourceHelp } from './argument-help.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { modelSource, type SourceFlags } from './model-source.ts';
import { print } from './print.ts';
import { checkAvailable, refuseUnavailable } from './unavailable-options.ts';

interface LevelResidualsFlags extends SourceFlags {
  readonly group?: string;
  readonly level: number;
  readonly multiplicity: 'tukey' | 'bonferroni';
  readonly condVar: 'conditional' | 'prediction';
  readonly format: string;
}

/** Adds `blup level-residuals DATA FORMULA` to the program. */
export function addLevelResidualsCommand(program: Command): void {
  const command = program
    .command('level-residuals')
    .alias('residuals')
    .summary('level-2 residuals: estimates by group with intervals and ranks')
    .description(
      'Fits a model, or takes a saved one, and prints the residuals of each group: empirical-Bayes estimates with standard deviations, intervals, comparison ' +
        'intervals and ranks, least-squares estimates beside them, and reliabilities.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', formulaHelp);
  refuseUnavailable(addModelOptions(command))
    .option('--ml', 'maximum likelihood instead of REML')
    .option('--group <factor>', 'of one grouping factor (default: all)')
    .option('--level <level>', 'confidence level', Number, 0.95)
    .addOption(
      new Option('--multiplicity <method>', 'of the comparison intervals for all pairs (csv, json)')
        .choices(['tukey', 'bonferroni'])
        .default('tukey'),
    )
    .addOption(
      new Option('--cond-var <kind>', 'what the standard deviations hold')
        .choices(['conditional', 'prediction'])
        .default('conditional'),
    )
    .option('--format <format>', 'text, csv or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  blup level-residuals hsb.csv "mathach ~ cses + (cses | school)" --format csv\n  blup level-residuals model.json --group school',
    )
    .action((path: string, formula: string | undefined, flags: LevelResidualsFlags) => {
      print(run(path, formula, flags));
    });
}

function run(path: string, formula: string | undefined, flags: LevelResidualsFlags): string {
  const { group, level, multiplicity, condVar, format } = flags;
  checkAvailable('--format', format, ['text', 'csv', 'json'], []);
  const { model } = modelSource(path, formula, flags);
  const residuals = levelResiduals(model, {
    level,
    multiplicity,
    condVar,
    ...(group !== undefined && { group }),
  });
  if (format === 'csv') return levelResidualsToCsv(residuals);
  if (format === 'json') return jsonText({ formula: model.formula, ...residuals });
  return formatLevelResiduals(residuals);
}
