import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { FittedModel } from '../fit/model.ts';
import type { ClusterValues } from '../inference/robust/clusters.ts';

/** Rows that are left out together. */
export interface DeletionSet {
  /** Name of the level; of a single row its number in the input, counted from 1. */
  readonly label: string;
  /** Positions among the model's rows. */
  readonly rows: readonly number[];
}

function bySame(labels: readonly string[], codes: ArrayLike<number>): DeletionSet[] {
  const sets = labels.map((label) => ({ label, rows: [] as number[] }));
  for (let i = 0; i < codes.length; i++) sets[codes[i]].rows.push(i);
  return sets;
}

/**
 * What `by` means: every row for itself, the levels of a grouping factor, or rows of equal value.
 *
 * @throws `input` for an unknown name or a wrong number of values
 */
export function deletionSets(
  { design, rows }: FittedModel | FittedGeneralisedModel,
  by: string | ClusterValues,
): { name: string; sets: DeletionSet[] } {
  if (typeof by === 'object') {
    if (by.values.length !== design.n) {
      throw new BlupError(
        'input',
        `${by.name} has ${by.values.length} values; the model has ${design.n} rows (model.rows says which of the data)`,
        { value: by.values.length },
      );
    }
    const codeOf = new Map<string, number>();
    const codes = Array.from(by.values, (value) => {
      const text = String(value);
      const code = codeOf.get(text) ?? codeOf.size;
      codeOf.set(text, code);
      return code;
    });
    return { name: by.name, sets: bySame([...codeOf.keys()], codes) };
  }
  if (by === 'row') {
    const sets = Array.from(rows, (row, i) => ({ label: String(row + 1), rows: [i] }));
    return { name: 'row', sets };
  }
  const factor = design.random.find(({ group }) => group === by);
  if (factor !== undefined) return { name: by, sets: bySame(factor.levels, factor.codes) };
  const groups = [...new Set(design.random.map(({ group }) => group))];
  const hint =
    didYouMean(by, groups) || `; use "row" or a grouping factor of the model: ${groups.join(', ')}`;
  throw new BlupError('input', `no grouping factor of the model is named "${by}"${hint}`, {
    value: by,
  });
}
