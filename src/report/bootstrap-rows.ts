import type { Bootstrap } from '../inference/bootstrap/bootstrap.ts';
import { csvText } from './csv-text.ts';

function replicate({ replicates, names }: Bootstrap, i: number): Float64Array {
  return replicates.subarray(i * names.length, (i + 1) * names.length);
}

/** Bootstrap replicates as CSV, one line for each, one column for each number; cells of refits that failed are empty. */
export function bootstrapToCsv(result: Bootstrap): string {
  const { names, nsim } = result;
  const rows = Array.from({ length: nsim }, (_, i) => {
    const values = replicate(result, i);
    return Object.fromEntries(names.map((name, j) => [name, values[j]]));
  });
  return csvText(names, rows);
}

/** The same for JSON: `estimates[i][j]` is number j of replicate i, null where the refit failed. */
export function bootstrapToJson(result: Bootstrap): object {
  const { names, original, nsim, seed, method, failed, singular } = result;
  return {
    names,
    original: Array.from(original),
    nsim,
    seed,
    method,
    failed,
    singular,
    estimates: Array.from({ length: nsim }, (_, i) =>
      Array.from(replicate(result, i), (x) => (Number.isNaN(x) ? null : x)),
    ),
  };
}
