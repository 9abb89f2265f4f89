import { type Command, Option } from 'commander';
import { icc } from '../diagnose/icc.ts';
import { r2 } from '../diagnose/r2.ts';
import { r2SnijdersBosker } from '../diagnose/r2-snijders-bosker.ts';
import { r2WithinBetween } from '../diagnose/r2-within-between.ts';
import { reliability } from '../diagnose/reliability.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';
import { type Clustering, formatClustering } from '../report/format-clustering.ts';
import { formulaHelp, sourceHelp } from './argument-help.ts';
import { addFamilyOptions } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { type AnySourceFlags, anyModelSource } from './model-source.ts';
import { print } from './print.ts';
import { checkFormat } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface IccFlags extends AnySourceFlags {
  /** Default profile, of generalised models none. */
  readonly confint?: 'profile' | 'wald' | 'none';
  readonly level: number;
  readonly format: 'text' | 'json';
}

/** Adds `blup icc DATA FORMULA` to the program. */
export function addIccCommand(program: Command): void {
  const command = program
    .command('icc')
    .summary('intraclass correlation, group sizes, design effect, reliability, R²')
    .description(
      'Fits a model, or takes a saved one, and says what grouping does in it: intraclass correlations with intervals, group sizes, design effects, ' +
        'reliabilities and R².',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', formulaHelp);
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--ml', 'maximum likelihood instead of REML')
    .addOption(
      new Option(
        '--confint <method>',
        'intervals: profile (default of linear models), wald, or none (default of generalised models)',
      ).choices(['profile', 'wald', 'none']),
    )
    .option('--level <level>', 'confidence level', Number, 0.95)
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  blup icc hsb.csv "mathach ~ 1 + (1 | school)"\n  blup icc model.json',
    )
    .action((path: string, formula: string | undefined, flags: IccFlags) => {
      print(run(path, formula, flags));
    });
}

/** Measures that are defined for one grouping factor only, and need the groups. */
function ofOneFactor(model: Model): Pick<Clustering, 'snijdersBosker' | 'withinBetween'> {
  if (model.saved?.groups === false) return {};
  if (new Set(model.random.map(({ group }) => group)).size > 1) return {};
  const withinBetween = r2WithinBetween(model);
  try {
    return { snijdersBosker: r2SnijdersBosker(model), withinBetween };
  } catch (error) {
    // A saved model without intercept: its rows would be needed for the empty model.
    if (error instanceof BlupError && error.code === 'no-rows-kept') return { withinBetween };
    throw error;
  }
}

function run(path: string, formula: string | undefined, flags: IccFlags): string {
  checkFormat(flags.format);
  const { level, format } = flags;
  const { model } = anyModelSource(path, formula, flags);
  const { confint: interval = model.kind === 'lmm' ? 'profile' : 'none' } = flags;
  const clustering: Clustering = {
    formula: model.formula,
    icc: icc(model, { interval, level }),
    ...(model.kind === 'lmm' &&
      model.saved?.groups !== false && { reliability: reliability(model) }),
    r2: r2(model),
    ...(model.kind === 'lmm' && ofOneFactor(model)),
  };
  if (format === 'text') return formatClustering(clustering);
  const { reliability: rows = [], ...rest } = clustering;
  return jsonText({
    ...rest,
    reliability: rows.map((row) => ({ ...row, values: Array.from(row.values) })),
  });
}
