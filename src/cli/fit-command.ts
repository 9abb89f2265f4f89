import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { type Contrast, contrast } from '../inference/contrasts/contrast.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { ratios } from '../inference/contrasts/ratios.ts';
import { type Confint, confint } from '../inference/intervals/confint.ts';
import type { RobustTests } from '../inference/robust/robust-tests.ts';
import { plotKinds } from '../plot/kinds.ts';
import { contrastToJson } from '../report/emmeans-to-json.ts';
import { formatRatios } from '../report/format-ratios.ts';
import { formatSummaryAs } from '../report/format-summary-as.ts';
import type { MarkupFormat } from '../report/markup/block.ts';
import { robustToJson } from '../report/robust-to-json.ts';
import { sentences } from '../report/sentences.ts';
import { summary } from '../report/summary.ts';
import { type ToJsonOptions, toJson } from '../report/to-json.ts';
import { dataHelp, formulaHelp } from './argument-help.ts';
import {
  addFamilyOptions,
  checkFamilyFlags,
  type FamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { fitFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, lmerOptions, type ModelFlags, names } from './model-options.ts';
import { type PlotRequest, plotRequests, writePlots } from './plot-option.ts';
import { print } from './print.ts';
import { counter } from './progress-line.ts';
import { readData } from './read-data.ts';
import { addRobustOptions, checkRobust, type RobustFlags, robustResult } from './robust-option.ts';
import { addSaveOptions, checkSave, type SaveFlags, saveTo } from './save-option.ts';
import { checkAvailable, refuseWeights } from './unavailable-options.ts';

interface FitFlags extends ModelFlags, FamilyFlags, RobustFlags, SaveFlags {
  readonly ml?: boolean;
  readonly ddf?: DdfMethod;
  readonly format: MarkupFormat | 'json';
  readonly with?: NonNullable<ToJsonOptions['with']>;
  readonly confint?: 'wald' | 'profile' | 'boot';
  readonly nsim: number;
  readonly seed: number;
  readonly level: number;
  readonly contrast?: readonly string[];
  readonly plot?: readonly PlotRequest[];
  readonly explain?: boolean;
  readonly ratios?: boolean;
  readonly timing?: boolean;
}

const FORMATS = ['text', 'json', 'markdown', 'html', 'latex', 'word'];

const PARTS = ['fitted', 'residuals', 'ranef'];

/** What stands below the summary when asked for. */
interface Extras {
  readonly tests: readonly Contrast[];
  readonly robust: RobustTests | undefined;
}

/** Adds `blup fit DATA FORMULA` to the program. */
export function addFitCommand(program: Command): void {
  const command = program
    .command('fit')
    .summary('fit a linear or generalised linear mixed model')
    .description(
      'Fits a linear mixed model, or with --family a generalised one, and prints its summary.',
    )
    .argument('<data>', dataHelp)
    .argument('<formula>', formulaHelp)
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addSaveOptions(addRobustOptions(addFamilyOptions(addModelOptions(command)))))
    .option(
      '--ddf <method>',
      'degrees of freedom: satterthwaite (default), kenward-roger, residual or none',
    )
    .option('--confint <method>', 'confidence intervals: wald, profile or boot')
    .option('--nsim <number>', 'bootstrap replicates', Number, 1000)
    .option('--seed <number>', 'seed of the bootstrap', Number, 1)
    .option('--level <level>', 'confidence level', Number, 0.95)
    .option('--format <format>', 'text, json, markdown, html, latex or word', 'text')
    .option('--with <parts>', 'add to json: fitted,residuals,ranef', names)
    .option(
      '--contrast <combination>',
      'test a combination of coefficients, may be repeated: "meanses - cses", "x = 1"',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option(
      '--plot <kind=file>',
      `write a plot as SVG or PNG, may be repeated: caterpillar=out.svg; kinds: ${plotKinds.join(', ')}`,
      plotRequests,
    )
    .option(
      '--ratios',
      'with --family: odds ratios, ratios of means or hazard ratios, with intervals',
    )
    .option('--explain', 'add a sentence about each estimate')
    .option('--timing', 'say how long each step took')
    .addHelpText(
      'after',
      '\nExample:\n  blup fit hsb.csv "mathach ~ ses + (ses | school)" --ml\n' +
        '  blup fit cbpp.csv "cbind(incidence, size - incidence) ~ period + (1 | herd)" --factor period --family binomial',
    )
    .action(async (path: string, formula: string, flags: FitFlags) => {
      print(await fit(path, formula, flags));
    });
}

async function fit(path: string, formula: string, flags: FitFlags): Promise<string> {
  if (flags.ddf !== undefined) checkDdf(flags.ddf);
  checkFamilyFlags(flags);
  if (flags.family !== undefined) refuseLinearFlags(flags, ['ml', 'ddf', 'robust', 'cluster']);
  checkAvailable('--format', flags.format, FORMATS, []);
  if (flags.confint !== undefined) {
    checkAvailable('--confint', flags.confint, ['wald', 'profile', 'boot'], []);
  }
  for (const part of flags.with ?? []) checkAvailable('--with', part, PARTS, []);
  if (flags.with !== undefined && flags.format !== 'json') {
    throw new BlupError('option', '--with adds to json output; give --format json too', {
      value: flags.with,
    });
  }
  checkRobust(flags);
  checkSave(flags, path);
  const start = performance.now();
  const table = readData(path, flags);
  const read = performance.now() - start;
  const linear =
    flags.family === undefined
      ? fitFormula(formula, table, lmerOptions(flags, path, flags.ml ? 'ML' : 'REML'))
      : undefined;
  const model = linear ?? fitFamily(formula, table, path, flags);
  await writePlots(model, flags.plot ?? [], {
    data: table,
    level: flags.level,
    ...(flags.ratios && { ratios: true }),
  });
  const tests = (flags.contrast ?? []).map((text) => contrast(model, text, ddfOf(flags)));
  const robust = linear && robustResult(linear, table, flags);
  saveTo(model, flags);
  const more: Extras = { tests, robust };
  if (flags.format !== 'json') return textOutput(model, flags, flags.format, read, more);
  const limits = intervals(model, flags);
  return jsonText({
    ...toJson(model, {
      ...ddfOf(flags),
      ...(limits === undefined ? {} : { confint: limits }),
      with: flags.with ?? [],
      ...(flags.timing ? { timing: { read } } : {}),
    }),
    ...(tests.length === 0 ? {} : { contrasts: tests.map(contrastToJson) }),
    ...(flags.ratios ? { ratios: ratios(model, { level: flags.level }).rows } : {}),
    ...(robust === undefined ? {} : { robust: robustToJson(robust) }),
    ...(flags.explain ? { sentences: explain(model, flags, limits) } : {}),
  });
}

function ddfOf({ ddf }: FitFlags): { readonly ddf?: DdfMethod } {
  return ddf === undefined ? {} : { ddf };
}

function explain(model: AnyModel, flags: FitFlags, limits: Confint | undefined) {
  return sentences(model, {
    ...ddfOf(flags),
    level: flags.level,
    ...(limits && { confInt: limits }),
  });
}

function intervals(model: AnyModel, flags: FitFlags): Confint | undefined {
  const { confint: method, level, nsim, seed } = flags;
  return method === undefined
    ? undefined
    : confint(model, {
        method,
        level,
        ...ddfOf(flags),
        boot: { nsim, seed, ...counter('bootstrap replicates') },
      });
}

function textOutput(
  model: AnyModel,
  flags: FitFlags,
  format: MarkupFormat,
  read: number,
  { tests, robust }: Extras,
): string {
  const start = performance.now();
  const result = summary(model, ddfOf(flags));
  const limits = intervals(model, flags);
  const inference = performance.now() - start;
  const { design, fit } = model.timing;
  const text = formatSummaryAs(result, format, {
    ...(flags.explain && { sentences: explain(model, flags, limits) }),
    more: {
      contrasts: tests,
      ...(limits !== undefined && { confInt: limits }),
      ...(robust !== undefined && { robust }),
      ...(flags.timing && { timing: { read, design, fit, inference } }),
    },
  });
  if (!flags.ratios) return text;
  return `${text}\n${formatRatios(ratios(model, { level: flags.level }))}`;
}
