import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { formatModelTable } from '../report/format-model-table.ts';
import type { MarkupFormat } from '../report/markup/block.ts';
import { modelTable } from '../report/model-table.ts';
import { sourceHelp } from './argument-help.ts';
import {
  addFamilyOptions,
  checkFamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, names } from './model-options.ts';
import { type AnySourceFlags, anyModelSource, anySavedModels, isSaved } from './model-source.ts';
import { print } from './print.ts';
import { readData } from './read-data.ts';
import { checkAvailable, refuseWeights } from './unavailable-options.ts';

interface TableFlags extends AnySourceFlags {
  readonly exponentiate?: boolean;
  readonly names?: readonly string[];
  readonly label?: Readonly<Record<string, string>>;
  readonly ddf: DdfMethod;
  readonly ci?: boolean;
  readonly level: number;
  readonly stars?: boolean;
  readonly variances?: boolean;
  readonly digits: number;
  readonly beside?: boolean;
  readonly caption?: string;
  readonly format: MarkupFormat | 'json';
}

const FORMATS = ['text', 'markdown', 'html', 'latex', 'word', 'json'];

/** `coefficient=label`, also given several times, as labels by name. */
function labels(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at > 0)
    return Object.fromEntries([...Object.entries(before), [text.slice(0, at), text.slice(at + 1)]]);
  throw new BlupError('option', `--label needs coefficient=label, as in "ses=Status": "${text}"`, {
    value: text,
  });
}

/** Adds `blup table DATA FORMULA …` to the program. */
export function addTableCommand(program: Command): void {
  const command = program
    .command('table')
    .summary('several models side by side')
    .description(
      'Fits models, or takes saved ones, and prints a table of them: fixed effects, random part, ICC, R², sizes and criteria.',
    )
    .argument('<source>', sourceHelp)
    .argument(
      '[formulas...]',
      'one or more, as in R: "y ~ x + (x | group)"; or further saved models',
    )
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--names <names>', 'names of the models: a,b (default: m1,m2, …)', names)
    .option('--label <coefficient=label>', 'label of a coefficient, may be repeated', labels)
    .option(
      '--ddf <method>',
      'degrees of freedom: satterthwaite, kenward-roger, residual or none',
      'satterthwaite',
    )
    .option('--ci', 'confidence intervals instead of standard errors')
    .option('--level <level>', 'confidence level', Number, 0.95)
    .option('--exponentiate', 'with --family: odds ratios, ratios of means, hazard ratios')
    .option('--stars', 'stars for p below 0.05, 0.01 and 0.001')
    .option('--variances', 'random part as variances and covariances')
    .option('--digits <number>', 'decimals of estimates', Number, 3)
    .option('--beside', 'standard errors or intervals on the line of the estimate')
    .option('--caption <text>', 'caption of the table')
    .option('--format <format>', 'text, markdown, html, latex, word (save as .rtf) or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  blup table null.json slope.json --names Null,Slope\n  blup table hsb.csv "mathach ~ 1 + (1 | school)" "mathach ~ cses + (cses | school)" --names Null,Slope',
    )
    .action((path: string, formulas: string[], flags: TableFlags) => {
      print(table(path, formulas, flags));
    });
}

function modelsOf(path: string, rest: readonly string[], flags: TableFlags): readonly AnyModel[] {
  if (isSaved(path, rest[0])) return anySavedModels([path, ...rest], flags);
  if (rest.length === 0) return [anyModelSource(path, undefined, flags).model];
  checkFamilyFlags(flags);
  const data = readData(path, flags);
  if (flags.family !== undefined) {
    refuseLinearFlags(flags, ['ml']);
    return rest.map((formula) => fitFamily(formula, data, path, flags));
  }
  const options = lmerOptions(flags, path, flags.ml ? 'ML' : 'REML');
  return rest.map((formula) => fitFormula(formula, data, options));
}

function table(path: string, formulas: readonly string[], flags: TableFlags): string {
  const { ddf, ci, level, stars, variances, caption, digits, beside, format } = flags;
  checkDdf(ddf);
  checkAvailable('--format', format, FORMATS, []);
  const models = modelsOf(path, formulas, flags);
  const result = modelTable(models, {
    ...(flags.names !== undefined && { names: flags.names }),
    ...(flags.label !== undefined && { coefficients: flags.label }),
    ddf,
    level,
    spread: ci ? 'interval' : 'se',
    stars: stars ?? false,
    ...(flags.exponentiate && { exponentiate: true }),
    random: variances ? 'vcov' : 'sdcor',
    ...(caption !== undefined && { caption }),
  });
  if (format === 'json') return jsonText(result);
  return formatModelTable(result, { format, digits, place: beside ? 'beside' : 'below' });
}
