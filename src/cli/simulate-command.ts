import { type Command, Option } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { bootstrap } from '../inference/bootstrap/bootstrap.ts';
import { simulate } from '../predict/simulate.ts';
import { bootstrapToCsv, bootstrapToJson } from '../report/bootstrap-rows.ts';
import { simulatedToCsv } from '../report/format-predictions.ts';
import { sourceHelp } from './argument-help.ts';
import { addFamilyOptions } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { type AnySourceFlags, anyModelSource, checkNoMore, isSaved } from './model-source.ts';
import { note, print } from './print.ts';
import { counter } from './progress-line.ts';
import { readFile } from './read-data.ts';
import { wholeNumber } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface SimulateFlags extends AnySourceFlags {
  readonly estimates?: boolean;
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
      'Fits a mixed model, or takes a saved one, and draws responses from it, one column each, for the rows of the fit or of ' +
        'new data. With --estimates the model is fitted to each response, and its estimates are printed, one row each; that needs no rows, ' +
        'and is what a saved linear model gives without new data.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', 'of a fit, as in R: "y ~ x + (x | group)"; a saved model has none')
    .argument('[new]', 'file with the predictors of other rows')
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--nsim <count>', 'number of responses (default: 1)', wholeNumber('--nsim'))
    .option('--seed <number>', 'decides all random numbers (default: 1)', wholeNumber('--seed'))
    .option('--conditional', 'keep the predicted random effects, draw errors only')
    .option('--allow-new-levels', 'with --conditional: draw effects of unknown groups')
    .addOption(new Option('--format <format>', 'output').choices(['csv', 'json']).default('csv'))
    .option('--estimates', 'the estimates of the model fitted to each response')
    .addHelpText(
      'after',
      `
Examples:
  blup simulate sleepstudy.csv "Reaction ~ Days + (Days | Subject)" --nsim 100 --seed 7
  blup simulate cbpp.csv "cbind(incidence, size - incidence) ~ period + (1 | herd)" --family binomial
  blup simulate model.json new.csv --nsim 100 --seed 1
  blup simulate model.json --nsim 100 --seed 1 > estimates.csv`,
    )
    .action(
      (path: string, next: string | undefined, last: string | undefined, flags: SimulateFlags) => {
        const saved = isSaved(path, next);
        if (saved) checkNoMore([last]);
        const { model } = anyModelSource(path, saved ? undefined : next, flags);
        print(drawn(model, saved ? next : last, flags));
      },
    );
}

function drawn(model: AnyModel, fresh: string | undefined, flags: SimulateFlags): string {
  // A saved generalised model holds no rows to refit: `simulate` says so.
  const withoutRows = model.kind === 'lmm' && model.saved !== undefined && fresh === undefined;
  if (flags.estimates || withoutRows) return estimates(model, fresh, flags);
  const { nsim, seed, conditional, allowNewLevels, trials } = flags;
  const simulated = simulate(model, {
    ...(nsim !== undefined && { nsim }),
    ...(seed !== undefined && { seed }),
    ...(conditional && { conditional }),
    ...(allowNewLevels && { allowNewLevels }),
    ...(fresh !== undefined && { newdata: readFile(fresh), ...(trials && { trials }) }),
  });
  if (flags.format === 'csv') return simulatedToCsv(simulated);
  const { values, n, categories, ...head } = simulated;
  const responses = Array.from({ length: head.nsim }, (_, s) =>
    Array.from(values.subarray(s * n, (s + 1) * n), (x) => (Number.isNaN(x) ? null : x)),
  );
  return jsonText({
    responseName: head.responseName,
    ...(categories && { categories }),
    n,
    seed: head.seed,
    responses,
  });
}

/** One row for each response: the estimates of the model fitted to it. */
function estimates(model: AnyModel, fresh: string | undefined, flags: SimulateFlags): string {
  const { nsim = 1, seed = 1, conditional, format } = flags;
  if (fresh !== undefined) {
    throw new BlupError(
      'option',
      '--estimates are of the rows of the fit; leave the new data out',
      {
        value: fresh,
      },
    );
  }
  if (conditional) {
    throw new BlupError(
      'option',
      'estimates are simulated with new random effects; leave --conditional out, or give the rows to simulate for',
      { value: conditional },
    );
  }
  const result = bootstrap(model, { nsim, seed, ...counter('simulated fits') });
  if (!flags.estimates) {
    note(
      'the saved model holds no rows: estimates of the model fitted to each simulated response follow; for responses give the rows: blup simulate model.json NEW.csv',
    );
  }
  return format === 'json' ? jsonText(bootstrapToJson(result)) : bootstrapToCsv(result);
}
