import type { ContrastMatrix } from '../frame/contrasts.ts';
import type {
  CellCounts,
  ColumnSchema,
  FactorSchema,
  NumbersSchema,
  Predictor,
  Schema,
} from '../frame/schema.ts';
import { callConstants } from './basis-codec.ts';
import {
  anyNumber,
  type Codec,
  count,
  damaged,
  entriesOf,
  flag,
  list,
  number,
  oneOf,
  record,
  text,
} from './codec.ts';

const contrasts = record<ContrastMatrix>({ names: list(text), rows: list(list(number)) }, {});

const column = record<ColumnSchema>(
  { name: text, kind: oneOf('numeric', 'factor', 'logical') },
  { levels: list(text) },
);

const factorVariable = record<FactorSchema>(
  { kind: oneOf('factor'), name: text, levels: list(text), contrasts },
  {},
);
const numbersVariable = record<NumbersSchema>(
  { kind: oneOf('numeric', 'matrix'), name: text },
  { suffixes: list(text) },
);

function fitsContrasts({ levels, contrasts: { names, rows } }: FactorSchema): boolean {
  if (levels.length < 2 && rows.length === 0) return true;
  return rows.length === levels.length && rows.every((row) => row.length === names.length);
}

const variable: Codec<FactorSchema | NumbersSchema> = {
  encode: (value) =>
    value.kind === 'factor' ? factorVariable.encode(value) : numbersVariable.encode(value),
  decode(json, path) {
    if (entriesOf(json, path).get('kind') !== 'factor') return numbersVariable.decode(json, path);
    const factor = factorVariable.decode(json, path);
    if (!fitsContrasts(factor)) throw damaged(path, 'has contrasts of other levels');
    return factor;
  },
};

type PredictorOf<K> = Extract<Predictor, { readonly kind: K }>;
const numericPredictor = record<PredictorOf<'numeric'>>(
  { kind: oneOf('numeric'), name: text, mean: anyNumber, sd: anyNumber },
  { values: list(number) },
);
const factorPredictor = record<PredictorOf<'factor'>>(
  { kind: oneOf('factor'), name: text, levels: list(text) },
  {},
);
const logicalPredictor = record<PredictorOf<'logical'>>(
  { kind: oneOf('logical'), name: text, levels: list(flag) },
  {},
);

const predictor: Codec<Predictor> = {
  encode(value) {
    if (value.kind === 'numeric') return numericPredictor.encode(value);
    return value.kind === 'factor' ? factorPredictor.encode(value) : logicalPredictor.encode(value);
  },
  decode(json, path) {
    const kind = entriesOf(json, path).get('kind');
    if (kind === 'numeric') return numericPredictor.decode(json, path);
    return kind === 'factor'
      ? factorPredictor.decode(json, path)
      : logicalPredictor.decode(json, path);
  },
};

/** What is needed to build the columns of a model from other data. */
export const schemaCodec: Codec<Schema> = record<Schema>(
  {
    formula: text,
    dot: list(text),
    columns: list(column),
    variables: list(variable),
    constants: list(callConstants),
    predictors: list(predictor),
  },
  {
    cells: record<CellCounts>({ names: list(text), counts: list(count) }, {}),
    offset: record<NonNullable<Schema['offset']>>({ mean: anyNumber }, { column: text }),
  },
);
