import type { CrossProducts } from '../engine/cross-products.ts';
import { levelInverses } from '../engine/level-inverses.ts';
import { product, solveUpper } from '../engine/small-matrix.ts';
import { checkGroups } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/**
 * What the rows of each level alone say about its random coefficients. Matrices are levels × names, row-major, NaN for levels whose
 * rows do not determine all coefficients; order of names and levels as `ranef`.
 */
export interface LevelRegressions {
  /** Û_j = (Z_jᵀWZ_j)⁻¹ Z_jᵀW(y − Xβ̂ − Z₋b̂₋), the effects of other grouping factors taken as predicted. */
  readonly effects: Float64Array;
  /** Their sampling variances v_qj = σ̂² [(Z_jᵀWZ_j)⁻¹]_qq. */
  readonly variances: Float64Array;
}

/** b̃ of all levels of a factor in the engine's basis, K a level. */
function innerEffects({ random, crossProducts: products }: Model, factor: number): Float64Array {
  const { levels, size: whole } = products.factors[factor];
  const inner = new Float64Array(levels * whole);
  products.terms.forEach((term, t) => {
    if (term.factor !== factor) return;
    const { size, offset, triangle } = term;
    const own = product(triangle, random[t].effects, size, size, levels);
    for (let l = 0; l < levels; l++) {
      inner.set(own.subarray(l * size, (l + 1) * size), l * whole + offset);
    }
  });
  return inner;
}

/** γ − Rβ̂, and the scale: the coordinates of y − Xβ̂ in [X̃ ỹ]. */
function residualCoordinates({ fixed, crossProducts }: Model): Float64Array {
  const { triangle, response, scale } = crossProducts;
  const p = response.length;
  const explained = product(triangle, fixed.estimates, p, p, 1);
  return Float64Array.from({ length: p + 1 }, (_, j) =>
    j === p ? scale : response[j] - explained[j],
  );
}

/** Takes the effects of a further factor out of Z̃ᵀW(y − Xβ̂). */
function subtractOther(
  target: Float64Array,
  model: Model,
  factor: number,
  pair: CrossProducts['pairs'][number],
): void {
  const { factors } = model.crossProducts;
  const { first, second, pointers, index, blocks } = pair;
  const other = innerEffects(model, first === factor ? second : first);
  const [rows, columns] = [factors[first].size, factors[second].size];
  const square = rows * columns;
  for (let l = 0; l < factors[first].levels; l++) {
    for (let e = pointers[l]; e < pointers[l + 1]; e++) {
      for (let c = 0; c < columns; c++) {
        for (let r = 0; r < rows; r++) {
          const value = blocks[e * square + c * rows + r];
          if (first === factor) target[l * rows + r] -= value * other[index[e] * columns + c];
          else target[index[e] * columns + c] -= value * other[l * rows + r];
        }
      }
    }
  }
}

/**
 * Ordinary least squares level by level, from the cross-products alone. With the model's covariance matrix Σ and V_j the sampling
 * covariance, b̂_j = Σ(Σ + V_j)⁻¹ û_j: the predicted effects are these, shrunken (Raudenbush & Bryk 2002, eq. 3.57).
 *
 * @throws `no-groups-kept` for a model saved without its groups
 */
export function levelRegressions(model: Model, group: string): LevelRegressions {
  checkGroups(model, 'regressions of groups');
  const { crossProducts: products, sigma } = model;
  const { factor } = products.terms[model.random.findIndex((part) => part.group === group)];
  const { levels, size, tail } = products.factors[factor];
  const coordinates = residualCoordinates(model);
  const width = coordinates.length;
  const sums = new Float64Array(levels * size);
  for (let l = 0; l < levels; l++) {
    for (let j = 0; j < width; j++) {
      for (let r = 0; r < size; r++) {
        sums[l * size + r] += tail[(l * width + j) * size + r] * coordinates[j];
      }
    }
  }
  for (const pair of products.pairs) {
    if (pair.first === factor || pair.second === factor) subtractOther(sums, model, factor, pair);
  }
  const own = products.terms.filter((term) => term.factor === factor);
  const effects = new Float64Array(levels * size).fill(Number.NaN);
  const variances = new Float64Array(levels * size).fill(Number.NaN);
  levelInverses(products, factor).forEach((inverse, l) => {
    if (inverse === undefined) return;
    const inner = product(inverse, sums.subarray(l * size, (l + 1) * size), size, size, 1);
    for (const { offset, size: k, triangle } of own) {
      const part = inner.slice(offset, offset + k);
      effects.set(solveUpper(triangle, part, k, 1), l * size + offset);
      // Row q of R⁻¹ is needed: the columns of R⁻¹ come from unit vectors.
      const identity = new Float64Array(k * k);
      for (let i = 0; i < k; i++) identity[i * k + i] = 1;
      const root = solveUpper(triangle, identity, k, k);
      for (let q = 0; q < k; q++) {
        let sum = 0;
        for (let c = q; c < k; c++) {
          for (let r = q; r < k; r++) {
            sum += root[r * k + q] * inverse[(offset + c) * size + offset + r] * root[c * k + q];
          }
        }
        variances[l * size + offset + q] = sigma ** 2 * sum;
      }
    }
  });
  return { effects, variances };
}
