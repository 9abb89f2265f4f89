import { type Command, Option } from 'commander';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { predict } from '../predict/predict.ts';
import type { PredictionInterval, PredictionTarget } from '../predict/predictions.ts';
import {
  formatPredictions,
  predictionsToCsv,
  predictionsToJson,
} from '../report/format-predictions.ts';
import { sourceHelp } from './argument-help.ts';
import { addFamilyOptions, type FamilyFlags } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { anyModelSource, checkNoMore, isSaved, type SourceFlags } from './model-source.ts';
import { note, print } from './print.ts';
import { readFile } from './read-data.ts';
import { ddfHelp, ddfMethod } from './test-flags.ts';
import { refuseWeights } from './unavailable-options.ts';

interface PredictFlags extends SourceFlags, FamilyFlags {
  readonly scale?: 'response' | 'link' | 'classes';
  readonly target: PredictionTarget;
  readonly interval: PredictionInterval;
  readonly level: string;
  readonly se?: boolean;
  readonly ddf?: DdfMethod;
  readonly term?: readonly string[];
  readonly allowNewLevels?: boolean;
  readonly format: 'csv' | 'json' | 'text';
}

function list(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Adds `blup predict DATA FORMULA [NEW]` to the program. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .summary('predictions for new data, with standard errors and intervals')
    .description(
      'Fits a linear mixed model, or with --family a generalised one, or takes a saved one, and predicts the rows of new data, or those of the fit when none are given.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', 'of a fit, as in R: "y ~ x + (x | group)"; a saved model has none')
    .argument('[new]', 'file with the predictors of the rows to be predicted')
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .addOption(
      new Option('--target <what>', 'whose mean is predicted')
        .choices(['population', 'group', 'newGroup', 'typical'])
        .default('group'),
    )
    .addOption(
      new Option('--interval <what>', 'interval of the mean, or of one further observation')
        .choices(['none', 'mean', 'observation'])
        .default('none'),
    )
    .addOption(
      new Option(
        '--scale <scale>',
        'of generalised models: means, linear predictors, or chances of ordered categories',
      ).choices(['response', 'link', 'classes']),
    )
    .option('--level <level>', 'confidence level', '0.95')
    .option('--se', 'standard errors without interval')
    .option('--ddf <method>', ddfHelp, ddfMethod)
    .option('--term <term>', 'only this random term, may be repeated: "x | group", or group', list)
    .option('--allow-new-levels', 'predict groups that the fit did not have as new ones')
    .addOption(
      new Option('--format <format>', 'output').choices(['csv', 'json', 'text']).default('csv'),
    )
    .addHelpText(
      'after',
      `
Examples:
  blup predict model.json new.csv --interval mean
  blup predict sleepstudy.csv "Reaction ~ Days + (Days | Subject)" new.csv --interval mean
  blup predict sleepstudy.csv "Reaction ~ Days + (Days | Subject)" new.csv --target newGroup --interval observation`,
    )
    .action(
      (path: string, next: string | undefined, last: string | undefined, flags: PredictFlags) => {
        const saved = isSaved(path, next);
        if (saved) checkNoMore([last]);
        const formula = saved ? undefined : next;
        const { model } = anyModelSource(path, formula, flags);
        print(predicted(model, saved ? next : last, flags));
      },
    );
}

function predicted(model: AnyModel, fresh: string | undefined, flags: PredictFlags): string {
  const { target, interval, se, ddf, term, allowNewLevels, format, scale } = flags;
  const newdata = fresh === undefined ? undefined : readFile(fresh);
  const predictions = predict(model, newdata, {
    target,
    interval,
    level: Number(flags.level),
    ...(se && { se }),
    ...(scale && { scale }),
    ...(ddf && { ddf }),
    ...(term && { terms: term }),
    ...(allowNewLevels && { allowNewLevels }),
  });
  if (format === 'text') return formatPredictions(predictions);
  if (format === 'json') return jsonText(predictionsToJson(predictions));
  for (const { text } of predictions.notices) note(text);
  return predictionsToCsv(predictions);
}
