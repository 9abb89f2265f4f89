import type { DdfMethod, FittedGeneralisedModel, FittedModel, Profile, Table } from 'blup';
import type { ModelChoice } from '../state/model-choice.ts';

/** Called with what is done and how much there is. */
export type Progress = (done: number, total: number) => void;

/** One fitted model of the session; what is asked of it later is kept beside it. */
export interface Fit {
  readonly id: number;
  /** As the user wrote it. */
  readonly written: string;
  readonly ddf: DdfMethod;
  readonly choice: ModelChoice;
  readonly model: FittedModel | FittedGeneralisedModel;
  profile?: Profile;
}

/** What the worker holds: rows and models never travel to the page. */
export interface SessionState {
  /** As read. */
  original?: Table;
  /** With the types that the user chose. */
  table?: Table;
  dataName: string;
  readonly fits: Map<number, Fit>;
  nextId: number;
  /** Stops the long calculation that is under way. */
  running?: AbortController;
}

export function newState(): SessionState {
  return { dataName: '', fits: new Map(), nextId: 1 };
}
