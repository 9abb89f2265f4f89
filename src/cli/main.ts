#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { errorText } from './error-text.ts';
import { exitStatus } from './exit-status.ts';
import { progress } from './progress-line.ts';
import { readColumnarFiles } from './read-data.ts';
import { spellRobust } from './robust-option.ts';

const packageFile = new URL('../../package.json', import.meta.url);
const { version, description } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
  version: string;
  description: string;
};

/** The commands, in the order of the help. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  fit: async () => (await import('./fit-command.ts')).addFitCommand,
  anova: async () => (await import('./anova-command.ts')).addAnovaCommand,
  emmeans: async () => (await import('./emmeans-command.ts')).addEmmeansCommand,
  'drop-one': async () => (await import('./drop-one-command.ts')).addDropOneCommand,
  ranova: async () => (await import('./ranova-command.ts')).addRanovaCommand,
  check: async () => (await import('./check-command.ts')).addCheckCommand,
  plot: async () => (await import('./plot-command.ts')).addPlotCommand,
  equations: async () => (await import('./equations-command.ts')).addEquationsCommand,
  table: async () => (await import('./table-command.ts')).addTableCommand,
  summary: async () => (await import('./summary-command.ts')).addSummaryCommand,
  lm: async () => (await import('./lm-command.ts')).addLmCommand,
  'lm-list': async () => (await import('./lm-command.ts')).addLmListCommand,
  icc: async () => (await import('./icc-command.ts')).addIccCommand,
  'level-residuals': async () =>
    (await import('./level-residuals-command.ts')).addLevelResidualsCommand,
  predict: async () => (await import('./predict-command.ts')).addPredictCommand,
  simulate: async () => (await import('./simulate-command.ts')).addSimulateCommand,
  power: async () => (await import('./power-command.ts')).addPowerCommand,
};

const program = new Command('blup')
  .description(description)
  .version(version)
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .hook('preAction', (_, action) => readColumnarFiles(action.args))
  .addHelpText(
    'after',
    `
Examples:
  blup fit hsb.csv "mathach ~ meanses*cses + sector*cses + (cses | school)"
  blup anova hsb.csv "mathach ~ cses + (1 | school)" "mathach ~ cses + (cses | school)"
  blup emmeans cake.csv "angle ~ recipe*temp + (1 | recipe:replicate)" recipe --pairwise
  blup equations hsb.csv "mathach ~ cses + (cses | school)" --estimates
  blup ranova hsb.csv "mathach ~ cses + (cses | school)"
  blup check hsb.csv "mathach ~ cses + (cses | school)" --influence school
  blup plot hsb.csv "mathach ~ cses + (cses | school)" caterpillar -o schools.svg

Exit status: 0 done, 1 the model could not be fitted, 2 the call was wrong.`,
  );

// Modules of the other commands take longer to load than most fits take.
const asked = process.argv[2];
for (const name of Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands)) {
  (await commands[name]())(program);
}

// A reader that has seen enough, as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync(spellRobust(process.argv));
} catch (error) {
  progress.clear();
  process.exitCode = exitStatus(error);
  if (process.exitCode !== 0) process.stderr.write(errorText(error));
}
