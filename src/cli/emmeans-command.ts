import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { Adjustment } from '../inference/emmeans/adjust.ts';
import type { ContrastMethod } from '../inference/emmeans/contrast-methods.ts';
import { type Contrasts, contrasts } from '../inference/emmeans/contrasts.ts';
import { type Emmeans, emmeans, type MarginWeights } from '../inference/emmeans/emmeans.ts';
import { emtrends } from '../inference/emmeans/emtrends.ts';
import { emmeansToJson } from '../report/emmeans-to-json.ts';
import { formatContrasts, formatEmmeans } from '../report/format-emmeans.ts';
import { sourceHelp } from './argument-help.ts';
import { addFamilyOptions } from './family-options.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions } from './model-options.ts';
import { type AnySourceFlags, anyModelSource, checkNoMore, isSaved } from './model-source.ts';
import { print } from './print.ts';
import { checkAvailable, refuseWeights } from './unavailable-options.ts';

interface EmmeansFlags extends AnySourceFlags {
  readonly by?: string;
  readonly at?: Readonly<Record<string, readonly string[]>>;
  readonly trend?: string;
  readonly pairwise?: boolean;
  readonly compare?: string;
  readonly adjust?: Adjustment;
  readonly ddf: DdfMethod;
  readonly level: string;
  readonly type: 'link' | 'response';
  readonly marginWeights: MarginWeights;
  readonly format: 'text' | 'json';
}

/** `x=1,2`, also given several times, as values by name. */
function values(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Readonly<Record<string, readonly string[]>> {
  const at = text.lastIndexOf('=');
  if (at <= 0) {
    throw new BlupError('option', `--at needs variable=values, as in "age=20,40": "${text}"`, {
      value: text,
    });
  }
  const list = text
    .slice(at + 1)
    .split(',')
    .map((value) => value.trim());
  return { ...before, [text.slice(0, at).trim()]: list };
}

/** Adds `blup emmeans DATA FORMULA SPECS` to the program. */
export function addEmmeansCommand(program: Command): void {
  const command = program
    .command('emmeans')
    .summary('estimated marginal means, slopes, and contrasts among them')
    .description(
      'Fits a mixed model, or takes a saved one, and prints predictions averaged over a grid of all levels of factors, ' +
        'with covariates at their means, and contrasts among them.',
    )
    .argument('<source>', sourceHelp)
    .argument('[formula]', 'as in R: "y ~ a*x + (1 | group)"; a saved model has none')
    .argument(
      '[specs]',
      'variables: "a", "a*b", "a | b" (within levels of b), 1 for the overall mean',
    )
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--by <variables>', 'variables within whose levels means are compared')
    .option('--at <values>', 'values in the grid, may be repeated: "age=20,40"', values)
    .option('--trend <variable>', 'slopes of this covariate instead of means')
    .option('--pairwise', 'compare all pairs')
    .option('--compare <method>', 'pairwise, revpairwise, trt.vs.ctrl, eff, consec or poly')
    .option('--adjust <method>', 'tukey, sidak, bonferroni, holm, fdr, dunnettx or none')
    .option(
      '--type <scale>',
      'link, or response to undo log(y), sqrt(y), or the link of --family',
      'link',
    )
    .option('--margin-weights <kind>', 'equal, or proportional to frequencies', 'equal')
    .option('--level <level>', 'confidence level', '0.95')
    .option(
      '--ddf <method>',
      'degrees of freedom: satterthwaite, kenward-roger, residual or none',
      'satterthwaite',
    )
    .option('--format <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      `
Examples:
  blup emmeans model.json recipe --pairwise
  blup emmeans cake.csv "angle ~ recipe*temp + (1 | recipe:replicate)" recipe --pairwise
  blup emmeans cake.csv "angle ~ recipe*temp + (1 | recipe:replicate)" "recipe | temp" --at "temp=180,220"
  blup emmeans cake.csv "angle ~ recipe*temp + (1 | recipe:replicate)" recipe --trend temp --ddf kenward-roger
  blup emmeans contraception.csv "use ~ urban + livch + (1 | district)" livch --family binomial --type response --pairwise`,
    )
    .action(
      (path: string, next: string | undefined, last: string | undefined, flags: EmmeansFlags) => {
        print(answer(path, next, last, flags));
      },
    );
}

function means(
  path: string,
  next: string | undefined,
  last: string | undefined,
  flags: EmmeansFlags,
): Emmeans {
  const { at, by, ddf, type, trend } = flags;
  const saved = isSaved(path, next);
  if (saved) checkNoMore([last]);
  const specs = saved ? next : last;
  if (specs === undefined) {
    throw new BlupError(
      'option',
      'the variables of the means are missing: blup emmeans DATA FORMULA SPECS, or MODEL.json SPECS',
      {
        value: next,
      },
    );
  }
  const { model } = anyModelSource(path, saved ? undefined : next, flags);
  const options = {
    ddf,
    level: Number(flags.level),
    weights: flags.marginWeights,
    ...(at !== undefined && { at }),
    ...(by !== undefined && { by }),
  };
  if (trend !== undefined) return emtrends(model, specs, trend, options);
  return emmeans(model, specs, { ...options, type });
}

function answer(
  path: string,
  next: string | undefined,
  last: string | undefined,
  flags: EmmeansFlags,
): string {
  checkDdf(flags.ddf);
  checkAvailable('--format', flags.format, ['text', 'json'], ['markdown', 'html', 'latex']);
  const { adjust } = flags;
  const method = flags.compare ?? (flags.pairwise ? 'pairwise' : undefined);
  if (adjust !== undefined && method === undefined) {
    throw new BlupError('option', '--adjust needs contrasts: add --pairwise or --compare', {
      value: adjust,
    });
  }
  const estimates = means(path, next, last, flags);
  const compared: Contrasts | undefined =
    method === undefined
      ? undefined
      : contrasts(estimates, method as ContrastMethod, adjust === undefined ? {} : { adjust });
  if (flags.format === 'json') return jsonText(emmeansToJson(estimates, compared));
  const text = formatEmmeans(estimates);
  return compared === undefined ? text : `${text}\n${formatContrasts(compared)}`;
}
