import { compare } from './comparison.ts';
import { copy, copyComparison, copyEquations, printed } from './copies.ts';
import { equations } from './equations.ts';
import { figure, figureFile } from './figures.ts';
import { bootstrapIntervals, profileIntervals } from './intervals.ts';
import { level, levelNames, residualRows } from './residual-rows.ts';
import type { SessionState } from './state.ts';
import { teaching } from './teaching.ts';
import { check, effectRatios, randomTests, termTests, waldIntervals } from './tests.ts';
import { variation } from './variation.ts';
import { words } from './words.ts';

/** Stops the long calculation that is under way. */
function stop(state: SessionState, _request: null): void {
  state.running?.abort();
}

/** What is asked of a model that is there. */
export const laterQuestions = {
  words,
  figure,
  figureFile,
  residualRows,
  level,
  levelNames,
  termTests,
  randomTests,
  waldIntervals,
  effectRatios,
  check,
  variation,
  profileIntervals,
  bootstrapIntervals,
  compare,
  equations,
  teaching,
  copy,
  copyComparison,
  copyEquations,
  printed,
  stop,
} as const;
