import type { Command } from 'commander';
import { checkPlotKind, type ModelPlotOptions, plotKinds } from '../plot/kinds.ts';
import { fitFormula } from './fit-formula.ts';
import { addModelOptions, lmerOptions, type ModelFlags, names } from './model-options.ts';
import { checkSvg, writePlots } from './plot-option.ts';
import { readData } from './read-data.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface PlotFlags extends ModelFlags {
  readonly ml?: boolean;
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
    .summary('draw a plot of a linear mixed model as SVG')
    .description('Fits a linear mixed model and draws a plot of it as SVG.')
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('<formula>', 'as in R: "y ~ x + (x | group)"')
    .argument('<kind>', plotKinds.join(', '))
    .option('--ml', 'maximum likelihood instead of REML');
  refuseUnavailable(addModelOptions(command))
    .option('-o, --output <file>', 'file .svg; - is standard output', '-')
    .option('--group <factor>', 'grouping factor; default the first')
    .option('--names <list>', 'random coefficients or parameters; of panels the levels', names)
    .option('--x <variable>', 'horizontal axis of lines and panels')
    .option('--means <variables>', 'of means: "a", "a*b"; default the factors')
    .option('--level <level>', 'of intervals and bands; default 0.95', Number)
    .addHelpText(
      'after',
      `
Examples:
  blup plot hsb.csv "mathach ~ cses + (cses | school)" caterpillar -o schools.svg
  blup plot hsb.csv "mathach ~ cses + (cses | school)" panels --names 1224,1288 -o two.svg`,
    )
    .action(run);
}

async function run(path: string, formula: string, kind: string, flags: PlotFlags): Promise<void> {
  checkPlotKind(kind);
  checkSvg(flags.output);
  const data = readData(path, flags);
  const model = fitFormula(formula, data, lmerOptions(flags, path, flags.ml ? 'ML' : 'REML'));
  const { group, names, x, means, level } = flags;
  const options: ModelPlotOptions = {
    data,
    ...(group !== undefined && { group }),
    ...(names !== undefined && { names }),
    ...(x !== undefined && { x }),
    ...(means !== undefined && { means }),
    ...(level !== undefined && { level }),
  };
  await writePlots(model, [{ kind, path: flags.output }], options);
}
