import type { Notice } from '../errors/notice.ts';
import type { DataHash } from '../fit/data-hash.ts';
import type {
  Certificate,
  FixedPart,
  LoadedModel,
  OptionColumns,
  RandomPart,
  SavedPart,
  SingularDirection,
  VarianceInformation,
} from '../fit/model.ts';
import { anyNumber, type Codec, count, flag, list, number, oneOf, record, text } from './codec.ts';
import { factsCodec } from './facts-codec.ts';
import { anyFloats, floats } from './number-arrays.ts';
import { plainData } from './plain-data.ts';
import { productsCodec } from './products-codec.ts';
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

const information = record<VarianceInformation>(
  { size: count, covariance: anyFloats, vcovGradient: list(anyFloats) },
  {},
);

/** Names of all columns of X, also of those left out; those of random terms stand in the random parts. */
export interface StoredColumns {
  readonly names: readonly string[];
  readonly assign: readonly number[];
}

/** `SavedPart` as the file has it. */
export interface StoredPart extends Omit<SavedPart, 'layout'> {
  readonly columns: StoredColumns;
  /** What was to be said of the data before anything was fitted. */
  readonly notices: readonly Notice[];
}

/** A model as the file has it. */
export interface StoredModel
  extends Omit<
    LoadedModel,
    'random' | 'saved' | 'timing' | 'fitted' | 'residuals' | 'rows' | 'design'
  > {
  readonly random: readonly StoredRandomPart[];
  /** Names of the levels of each grouping factor; empty without the groups. */
  readonly levels: readonly (readonly string[])[];
  readonly saved: StoredPart;
}

const saved = record<StoredPart>(
  {
    rowCount: count,
    hash: record<DataHash>({ response: text, columns: text }, {}),
    columns: record<StoredColumns>({ names: list(text), assign: list(count) }, {}),
    notices: list(notice),
    groups: flag,
  },
  { scaledResiduals: list(anyNumber), facts: factsCodec },
);

/** A model, entry by entry, those first that people look for. */
export const modelCodec: Codec<StoredModel> = record<StoredModel>(
  {
    kind: oneOf('lmm'),
    formula: text,
    responseName: text,
    method: oneOf('REML', 'ML'),
    nobs: number,
    fixed,
    sigma: number,
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
    saved,
    crossProducts: productsCodec,
  },
  {
    dataName: text,
    optionColumns: record<OptionColumns>(
      {},
      { precisionWeights: text, frequencyWeights: text, offset: text, trials: text },
    ),
    varianceInformation: information,
    schema: schemaCodec,
  },
);
