import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { formatSummary } from '../report/format-summary.ts';
import { summary } from '../report/summary.ts';
import { toJson } from '../report/to-json.ts';
import { jsonText } from './json-text.ts';
import { readModel } from './model-file.ts';
import { names } from './model-options.ts';
import { print } from './print.ts';
import { checkAvailable } from './unavailable-options.ts';

interface SummaryFlags {
  readonly ddf: DdfMethod;
  readonly format: 'text' | 'json';
  readonly with?: readonly 'ranef'[];
}

/** Adds `blup summary MODEL` to the program. */
export function addSummaryCommand(program: Command): void {
  program
    .command('summary')
    .summary('print a saved model')
    .description('Prints the summary of a model that blup fit --save or saveModel kept.')
    .argument('<model>', 'file of a saved model, or - for standard input')
    .option(
      '--ddf <method>',
      'degrees of freedom: satterthwaite, kenward-roger, residual or none',
      'satterthwaite',
    )
    .option('--format <format>', 'text or json', 'text')
    .option('--with <parts>', 'add to json: ranef', names)
    .addHelpText('after', '\nExample:\n  blup summary model.json --ddf kenward-roger')
    .action((path: string, flags: SummaryFlags) => {
      print(printed(path, flags));
    });
}

function printed(path: string, flags: SummaryFlags): string {
  const { ddf, format } = flags;
  checkDdf(ddf);
  checkAvailable('--format', format, ['text', 'json'], ['markdown', 'html', 'latex']);
  for (const part of flags.with ?? []) checkAvailable('--with', part, ['ranef'], []);
  if (flags.with !== undefined && format !== 'json') {
    throw new BlupError('option', '--with adds to json output; give --format json too', {
      value: flags.with,
    });
  }
  const model = readModel(path);
  if (format === 'text') return formatSummary(summary(model, { ddf }));
  return jsonText(toJson(model, { ddf, with: flags.with ?? [] }));
}
