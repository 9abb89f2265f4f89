import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import { formatEquations } from '../report/format-equations.ts';
import type { LevelEquations } from '../report/level-equations/equations.ts';
import {
  type LevelEquationsOptions,
  levelEquations,
} from '../report/level-equations/level-equations.ts';
import { sourceHelp } from './argument-help.ts';
import { addFamilyOptions } from './family-options.ts';
import { withFormula } from './fit-formula.ts';
import { jsonText } from './json-text.ts';
import { addModelOptions, names } from './model-options.ts';
import { type AnySourceFlags, anyModelSource } from './model-source.ts';
import { print } from './print.ts';
import { checkAvailable, refuseWeights } from './unavailable-options.ts';

interface EquationsFlags extends AnySourceFlags {
  readonly formula?: string;
  readonly estimates?: boolean;
  readonly standardErrors?: boolean;
  readonly combined: boolean;
  readonly levels?: readonly string[];
  readonly at?: Readonly<Record<string, string>>;
  readonly format: 'text' | 'latex' | 'json';
}

const EXAMPLES = `
The formula may be level equations; statements end at ";" or the end of a line:
  "level 1: mathach = b0 + b1*cses; level 2 (school): b0 = g00 + u0; b1 = g10 + u1"

Examples:
  blup equations hsb.csv "mathach ~ sector*cses + (cses | school)" --estimates
  blup equations model.json --estimates --format latex
  blup equations --formula "mathach ~ sector*cses + (cses | school)" --at sector=school`;

/** Adds `blup equations DATA FORMULA` and `blup equations --formula FORMULA` to the program. */
export function addEquationsCommand(program: Command): void {
  const command = program
    .command('equations')
    .summary('write a model as equations level by level')
    .description(
      'Writes a model as equations level by level and as one combined equation. The data say which variables belong to which level.',
    )
    .argument('[source]', sourceHelp)
    .argument('[formula]', 'as in R: "y ~ x + (x | group)", or level equations')
    .option('--formula <formula>', 'without data')
    .option('--ml', 'maximum likelihood instead of REML');
  refuseWeights(addFamilyOptions(addModelOptions(command)))
    .option('--estimates', 'the estimates in place of symbols')
    .option('--standard-errors', 'the estimates with their standard errors')
    .option('--no-combined', 'without the combined equation')
    .option('--levels <groups>', 'grouping factors from level 2 upwards, when nested: a,b', names)
    .option(
      '--at <list>',
      'groups in which variables are constant: sector=school,size=district',
      places,
    )
    .option('--format <format>', 'text, latex or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action((data: string | undefined, formula: string | undefined, flags: EquationsFlags) => {
      print(write(data, formula, flags));
    });
}

function places(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const entries = names(text).map((part): [string, string] => {
    const at = part.lastIndexOf('=');
    if (at > 0) return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    throw new BlupError('option', `--at needs variable=group, as in sector=school: "${part}"`, {
      value: part,
    });
  });
  return { ...before, ...Object.fromEntries(entries) };
}

function equationsOf(
  data: string | undefined,
  formula: string | undefined,
  flags: EquationsFlags,
): LevelEquations {
  const { levels, at } = flags;
  const options: LevelEquationsOptions = {
    ...(levels === undefined ? {} : { levels }),
    ...(at === undefined ? {} : { at }),
  };
  const alone = flags.formula;
  if (alone !== undefined && data === undefined) {
    return withFormula(alone, () => levelEquations(alone, options));
  }
  if (alone !== undefined || data === undefined) {
    throw new BlupError(
      'option',
      'blup equations needs data and a formula, a saved model, or --formula alone, without data',
      { value: data ?? null },
    );
  }
  return levelEquations(anyModelSource(data, formula, flags).model, options);
}

function write(
  data: string | undefined,
  formula: string | undefined,
  flags: EquationsFlags,
): string {
  const { format, estimates = false, standardErrors = false, combined } = flags;
  checkAvailable('--format', format, ['text', 'latex', 'json'], ['markdown', 'html']);
  const equations = equationsOf(data, formula, flags);
  if (format === 'json') return jsonText(equations);
  return formatEquations(equations, { format, estimates, standardErrors, combined });
}
