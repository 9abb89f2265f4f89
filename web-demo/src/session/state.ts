import type { Bootstrap, DdfMethod, FittedModel, Profile, Table } from 'blup';

/** One fitted model of the session; what is asked of it later is kept beside it. */
export interface Fit {
  readonly id: number;
  /** As the user wrote it. */
  readonly written: string;
  readonly ddf: DdfMethod;
  readonly model: FittedModel;
  profile?: Profile;
  bootstrap?: Bootstrap;
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
  /** Set when the user stops what is being computed piece by piece. */
  cancelled: boolean;
}

export function newState(): SessionState {
  return { dataName: '', fits: new Map(), nextId: 1, cancelled: false };
}
