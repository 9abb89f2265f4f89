import { type Command, Option } from 'commander';
import { icc } from '../diagnose/icc.ts';
import { r2 } from '../diagnose/r2.ts';
import { r2SnijdersBosker } from '../diagnose/r2-snijders-bosker.ts';
import { r2WithinBetween } from '../diagnose/r2-within-between.ts';
import { reliability } from '../diagnose/reliability.ts';
import type { Model } from '../fit/model.ts';
import { type Clustering, formatClustering } from '../report/format-clustering.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { readData } from './read-data.ts';
import { checkFormat } from './test-flags.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface IccFlags extends ModelFlags {
  readonly ml?: boolean;
  readonly confint: 'profile' | 'wald' | 'none';
  readonly level: number;
  readonly format: 'text' | 'json';
}

/** Adds `blup icc DATA FORMULA` to the program. */
export function addIccCommand(program: Command): void {
  const command = program
    .command('icc')
    .summary('intraclass correlation, group sizes, design effect, reliability, R²')
    .description(
      'Fits a model and says what grouping does in it: intraclass correlations with intervals, group sizes, design effects, ' +
        'reliabilities and R².',
    )
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('<formula>', 'as in R: "y ~ x + (x | group)"');
  refuseUnavailable(addModelOptions(command))
    .option('--ml', 'maximum likelihood instead of REML')
    .addOption(
      new Option('--confint <method>', 'intervals: profile, wald or none')
        .choices(['profile', 'wald', 'none'])
        .default('profile'),
    )
    .option('--level <level>', 'confidence level', Number, 0.95)
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', '\nExample:\n  blup icc hsb.csv "mathach ~ 1 + (1 | school)"')
    .action((path: string, formula: string, flags: IccFlags) => {
      process.stdout.write(run(path, formula, flags));
    });
}

/** Measures that are defined for one grouping factor only. */
function ofOneFactor(model: Model): Pick<Clustering, 'snijdersBosker' | 'withinBetween'> {
  if (new Set(model.random.map(({ group }) => group)).size > 1) return {};
  return { snijdersBosker: r2SnijdersBosker(model), withinBetween: r2WithinBetween(model) };
}

function run(path: string, formula: string, flags: IccFlags): string {
  checkFormat(flags.format);
  const { ml, confint: interval, level, format } = flags;
  const table = readData(path, flags);
  const model = fitFormula(formula, table, lmerOptions(flags, path, ml ? 'ML' : 'REML'));
  const clustering: Clustering = {
    formula: model.formula,
    icc: icc(model, { interval, level }),
    reliability: reliability(model),
    r2: r2(model),
    ...ofOneFactor(model),
  };
  if (format === 'text') return formatClustering(clustering);
  const { reliability: rows = [], ...rest } = clustering;
  return jsonText({
    ...rest,
    reliability: rows.map((row) => ({ ...row, values: Array.from(row.values) })),
  });
}
