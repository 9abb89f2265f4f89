import { collapse, collapsedResponse } from '../design/collapse.ts';
import type { Design } from '../design/design.ts';
import type { GeneralisedInput } from '../engine/generalised.ts';
import type { FamilyName, LinkName } from '../family/family.ts';

/** What the engine must know of the responses besides the design. */
interface Distribution {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly trials?: Float64Array;
  readonly categories?: readonly string[];
}

/** The rows as the engine gets them, and which of its rows each of them is. */
export interface Prepared {
  readonly input: GeneralisedInput;
  readonly patterns?: Int32Array;
}

/** The rows of a design, equal ones added up where the sums suffice. Of an ordinal model without its intercept. */
export function prepareInput(
  design: Design,
  { family, link, trials, categories }: Distribution,
): Prepared {
  const common = { family, link };
  if (family === 'binomial' || family === 'poisson') {
    const collapsed = collapse(design, family, trials);
    if (collapsed !== undefined) {
      const { patterns, ...rest } = collapsed;
      return { input: { ...common, ...rest }, patterns };
    }
    return { input: { ...common, design, ...(trials && { sizes: trials }) } };
  }
  const sizes = design.frequencyWeights;
  return {
    input: {
      ...common,
      design,
      ...(sizes && { sizes }),
      ...(family === 'ordinal' && { categories: categories?.length ?? 2 }),
    },
  };
}

/** Another response of the rows, as the engine gets it. */
export function preparedResponse(
  { input, patterns }: Prepared,
  { frequencyWeights }: Design,
  { family, trials }: Distribution,
  y: Float64Array,
): { readonly y: Float64Array; readonly constant: number } {
  const { sizes } = input;
  const sums = family === 'binomial' || family === 'poisson';
  if (patterns === undefined || sizes === undefined || !sums) return { y, constant: 0 };
  const own = collapsedResponse({ sizes, patterns }, family, y, trials, frequencyWeights);
  return { y: own.sums, constant: own.constant };
}
