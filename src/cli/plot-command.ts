import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { checkPlotKind, type ModelPlotOptions, plotKinds } from '../plot/kinds.ts';
import { sourceHelp } from './argument-help.ts';
import { addFamilyOptions, type FamilyFlags } from './family-options.ts';
import { addModelOptions, names } from './model-options.ts';
import { anyModelSource, checkNoMore, isSaved, type SourceFlags } from './model-source.ts';
import { checkPicture, writePlots } from './plot-option.ts';
import { refuseWeights } from './unavailable-options.ts';

interface PlotFlags extends SourceFlags, FamilyFlags {
  readonly intervals?: 'confidence' | 'comparison';
  readonly output: string;
  readonly group?: string;
  readonly names?: readonly string[];
  readonly x?: string;
  readonly by?: string;
  readonly target?: 'typical' | 'population' | 'both';
  readonly ratios?: boolean;
  readonly means?: string;
  readonly level?: number;
}

/** Adds `blup plot DATA FORMULA KIND` to the program. */
export function addPlotCommand(program: Command): void {
  const command = program
    .command('plot')
    .summary('draw a plot of a mixed model as SVG or PNG')
    .description(
      'Fits a linear mixed model, or with --family a generalised one, or takes a saved one, and draws a plot of it.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', 'as in R: "y ~ x + (x | group)"; a saved model has none')
    .argument('[kind]', plotKinds.join(', '))
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('-o, --output <file>', 'file .svg or .png; - is standard output, as SVG', '-')
    .option('--group <factor>', 'grouping factor; default the first')
    .option('--names <list>', 'random coefficients or parameters; of panels the levels', names)
    .option('--x <variable>', 'horizontal axis of lines, panels and curve')
    .option('--by <factor>', 'of curve: one curve for each level')
    .addOption(
      new Option(
        '--target <whose>',
        'of curve: mean of a typical group, or over all groups; default both',
      ).choices(['typical', 'population', 'both']),
    )
    .option('--ratios', 'of coefficients: odds ratios, ratios of means or hazard ratios')
    .option('--means <variables>', 'of means: "a", "a*b"; default the factors')
    .addOption(
      new Option(
        '--intervals <kind>',
        'of caterpillar: comparison intervals tell whether two groups differ',
      ).choices(['confidence', 'comparison']),
    )
    .option('--level <level>', 'of intervals and bands; default 0.95', Number)
    .addHelpText(
      'after',
      `
Examples:
  blup plot model.json caterpillar --intervals comparison -o schools.svg
  blup plot hsb.csv "mathach ~ cses + (cses | school)" caterpillar -o schools.svg
  blup plot hsb.csv "mathach ~ cses + (cses | school)" panels --names 1224,1288 -o two.svg
  blup plot contraception.csv "use ~ age + urban + (1 | district)" coefficients --family binomial --ratios`,
    )
    .action(run);
}

async function run(
  path: string,
  next: string | undefined,
  last: string | undefined,
  flags: PlotFlags,
): Promise<void> {
  const saved = isSaved(path, next);
  if (saved) checkNoMore([last]);
  const kind = saved ? next : last;
  if (kind === undefined) {
    throw new BlupError('option', `the kind of plot is missing; use ${plotKinds.join(', ')}`, {
      value: next,
    });
  }
  checkPlotKind(kind);
  checkPicture(flags.output);
  const { model, data } = anyModelSource(path, saved ? undefined : next, flags);
  const { group, names, x, by, target, ratios, means, level, intervals } = flags;
  const options: ModelPlotOptions = {
    ...(data !== undefined && { data }),
    ...(intervals !== undefined && { intervals }),
    ...(group !== undefined && { group }),
    ...(names !== undefined && { names }),
    ...(x !== undefined && { x }),
    ...(by !== undefined && { by }),
    ...(target !== undefined && { target }),
    ...(ratios !== undefined && { ratios }),
    ...(means !== undefined && { means }),
    ...(level !== undefined && { level }),
  };
  await writePlots(model, [{ kind, path: flags.output }], options);
}
