import { BlupError, type TextSpan } from '../../errors/blup-error.ts';
import type { Column } from '../../table/table.ts';

/** What expressions are evaluated against. */
export interface Context {
  readonly nrow: number;
  /** Columns without missing cells, `nrow` long. */
  readonly columns: ReadonlyMap<string, Column>;
  /**
   * Constants of bases by the call's spelling (`poly(x, 2)`): taken from here when present, else computed from the
   * data and put here. Plain data, so that the same columns can be built from other data.
   */
  readonly constants: Map<string, unknown>;
  /** Values that stand for whole calls, by the call's spelling: group means whose data are not at hand. */
  readonly stated?: ReadonlyMap<string, Column>;
  /** True when all constants must be known: those of other data would make other columns. */
  readonly fitted?: boolean;
}

/** The constants of a call: those known already, or fitted to the data now and remembered. */
export function constantsOf<T>(context: Context, key: string, fit: () => T): T {
  const known = context.constants.get(key);
  if (known !== undefined) return known as T;
  if (context.fitted) {
    throw new BlupError('input', `the schema of the model has no constants of ${key}`, {
      value: key,
    });
  }
  const fitted = fit();
  context.constants.set(key, fitted);
  return fitted;
}

/** Error `formula-meaning` for a call or operation that cannot be evaluated. */
export function evaluationError(message: string, span: TextSpan): BlupError {
  return new BlupError('formula-meaning', message, { span });
}
