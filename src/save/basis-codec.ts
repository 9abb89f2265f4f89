import type { BsBasis } from '../frame/basis/bs.ts';
import type { CutBasis } from '../frame/basis/cut.ts';
import type { NsBasis } from '../frame/basis/ns.ts';
import type { PolyBasis } from '../frame/basis/poly.ts';
import type { ScaleBasis } from '../frame/basis/scale.ts';
import type { GroupMeans } from '../frame/evaluate/group-functions.ts';
import {
  anyNumber,
  type Codec,
  count,
  damaged,
  flag,
  list,
  number,
  oneOf,
  record,
  text,
} from './codec.ts';

const boundary: Codec<readonly [number, number]> = {
  encode: (value) => value,
  decode(json, path) {
    const values = list(number).decode(json, path);
    if (values.length !== 2 || !(values[0] < values[1])) {
      throw damaged(path, 'must be two numbers, the smaller first');
    }
    return [values[0], values[1]];
  },
};

const labels: Codec<readonly string[] | null> = {
  encode: (value) => value,
  decode: (json, path) => (json === null ? null : list(text).decode(json, path)),
};

const poly = record<PolyBasis>(
  {
    kind: oneOf('poly'),
    degree: count,
    raw: flag,
    center: number,
    scale: number,
    n: count,
    alpha: list(number),
    beta: list(number),
  },
  {},
);
const ns = record<NsBasis>(
  { kind: oneOf('ns'), intercept: flag, knots: list(number), boundary },
  {},
);
const bs = record<BsBasis>(
  { kind: oneOf('bs'), degree: count, intercept: flag, knots: list(number), boundary },
  {},
);
const scale = record<ScaleBasis>({ kind: oneOf('scale'), center: number, scale: number }, {});
const cut = record<CutBasis>(
  {
    kind: oneOf('cut'),
    breaks: list(anyNumber),
    labels,
    right: flag,
    includeLowest: flag,
    ordered: flag,
  },
  {},
);
// A group whose values are all missing has the mean NaN.
const groupMeans = record<GroupMeans>({ levels: list(text), means: list(anyNumber) }, {});

type Constants = PolyBasis | NsBasis | BsBasis | ScaleBasis | CutBasis | GroupMeans;

/** Degrees and numbers of knots above this are no basis that anyone fits. */
const MOST = 1000;

function fits(constants: Constants): boolean {
  if (!('kind' in constants)) return constants.levels.length === constants.means.length;
  switch (constants.kind) {
    case 'poly': {
      const { degree, raw, alpha, beta } = constants;
      return degree <= MOST && (raw || (alpha.length >= degree && beta.length >= degree));
    }
    case 'ns':
    case 'bs': {
      const { knots, boundary } = constants;
      const all = [boundary[0], ...knots, boundary[1]];
      const ascending = all.every((knot, i) => i === 0 || knot >= all[i - 1]);
      return (
        ascending && knots.length <= MOST && (constants.kind === 'ns' || constants.degree <= MOST)
      );
    }
    case 'cut': {
      const { breaks, labels } = constants;
      return breaks.length >= 2 && (labels === null || labels.length === breaks.length - 1);
    }
    case 'scale':
      return constants.scale !== 0;
  }
}

function checked<T extends Constants>(codec: Codec<T>): Codec<unknown> {
  return {
    encode: (value) => codec.encode(value as T),
    decode(json, path) {
      const value = codec.decode(json, path);
      if (!fits(value)) throw damaged(path, 'contradicts itself');
      return value;
    },
  };
}

/** Constants by the name of the function that reads them: those of another would be evaluated wrongly, or not at all. */
const constantsOf: ReadonlyMap<string, Codec<unknown>> = new Map<string, Codec<unknown>>([
  ['poly', checked(poly)],
  ['ns', checked(ns)],
  ['bs', checked(bs)],
  ['scale', checked(scale)],
  ['center', checked(scale)],
  ['cut', checked(cut)],
  ['gmean', checked(groupMeans)],
  ['gcenter', checked(groupMeans)],
  ['factor', list(text) as Codec<unknown>],
  ['as.factor', list(text) as Codec<unknown>],
  ['ordered', list(text) as Codec<unknown>],
]);

/** A call as it is spelled, `poly(x, 2)`, and its constants. */
export const callConstants: Codec<readonly [call: string, constants: unknown]> = {
  encode: ([call, value]) => [call, codecOf(call, 'schema.constants').encode(value)],
  decode(json, path) {
    if (!Array.isArray(json) || json.length !== 2) throw damaged(path, 'is no pair');
    const call = text.decode(json[0], path);
    return [call, codecOf(call, path).decode(json[1], path)];
  },
};

function codecOf(call: string, path: string): Codec<unknown> {
  const codec = constantsOf.get(call.slice(0, call.indexOf('(')));
  if (codec === undefined) throw damaged(path, 'belongs to a function that has no constants');
  return codec;
}
