import { spawnSync } from 'node:child_process';
import { dataFolder } from './data.ts';
import { median } from './measure.ts';
import type { BenchModel } from './models.ts';
import { compiledScript, inPackage } from './paths.ts';

/** What one measured process prints. Seconds and bytes. */
interface Answer {
  readonly first: number;
  readonly times: readonly number[];
  readonly criterion: number;
  readonly evaluations: number;
  readonly base?: number;
  readonly firstPeak?: number;
  readonly peak?: number;
  readonly columnBytes?: number;
  readonly factorBytes?: number;
  readonly certified?: boolean;
}

/** Several processes of one side: the last answer with the times of all. */
export interface Measured extends Answer {
  /**
   * Median of the later half of each process's fits, when compilers of JavaScript have warmed up; where one fit takes the whole
   * budget, of the first.
   */
  readonly seconds: number;
  /** Median of the first fits. */
  readonly firstSeconds: number;
}

/** A program and what it is asked; `task` names an entry of `tasks` in blup-child.ts or lme4.R. */
export interface Side {
  readonly program: 'blup' | 'R';
  readonly task: string;
}

/** How much is measured. */
export interface Repeats {
  /** Fits after the first in each process, at least. */
  readonly runs: number;
  /** Seconds that each process goes on fitting, at least: compilers of JavaScript warm up over many calls. */
  readonly least: number;
  /** Processes of each side, taken in turns. */
  readonly rounds: number;
  /** Seconds after which a process starts no further fit; after four times as many no further round begins. */
  readonly budget: number;
}

function run({ program, task }: Side, model: BenchModel, { runs, least, budget }: Repeats): Answer {
  const [command, script] =
    program === 'R'
      ? ['Rscript', inPackage('bench/lme4.R')]
      : [process.execPath, compiledScript('blup-child')];
  const { formula, method } = model;
  const limits = [runs, least, budget].map(String);
  const args = [script, dataFolder(model), formula, method, task, ...limits];
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${program} failed on ${model.name}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as Answer;
}

/** Runs the sides in turns, so that a change of the machine's speed meets all of them, and summarises each. */
export function inTurns(
  sides: readonly Side[],
  model: BenchModel,
  repeats: Repeats,
): readonly Measured[] {
  const answers: Answer[][] = sides.map(() => []);
  const started = performance.now();
  for (let round = 0; round < repeats.rounds; round++) {
    if (performance.now() - started > 4000 * repeats.budget) break;
    sides.forEach((side, s) => {
      answers[s].push(run(side, model, repeats));
    });
  }
  return answers.map((all) => ({
    ...all[all.length - 1],
    seconds: median(all.flatMap(({ times }) => times.slice(times.length >> 1))),
    firstSeconds: median(all.map(({ first }) => first)),
  }));
}
