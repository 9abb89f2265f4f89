import { type SelectedInverse, selectedInverse } from '../engine/selected-inverse.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { pairFinder, type RowReader, rowReader } from './row-reader.ts';
import { workingModel } from './working-model.ts';

/** vᵀMv for a symmetric k×k block of an array. */
function form(m: Float64Array, at: number, v: Float64Array, k: number): number {
  let sum = 0;
  for (let c = 0; c < k; c++) {
    let column = 0;
    for (let r = 0; r < k; r++) column += m[at + c * k + r] * v[r];
    sum += column * v[c];
  }
  return sum;
}

/** aᵀMb for a block with as many rows as a. */
function bilinear(
  m: Float64Array,
  at: number,
  a: Float64Array,
  b: Float64Array,
  columns: number,
): number {
  const k = a.length;
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    let column = 0;
    for (let r = 0; r < k; r++) column += m[at + c * k + r] * a[r];
    sum += column * b[c];
  }
  return sum;
}

/** target = T̃ᵀ z̃ */
function scaleBy(template: Float64Array, z: Float64Array, target: Float64Array): void {
  const k = z.length;
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let r = 0; r < k; r++) sum += template[c * k + r] * z[r];
    target[c] = sum;
  }
}

/** Calls `use` with vᵀCv of every row, v = (Λᵀz̃, x̃), while the reader stands at that row and `scaled` is Λᵀz̃. */
export function forRows(
  model: Pick<FittedModel, 'design' | 'crossProducts' | 'theta'>,
  use: (
    row: number,
    form: number,
    reader: RowReader,
    scaled: readonly Float64Array[],
    inverse: SelectedInverse,
  ) => void,
): void {
  const { design, crossProducts, theta } = model;
  const { pairs, kept } = crossProducts;
  const p = kept.length;
  const inverse = selectedInverse(crossProducts, theta);
  if (inverse === undefined) {
    throw new BlupError('not-fitted', 'the model cannot be factored at its estimates');
  }
  const { diagonal, fixedRows, pairs: blocks, fixed, templates } = inverse;
  const reader = rowReader(design, crossProducts);
  const { x, z, levels } = reader;
  const finders = pairs.map(pairFinder);
  const scaled = z.map(({ length }) => new Float64Array(length));
  for (let i = 0; i < design.n; i++) {
    reader.read(i);
    let sum = form(fixed, 0, x, p);
    for (let f = 0; f < z.length; f++) {
      const own = scaled[f];
      const k = own.length;
      scaleBy(templates[f], z[f], own);
      sum += form(diagonal[f], levels[f] * k * k, own, k);
      sum += 2 * bilinear(fixedRows[f], levels[f] * k * p, own, x, p);
    }
    for (let g = 0; g < pairs.length; g++) {
      const { first, second } = pairs[g];
      const a = scaled[first];
      const b = scaled[second];
      const at = finders[g](levels[first], levels[second]) * a.length * b.length;
      sum += 2 * bilinear(blocks[g], at, a, b, b.length);
    }
    use(i, sum, reader, scaled, inverse);
  }
}

/**
 * Leverages: the diagonal of the matrix that maps the response to the fitted values with the random effects, θ̂ taken as known;
 * lme4's `hatvalues`. h_i = w_i vᵢᵀCvᵢ with vᵢ the row of [ZΛ X] and C the inverse of the penalised cross-products, whose entries
 * come from the selected inverse. One value from 0 to 1 for each row kept (`model.rows`); with frequency weights that of each single observation.
 *
 * Of generalised models those of the linear model with the working weights at the estimates, see `workingModel`.
 *
 * Their sum over the observations is the effective number of parameters (Hodges & Sargent 2001, Biometrika 88, 367–379).
 *
 * @throws `memory`, `input` for ordinal models
 */
export function hatValues(given: AnyModel): Float64Array {
  const rows = withRows(given, 'leverages');
  const model = rows.kind === 'glmm' ? workingModel(rows) : rows;
  const hat = new Float64Array(model.design.n);
  const weights = model.design.precisionWeights;
  forRows(model, (row, form) => {
    hat[row] = form * (weights?.[row] ?? 1);
  });
  return hat;
}
