import { type Anova, anova, type ModelTable, modelTable } from 'blup';
import { fitOf, modelOf } from './find.ts';
import type { SessionState } from './state.ts';

/** Models beside each other. */
export interface ComparisonView {
  /** Absent where it cannot be made. */
  readonly table?: ModelTable;
  /** Likelihood-ratio tests; absent for a single model, or where the models cannot be compared. */
  readonly tests?: Anova;
  /** What there is not, and why. */
  readonly reasons: readonly string[];
}

/** A table of models, and their likelihood-ratio tests one against the next. */
export function compare(
  state: SessionState,
  request: { readonly fits: readonly number[]; readonly names: readonly string[] },
): ComparisonView {
  const models = request.fits.map((id) => modelOf(state, id));
  const { names } = request;
  const { ddf } = fitOf(state, request.fits[0]);
  const reasons: string[] = [];
  const made = <T>(what: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      reasons.push(`${what}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const tests = models.length < 2 ? undefined : made('No tests', () => anova(...models, { names }));
  const table = made('No table', () => modelTable(models, { names, ddf }));
  return { reasons, ...(table && { table }), ...(tests && { tests }) };
}
