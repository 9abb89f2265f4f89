import { type Command, Option } from 'commander';
import { levelResiduals } from '../diagnose/level-residuals.ts';
import { formatLevelResiduals } from '../report/format-level-residuals.ts';
import { levelResidualsToCsv } from '../report/level-residual-rows.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { readData } from './read-data.ts';
import { checkAvailable, refuseUnavailable } from './unavailable-options.ts';

interface LevelResidualsFlags extends ModelFlags {
  readonly ml?: boolean;
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
      'Fits a model and prints the residuals of each group: empirical-Bayes estimates with standard deviations, intervals, comparison ' +
        'intervals and ranks, least-squares estimates beside them, and reliabilities.',
    )
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('<formula>', 'as in R: "y ~ x + (x | group)"');
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
      '\nExample:\n  blup level-residuals hsb.csv "mathach ~ cses + (cses | school)" --format csv',
    )
    .action((path: string, formula: string, flags: LevelResidualsFlags) => {
      process.stdout.write(run(path, formula, flags));
    });
}

function run(path: string, formula: string, flags: LevelResidualsFlags): string {
  const { ml, group, level, multiplicity, condVar, format } = flags;
  checkAvailable('--format', format, ['text', 'csv', 'json'], []);
  const table = readData(path, flags);
  const model = fitFormula(formula, table, lmerOptions(flags, path, ml ? 'ML' : 'REML'));
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
