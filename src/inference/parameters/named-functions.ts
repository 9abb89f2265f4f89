import { levelInverses } from '../../engine/level-inverses.ts';
import type { Model } from '../../fit/model.ts';
import type { ParameterFunction } from './parameter-function.ts';
import type { ParameterSpace } from './parameter-space.ts';

/**
 * Functions that have a name: intraclass correlations and reliabilities.
 *
 * `icc`, or `icc|g` for each of several grouping factors: variance of the intercepts of the factor over the sum of all intercept
 * variances and σ². With random slopes that is the correlation where their variables are 0.
 *
 * `reliability_x|g`: mean over the levels of τ²/(τ² + v_j), v_j = σ² [(Z_jᵀWZ_j)⁻¹]_xx the sampling variance of the coefficient
 * estimated from level j alone; over the levels whose own rows determine all coefficients of the factor (Raudenbush & Bryk 2002, eqs 3.58–3.59).
 */
export function namedFunctions(model: Model, space: ParameterSpace): ParameterFunction[] {
  return [...intraclass(model, space), ...reliabilities(model, space)];
}

function intraclass(model: Model, space: ParameterSpace): ParameterFunction[] {
  const byGroup = new Map<string, string[]>();
  model.random.forEach(({ group, names }, t) => {
    names.forEach((name, i) => {
      if (name !== '(Intercept)') return;
      byGroup.set(group, [...(byGroup.get(group) ?? []), space.terms[t].sdNames[i]]);
    });
  });
  const all = [...byGroup.values()].flat();
  return Array.from(byGroup, ([group, own]) => ({
    name: byGroup.size === 1 ? 'icc' : `icc|${group}`,
    range: [0, 1] as const,
    value: ({ variance, sigma }) => {
      const sum = (names: readonly string[]) => names.reduce((s, name) => s + variance[name], 0);
      return sum(own) / (sum(all) + sigma ** 2);
    },
  }));
}

function reliabilities(model: Model, space: ParameterSpace): ParameterFunction[] {
  return model.random.flatMap((_, t) =>
    space.terms[t].sdNames.map((name, i): ParameterFunction => {
      let variances: Float64Array | undefined;
      return {
        name: `reliability_${name}`,
        range: [0, 1],
        value: ({ variance, sigma }) => {
          variances ??= samplingVariances(space, t, i);
          const tau = variance[name];
          let sum = 0;
          for (const v of variances) sum += tau / (tau + sigma ** 2 * v);
          return sum / variances.length;
        },
      };
    }),
  );
}

/** [(Z_jᵀWZ_j)⁻¹]_ii of the levels that determine all coefficients of the factor. */
function samplingVariances(
  { products, terms }: ParameterSpace,
  t: number,
  i: number,
): Float64Array {
  const { factor, offset, size } = products.terms[t];
  const whole = products.factors[factor].size;
  const { inverse } = terms[t];
  const found = levelInverses(products, factor).flatMap((own) => {
    if (own === undefined) return [];
    let sum = 0;
    for (let c = 0; c < size; c++) {
      for (let r = 0; r < size; r++) {
        const entry = own[(offset + c) * whole + offset + r];
        sum += inverse[r * size + i] * entry * inverse[c * size + i];
      }
    }
    return [sum];
  });
  return Float64Array.from(found);
}
