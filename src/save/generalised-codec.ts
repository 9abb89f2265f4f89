import type { WorkingProducts } from '../engine/working-products.ts';
import { type FamilyName, familyNames, type LinkName } from '../family/family.ts';
import type {
  Dispersion,
  GeneralisedRowFacts,
  JointUncertainty,
  LoadedGeneralisedModel,
  SavedGeneralisedPart,
  Thresholds,
} from '../fit/generalised-model.ts';
import { anyNumber, type Codec, count, list, number, oneOf, record, text } from './codec.ts';
import {
  estimateEntries,
  optionalEntries,
  rowEntries,
  type StoredEstimates,
  type StoredRows,
} from './estimate-codec.ts';
import { levelEntries } from './facts-codec.ts';
import { anyFloats, floats } from './number-arrays.ts';
import { pairCodec, termCodec } from './products-codec.ts';

/** `SavedGeneralisedPart` as the file has it. */
interface StoredGeneralisedPart
  extends StoredRows,
    Pick<SavedGeneralisedPart, 'scaledResiduals' | 'facts'> {}

/** A generalised model as the file has it. */
export interface StoredGeneralisedModel
  extends StoredEstimates,
    Pick<
      LoadedGeneralisedModel,
      | 'kind'
      | 'family'
      | 'link'
      | 'method'
      | 'points'
      | 'pointsBy'
      | 'categories'
      | 'dispersion'
      | 'thresholds'
      | 'sigma'
      | 'auxiliary'
      | 'covariance'
      | 'joint'
    > {
  readonly saved: StoredGeneralisedPart;
}

const links: readonly LinkName[] = [
  'logit',
  'probit',
  'cloglog',
  'cauchit',
  'log',
  'identity',
  'inverse',
  'inverse-square',
  'sqrt',
];

const facts = record<GeneralisedRowFacts>(
  {
    levels: list(count),
    sizes: list(floats),
    fixedVariance: number,
    randomVariances: floats,
    ...levelEntries,
  },
  {},
);

const saved = record<StoredGeneralisedPart>(
  { ...rowEntries, facts },
  { scaledResiduals: list(anyNumber) },
);

const joint = record<JointUncertainty>(
  {
    crossProducts: record<WorkingProducts>(
      {
        factors: list(
          record<WorkingProducts['factors'][number]>(
            { name: text, levels: count, size: count, diagonal: floats },
            {},
          ),
        ),
        pairs: list(pairCodec),
        terms: list(termCodec),
      },
      {},
    ),
    slopes: list(floats),
  },
  {},
);

/** A generalised model, entry by entry, those first that people look for. */
export const generalisedCodec: Codec<StoredGeneralisedModel> = record<StoredGeneralisedModel>(
  {
    kind: oneOf('glmm'),
    family: oneOf<FamilyName>(...familyNames),
    link: oneOf(...links),
    method: oneOf('Laplace', 'AGQ'),
    points: count,
    pointsBy: oneOf('given', 'chosen', 'default'),
    ...estimateEntries.first,
    auxiliary: floats,
    sigma: number,
    ...estimateEntries.others,
    saved,
  },
  {
    ...optionalEntries,
    categories: list(text),
    dispersion: record<Dispersion>({ text, estimate: number }, { logSe: anyNumber }),
    thresholds: record<Thresholds>({ names: list(text), estimates: floats, se: anyFloats }, {}),
    covariance: anyFloats,
    joint,
  },
);
