import type { Notice } from '../errors/notice.ts';
import type { DataHash } from '../fit/data-hash.ts';
import type {
  Certificate,
  EstimateCore,
  FixedPart,
  OptionColumns,
  RandomPart,
  SingularDirection,
} from '../fit/model.ts';
import { anyNumber, type Codec, count, flag, list, number, record, text } from './codec.ts';
import { anyFloats, floats } from './number-arrays.ts';
import { plainData } from './plain-data.ts';
import { schemaCodec } from './schema-codec.ts';

const notice: Codec<Notice> = record<Notice>({ code: text, text, detail: plainData }, {});

const fixed = record<FixedPart>(
  {
    names: list(text),
    estimates: floats,
    vcov: anyFloats,
    dropped: list(text),
    assign: list(count),
    termLabels: list(text),
  },
  { aliases: list(floats) },
);

/** A random part without its levels, which the file holds once for each grouping factor. */
export type StoredRandomPart = Omit<RandomPart, 'levels'>;

const random = record<StoredRandomPart>(
  {
    label: text,
    group: text,
    names: list(text),
    template: floats,
    covariance: floats,
    effects: floats,
    conditional: anyFloats,
    prediction: anyFloats,
  },
  {},
);

const direction = record<SingularDirection>(
  { term: text, group: text, text, combinations: list(list(number)) },
  {},
);

const certificate = record<Certificate>(
  { certified: flag, decrement: anyNumber, gradient: anyNumber, smallestCurvature: anyNumber },
  { missing: text },
);

/** Names of all columns of X, also of those left out; those of random terms stand in the random parts. */
export interface StoredColumns {
  readonly names: readonly string[];
  readonly assign: readonly number[];
}

/** What a file of either kind says of the rows. */
export interface StoredRows {
  readonly rowCount: number;
  readonly hash: DataHash;
  readonly columns: StoredColumns;
  /** What was to be said of the data before anything was fitted. */
  readonly notices: readonly Notice[];
  readonly groups: boolean;
}

/** The entries of `StoredRows`. */
export const rowEntries = {
  rowCount: count,
  hash: record<DataHash>({ response: text, columns: text }, {}),
  columns: record<StoredColumns>({ names: list(text), assign: list(count) }, {}),
  notices: list(notice),
  groups: flag,
};

/** What linear and generalised models have in common, as the file has it. */
export interface StoredEstimates extends Omit<EstimateCore, 'random' | 'timing'> {
  readonly random: readonly StoredRandomPart[];
  /** Names of the levels of each grouping factor; empty without the groups. */
  readonly levels: readonly (readonly string[])[];
}

/** Entries of `StoredEstimates` that every model has: those that people look for, and the others. */
export const estimateEntries = {
  first: { formula: text, responseName: text, nobs: number, fixed },
  others: {
    theta: floats,
    objective: number,
    random: list(random),
    levels: list(list(text)),
    singular: flag,
    singularDirections: list(direction),
    certificate,
    evaluations: count,
    hessianEvaluations: count,
    trace: list(anyNumber),
    notices: list(notice),
  },
};

/** Entries of `StoredEstimates` that may be absent. */
export const optionalEntries = {
  dataName: text,
  optionColumns: record<OptionColumns>(
    {},
    { precisionWeights: text, frequencyWeights: text, offset: text, trials: text },
  ),
  schema: schemaCodec,
};
