import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { withRows } from '../../fit/kept.ts';
import { restrictRows } from '../../fit/restrict-rows.ts';

/** Models on the rows that all of them were fitted to. */
interface OnCommonRows {
  readonly models: readonly AnyModel[];
  /** How many rows were left out, when any. */
  readonly notices: readonly Notice[];
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i]);
}

/** Row numbers that stand in all lists, each increasing. */
function intersection(lists: readonly Int32Array[]): Int32Array {
  return lists.reduce((common, rows) => {
    const own = new Set(rows);
    return common.filter((row) => own.has(row));
  });
}

/**
 * Refits models to the rows that all of them use, where missing values gave them different ones; models that have those
 * rows already stay as they are, and so do all when one was loaded from a file. When no row is common the models come back unchanged.
 */
export function onCommonRows(given: readonly AnyModel[]): OnCommonRows {
  // Without rows nothing can be restricted: whether the data are the same is then decided by their hashes.
  if (given.some(({ saved }) => saved !== undefined)) return { models: given, notices: [] };
  const models = given.map((model) => withRows(model, 'comparisons'));
  const [first, ...others] = models;
  if (others.every(({ rows }) => isSame(rows, first.rows))) return { models, notices: [] };
  const common = intersection(models.map(({ rows }) => rows));
  if (common.length === 0) return { models, notices: [] };
  const wanted = new Set(common);
  const dropped = models.map(({ rows }) => rows.length - common.length);
  const counts = models.map(({ formula }, i) => `${dropped[i]} from ${formula}`);
  return {
    models: models.map((model, i) => {
      if (dropped[i] === 0) return model;
      const keep: number[] = [];
      model.rows.forEach((row, at) => {
        if (wanted.has(row)) keep.push(at);
      });
      return restrictRows(model, Int32Array.from(keep));
    }),
    notices: [
      {
        code: 'rows-restricted',
        text:
          `the models were fitted to different rows, so all were compared on the ${common.length} rows ` +
          `that they share; dropped: ${counts.filter((_, i) => dropped[i] > 0).join('; ')}`,
        detail: { rows: common.length, dropped },
      },
    ],
  };
}
