import type { FitView } from '../session/fit.ts';

/** What each tab is given. */
export interface TabProps {
  readonly fit: FitView;
}
