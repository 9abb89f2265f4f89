import type { ColumnRoots, RowFacts, TermFacts } from '../fit/row-facts.ts';
import { type Codec, count, damaged, flag, list, record, text } from './codec.ts';
import { floats, integers } from './number-arrays.ts';

const roots = record<ColumnRoots>({ within: floats }, { between: floats });

/** Two entries of a list, each with a codec of its own. */
function pair<A, B>(first: Codec<A>, second: Codec<B>): Codec<readonly [A, B]> {
  return {
    encode: ([a, b]) => [first.encode(a), second.encode(b)],
    decode(json, path) {
      if (!Array.isArray(json) || json.length !== 2) throw damaged(path, 'is no pair');
      return [first.decode(json[0], path), second.decode(json[1], path)];
    },
  };
}

/** What level equations ask for: where variables are constant, and which factors are nested. */
export const levelEntries = {
  constant: list(pair(text, list(text))),
  nested: list(pair(text, text)),
};

const terms = record<TermFacts>(
  { containing: list(list(count)), typeThree: list(list(floats)), emptyCells: list(text) },
  { triangle: floats },
);

/** What is kept of the rows, entry by entry; whether it fits the model is asked by `checkFacts`. */
export const factsCodec: Codec<RowFacts> = record<RowFacts>(
  {
    fixed: roots,
    random: list(roots),
    sizes: list(floats),
    placement: list(integers),
    ...levelEntries,
    weighted: flag,
  },
  { terms },
);
