import { type Anova, anova, type ModelTable, modelTable } from 'blup';
import { fitOf } from './find.ts';
import type { SessionState } from './state.ts';

/** Models beside each other. */
export interface ComparisonView {
  readonly table: ModelTable;
  /** Likelihood-ratio tests; absent for a single model, or where the models cannot be compared. */
  readonly tests?: Anova;
  /** Why there are no tests. */
  readonly reason?: string;
}

/** A table of models, and their likelihood-ratio tests one against the next. */
export function compare(
  state: SessionState,
  request: { readonly fits: readonly number[]; readonly names: readonly string[] },
): ComparisonView {
  const fits = request.fits.map((id) => fitOf(state, id));
  const models = fits.map(({ model }) => model);
  const { names } = request;
  const table = modelTable(models, { names, ddf: fits[0].ddf });
  if (models.length < 2) return { table };
  try {
    return { table, tests: anova(...models, { names }) };
  } catch (error) {
    return { table, reason: (error as Error).message };
  }
}
