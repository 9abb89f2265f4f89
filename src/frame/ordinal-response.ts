import { checkFinite } from './decide-variable.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import { describeValue, type Value } from './evaluate/value.ts';
import { type FamilyResponse, refuse } from './response-error.ts';

/** More categories than this are numbers, not categories. */
const MOST = 50;

/**
 * An ordinal response: an ordered factor, or numbers whose distinct values are the categories in ascending order. A factor of
 * two levels has an order whatever it is. Throws `response`, `not-finite`.
 */
export function ordinalResponse(name: string, value: Value, rows: Int32Array): FamilyResponse {
  if (value.kind === 'factor') {
    const factor = dropUnusedLevels(value);
    if (factor.ordered !== true && factor.levels.length > 2) {
      const levels = factor.levels.slice(0, 6).map((level) => JSON.stringify(level));
      throw refuse(
        name,
        `is a factor without order; write ordered(${name}, levels = c(${levels.join(', ')}${factor.levels.length > 6 ? ', …' : ''})) ` +
          'on the left, with the levels from the lowest to the highest',
        name,
      );
    }
    return checked(name, Float64Array.from(factor.codes), factor.levels);
  }
  if (value.kind === 'logical')
    return checked(name, Float64Array.from(value.values), ['FALSE', 'TRUE']);
  if (value.kind !== 'numeric') {
    throw refuse(
      name,
      `is ${describeValue(value)}; family ordinal takes an ordered factor or numbers`,
      name,
    );
  }
  checkFinite(name, value.values, rows);
  const distinct = Float64Array.from(new Set(value.values)).sort();
  if (distinct.length > MOST) {
    throw refuse(
      name,
      `has ${distinct.length} distinct values; family ordinal takes at most ${MOST} categories, use cut(${name}, …)`,
      distinct.length,
    );
  }
  const place = new Map(Array.from(distinct, (x, k) => [x, k]));
  const codes = value.values.map((x) => place.get(x) ?? 0);
  return checked(name, codes, Array.from(distinct, String));
}

function checked(
  name: string,
  values: Float64Array,
  categories: readonly string[],
): FamilyResponse {
  if (categories.length > 1) return { values, categories };
  throw refuse(
    name,
    `is "${categories[0]}" in all ${values.length} rows; there is no variation to explain`,
    categories[0],
  );
}
