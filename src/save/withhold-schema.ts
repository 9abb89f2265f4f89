import type { Schema } from '../frame/schema.ts';

/** Without group means and cell counts. Group means stay as calls without groups, which refuse to be evaluated. */
export function withholdSchema({ cells: _, ...schema }: Schema): Schema {
  return {
    ...schema,
    constants: schema.constants.map(([call, constants]) =>
      /^g(mean|center)\(/.test(call) ? [call, { levels: [], means: [] }] : [call, constants],
    ),
  };
}
