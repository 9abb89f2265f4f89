import type { LoadedModel, SavedPart, VarianceInformation } from '../fit/model.ts';
import { anyNumber, type Codec, count, list, number, oneOf, record } from './codec.ts';
import {
  estimateEntries,
  optionalEntries,
  rowEntries,
  type StoredEstimates,
  type StoredRows,
} from './estimate-codec.ts';
import { factsCodec } from './facts-codec.ts';
import { anyFloats } from './number-arrays.ts';
import { productsCodec } from './products-codec.ts';

const information = record<VarianceInformation>(
  { size: count, covariance: anyFloats, vcovGradient: list(anyFloats) },
  {},
);

/** `SavedPart` as the file has it. */
export interface StoredPart extends StoredRows, Pick<SavedPart, 'scaledResiduals' | 'facts'> {}

/** A linear model as the file has it. */
export interface StoredModel
  extends StoredEstimates,
    Pick<LoadedModel, 'kind' | 'method' | 'sigma' | 'varianceInformation' | 'crossProducts'> {
  readonly saved: StoredPart;
}

const saved = record<StoredPart>(rowEntries, {
  scaledResiduals: list(anyNumber),
  facts: factsCodec,
});

/** A linear model, entry by entry, those first that people look for. */
export const modelCodec: Codec<StoredModel> = record<StoredModel>(
  {
    kind: oneOf('lmm'),
    method: oneOf('REML', 'ML'),
    ...estimateEntries.first,
    sigma: number,
    ...estimateEntries.others,
    saved,
    crossProducts: productsCodec,
  },
  { ...optionalEntries, varianceInformation: information },
);
