import { checkFormula } from './check-formula.ts';
import { compare } from './comparison.ts';
import { copy, copyComparison, copyEquations } from './copies.ts';
import { describeColumns } from './describe-columns.ts';
import { equations } from './equations.ts';
import { figure, figureFile } from './figures.ts';
import { fit, keepFits } from './fit.ts';
import { bootstrapIntervals, profileIntervals } from './intervals.ts';
import { open } from './open.ts';
import { level, levelNames, residualRows } from './residual-rows.ts';
import { setTypes } from './set-types.ts';
import type { SessionState } from './state.ts';
import { teaching } from './teaching.ts';
import { check, randomTests, termTests, waldIntervals } from './tests.ts';
import { words } from './words.ts';

/** Stops what is being computed piece by piece. */
function stop(state: SessionState, _request: null): void {
  state.cancelled = true;
}

/** Everything that the page may ask its worker: functions of the session and a request, with a plain answer. */
export const questions = {
  open,
  describeColumns,
  setTypes,
  checkFormula,
  fit,
  keepFits,
  words,
  figure,
  figureFile,
  residualRows,
  level,
  levelNames,
  termTests,
  randomTests,
  waldIntervals,
  check,
  profileIntervals,
  bootstrapIntervals,
  compare,
  equations,
  teaching,
  copy,
  copyComparison,
  copyEquations,
  stop,
} as const;

export type Questions = typeof questions;

/** An answer, or the error that came instead, with code and detail. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly detail: Readonly<Record<string, unknown>>;
      };
    };
