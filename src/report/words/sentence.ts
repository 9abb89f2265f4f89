/** One sentence about a model. */
export interface Sentence {
  readonly about:
    | 'fixed'
    | 'random'
    | 'correlation'
    | 'residual'
    | 'icc'
    | 'r2'
    | 'optimum'
    | 'notice';
  /** Grouping factor of a random coefficient. */
  readonly group?: string;
  /** Name of the coefficient; of a correlation both, joined by a dot. */
  readonly name?: string;
  /** Plain English. */
  readonly text: string;
}
