/** A remark on a result that is valid but deserves attention. The library never writes to the console. */
export interface Notice {
  /** Stable: `rows-omitted`, `columns-dropped`, `singular`, `not-certified`, … */
  readonly code: string;
  /** One readable sentence with the numbers in it. */
  readonly text: string;
  /** The numbers and names behind the sentence, plain data. */
  readonly detail: Readonly<Record<string, unknown>>;
}
