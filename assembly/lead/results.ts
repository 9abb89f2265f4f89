import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import { imagesOf, v } from './effects';
import { inverses } from './eliminate';
import * as entries from './entries';
import { covarianceImages, scalarForm } from './gradient';
import { invertGeneral } from './small';

// What results.ts of model/ hands out about the leading factor.

/** û = Tᵀv of the leading factor, level by level. */
export function leadingEffectsTo(out: usize): void {
  const k = entries.size;
  const template = problem.template(problem.allFactors - 1);
  for (let level = 0; level < entries.levels; level++) {
    for (let c = 0; c < k; c++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(v, level * k + r);
      setF(out, level * k + c, sum);
    }
  }
}

/**
 * Blocks of M⁻¹ for the levels of the leading factor, as u: (I + TᵀDT)⁻¹ + F P Fᵀ with F = TᵀE. After
 * `spreadInverse(false)`.
 */
export function leadingBlocksTo(out: usize): void {
  if (entries.scalar) scalarBlocksTo(out);
  else blocksTo(out);
}

function scalarBlocksTo(out: usize): void {
  const template = getF(problem.template(problem.allFactors - 1), 0);
  const variance = template * template;
  for (let level = 0; level < entries.levels; level++) {
    setF(out, level, getF(inverses, level) + variance * scalarForm(level, 0));
  }
}

function blocksTo(out: usize): void {
  const before = mark();
  const k = entries.size;
  const template = problem.template(problem.allFactors - 1);
  const products = alloc((<usize>(k * entries.widest)) << 3);
  const inner = alloc((<usize>(k * k)) << 3);
  const own = alloc((<usize>(k * k)) << 3);
  const square = (<usize>(k * k)) << 3;
  for (let level = 0; level < entries.levels; level++) {
    const record = <usize>getI(entries.records, level);
    const columns = covarianceImages(level, 0, products);
    const e = imagesOf(level, columns);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let j = 0; j < columns; j++) sum += getF(products, j * k + r) * getF(e, j * k + c);
        setF(inner, c * k + r, sum);
      }
    }
    congruence(k, template, record, own);
    for (let r = 0; r < k; r++) addF(own, r * k + r, 1.0);
    invertGeneral(k, own);
    congruence(k, template, inner, out);
    for (let i = 0; i < k * k; i++) addF(out, i, getF(own, i));
    out += square;
  }
  release(before);
}

/** out = TᵀAT, made symmetric. */
function congruence(k: i32, t: usize, a: usize, out: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i <= j; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) {
        for (let s = 0; s < k; s++) {
          const both = 0.5 * (getF(a, l * k + s) + getF(a, s * k + l));
          sum += getF(t, i * k + s) * both * getF(t, j * k + l);
        }
      }
      setF(out, j * k + i, sum);
      setF(out, i * k + j, sum);
    }
  }
}

/**
 * ∂C^ββ/∂θ_k of the parameters of the leading factor: Σₐ UᵀΣ̇_k U with U = Z̃ᵀV⁻¹X̃ C^ββ.
 *
 * @param u ±U of all levels, p numbers for each coefficient
 * @param out p×p for each parameter of the model
 */
export function leadingFixedSlopes(u: usize, out: usize): void {
  const before = mark();
  const k = entries.size;
  const p = problem.p;
  const factor = problem.allFactors - 1;
  const grams = alloc((<usize>(k * k * p * p)) << 3);
  memory.fill(grams, 0, (<usize>(k * k * p * p)) << 3);
  for (let level = 0; level < entries.levels; level++) {
    for (let s = 0; s < k; s++) {
      for (let r = 0; r < k; r++) {
        const gram = grams + ((<usize>((s * k + r) * p * p)) << 3);
        for (let j = 0; j < p; j++) {
          for (let i = 0; i < p; i++) {
            addF(gram, j * p + i, getF(u, r * p + i) * getF(u, s * p + j));
          }
        }
      }
    }
    u += (<usize>(k * p)) << 3;
  }
  const template = problem.template(factor);
  for (let a = 0; a < parameters.count; a++) {
    if (parameters.factor(a) !== factor) continue;
    const r = parameters.row(a);
    const column = template + ((<usize>(parameters.column(a) * k)) << 3);
    const target = out + ((<usize>(a * p * p)) << 3);
    for (let s = 0; s < k; s++) {
      const by = getF(column, s);
      const one = grams + ((<usize>((s * k + r) * p * p)) << 3);
      const other = grams + ((<usize>((r * k + s) * p * p)) << 3);
      for (let i = 0; i < p * p; i++) addF(target, i, by * (getF(one, i) + getF(other, i)));
    }
  }
  release(before);
}
