import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { checkPlotKind, type ModelPlotOptions, plotKinds } from '../plot/kinds.ts';
import { addModelOptions, names } from './model-options.ts';
import { checkNoMore, isSaved, modelSource, type SourceFlags, sourceHelp } from './model-source.ts';
import { checkPicture, writePlots } from './plot-option.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface PlotFlags extends SourceFlags {
  readonly intervals?: 'confidence' | 'comparison';
  readonly output: string;
  readonly group?: string;
  readonly names?: readonly string[];
  readonly x?: string;
  readonly means?: string;
  readonly level?: number;
}

/** Adds `blup plot DATA FORMULA KIND` to the program. */
export function addPlotCommand(program: Command): void {
  const command = program
    .command('plot')
    .summary('draw a plot of a linear mixed model as SVG or PNG')
    .description('Fits a linear mixed model, or takes a saved one, and draws a plot of it.')
    .argument('<source>', sourceHelp)
    .argument('[formula]', 'as in R: "y ~ x + (x | group)"; a saved model has none')
    .argument('[kind]', plotKinds.join(', '))
    .option('--ml', 'maximum likelihood instead of REML');
  refuseUnavailable(addModelOptions(command))
    .option('-o, --output <file>', 'file .svg or .png; - is standard output, as SVG', '-')
    .option('--group <factor>', 'grouping factor; default the first')
    .option('--names <list>', 'random coefficients or parameters; of panels the levels', names)
    .option('--x <variable>', 'horizontal axis of lines and panels')
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
  blup plot hsb.csv "mathach ~ cses + (cses | school)" panels --names 1224,1288 -o two.svg`,
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
  const { model, data } = modelSource(path, saved ? undefined : next, flags);
  const { group, names, x, means, level, intervals } = flags;
  const options: ModelPlotOptions = {
    ...(data !== undefined && { data }),
    ...(intervals !== undefined && { intervals }),
    ...(group !== undefined && { group }),
    ...(names !== undefined && { names }),
    ...(x !== undefined && { x }),
    ...(means !== undefined && { means }),
    ...(level !== undefined && { level }),
  };
  await writePlots(model, [{ kind, path: flags.output }], options);
}
