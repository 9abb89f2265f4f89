import { type Command, Option } from 'commander';
import { simulate } from '../predict/simulate.ts';
import { simulatedToCsv } from '../report/format-predictions.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags } from './model-options.ts';
import { readData, readFile } from './read-data.ts';
import { wholeNumber } from './test-flags.ts';
import { refuseUnavailable } from './unavailable-options.ts';

interface SimulateFlags extends ModelFlags {
  readonly ml?: boolean;
  readonly nsim?: number;
  readonly seed?: number;
  readonly conditional?: boolean;
  readonly allowNewLevels?: boolean;
  readonly format: 'csv' | 'json';
}

/** Adds `blup simulate DATA FORMULA [NEW]` to the program. */
export function addSimulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .summary('responses drawn from a fitted model')
    .description(
      'Fits a linear mixed model and draws responses from it, one column each, for the rows of the fit or of new data.',
    )
    .argument('<data>', 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input')
    .argument('<formula>', 'as in R: "y ~ x + (x | group)"')
    .argument('[new]', 'file with the predictors of other rows')
    .option('--ml', 'maximum likelihood instead of REML');
  refuseUnavailable(addModelOptions(command))
    .option('--nsim <count>', 'number of responses (default: 1)', wholeNumber('--nsim'))
    .option('--seed <number>', 'decides all random numbers (default: 1)', wholeNumber('--seed'))
    .option('--conditional', 'keep the predicted random effects, draw errors only')
    .option('--allow-new-levels', 'with --conditional: draw effects of unknown groups')
    .addOption(new Option('--format <format>', 'output').choices(['csv', 'json']).default('csv'))
    .addHelpText(
      'after',
      '\nExample:\n  blup simulate sleepstudy.csv "Reaction ~ Days + (Days | Subject)" --nsim 100 --seed 7',
    )
    .action((path: string, formula: string, fresh: string | undefined, flags: SimulateFlags) => {
      const options = lmerOptions(flags, path, flags.ml ? 'ML' : 'REML');
      const model = fitFormula(formula, readData(path, flags), options);
      const { nsim, seed, conditional, allowNewLevels } = flags;
      const simulated = simulate(model, {
        ...(nsim !== undefined && { nsim }),
        ...(seed !== undefined && { seed }),
        ...(conditional && { conditional }),
        ...(allowNewLevels && { allowNewLevels }),
        ...(fresh !== undefined && { newdata: readFile(fresh) }),
      });
      const { values, n, ...head } = simulated;
      const responses = Array.from({ length: head.nsim }, (_, s) =>
        Array.from(values.subarray(s * n, (s + 1) * n), (x) => (Number.isNaN(x) ? null : x)),
      );
      process.stdout.write(
        flags.format === 'json'
          ? jsonText({ responseName: head.responseName, n, seed: head.seed, responses })
          : simulatedToCsv(simulated),
      );
    });
}
