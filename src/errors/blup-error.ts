/**
 * What can be wrong with a call. A code is stable: programs may switch on it, texts may change.
 */
export type ErrorCode =
  | 'input' // data that are no table, or a value of the wrong kind
  | 'parse-csv'
  | 'unknown-column'
  | 'formula-syntax'
  | 'formula-meaning' // well-formed text that says something no model can do
  | 'option'
  | 'no-random-term'
  | 'grouping-factor'
  | 'no-rows'
  | 'response'
  | 'not-finite'
  | 'too-few-rows'
  | 'memory'
  | 'not-fitted'
  | 'saved-model' // text that is no saved model, or a damaged or newer one
  | 'model-kind' // asked of a linear model what only a generalised one has, or the other way round
  | 'no-rows-kept' // asked of a model that was loaded without its rows
  | 'no-groups-kept' // asked of a model that was saved without its groups
  | 'cancelled'
  | 'worker' // a worker that cannot be started, has died, or was closed
  | 'file';

/** Place of a formula error: offset and length in the text that the user wrote. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Further facts about an error, plain data that survive structured clone. */
export interface ErrorDetail {
  /** The offending value, as the user wrote it. */
  readonly value?: unknown;
  /** The place in the formula's text. */
  readonly span?: TextSpan;
  /** The nearest valid name. */
  readonly suggestion?: string;
  readonly [key: string]: unknown;
}

/**
 * The only error that this library throws: one line that says what is wrong, the value, and the way out.
 *
 * `code` is stable, `detail` is plain data. Doubtful results are no errors: they are notices on the model.
 */
export class BlupError extends Error {
  override readonly name = 'BlupError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}
