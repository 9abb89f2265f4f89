import { type LevelEquations, levelEquations } from 'blup';
import { modelOf } from './find.ts';
import type { SessionState } from './state.ts';

/** The model as equations level by level. */
export function equations(state: SessionState, id: number): LevelEquations {
  return levelEquations(modelOf(state, id));
}
