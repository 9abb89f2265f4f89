import { begin } from './begin.ts';
import { checkFormula } from './check-formula.ts';
import { describeColumns } from './describe-columns.ts';
import { fit, keepFits } from './fit.ts';
import { open } from './open.ts';
import { setTypes } from './set-types.ts';

/** What the first model needs: functions of the session and a request, with a plain answer. */
export const firstQuestions = {
  begin,
  open,
  setTypes,
  fit,
  keepFits,
  describeColumns,
  checkFormula,
} as const;

/** Everything else; its script is fetched behind the first model. */
type LaterQuestions = typeof import('./later-questions.ts').laterQuestions;

/** Everything that the page may ask its worker. */
export type Questions = typeof firstQuestions & LaterQuestions;

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
