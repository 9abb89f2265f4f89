#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAnovaCommand } from './anova-command.ts';
import { addCheckCommand } from './check-command.ts';
import { addDropOneCommand } from './drop-one-command.ts';
import { addEmmeansCommand } from './emmeans-command.ts';
import { addEquationsCommand } from './equations-command.ts';
import { errorText } from './error-text.ts';
import { exitStatus } from './exit-status.ts';
import { addFitCommand } from './fit-command.ts';
import { addIccCommand } from './icc-command.ts';
import { addLevelResidualsCommand } from './level-residuals-command.ts';
import { addLmCommand, addLmListCommand } from './lm-command.ts';
import { addPlotCommand } from './plot-command.ts';
import { addPowerCommand } from './power-command.ts';
import { addPredictCommand } from './predict-command.ts';
import { progress } from './progress-line.ts';
import { addRanovaCommand } from './ranova-command.ts';
import { readColumnarFiles } from './read-data.ts';
import { spellRobust } from './robust-option.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addSummaryCommand } from './summary-command.ts';
import { addTableCommand } from './table-command.ts';

const packageFile = new URL('../../package.json', import.meta.url);
const { version, description } = JSON.parse(readFileSync(packageFile, 'utf8')) as {
  version: string;
  description: string;
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
addFitCommand(program);
addAnovaCommand(program);
addEmmeansCommand(program);
addDropOneCommand(program);
addRanovaCommand(program);
addCheckCommand(program);
addPlotCommand(program);
addEquationsCommand(program);
addTableCommand(program);
addSummaryCommand(program);
addLmCommand(program);
addLmListCommand(program);
addIccCommand(program);
addLevelResidualsCommand(program);
addPredictCommand(program);
addSimulateCommand(program);
addPowerCommand(program);

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
