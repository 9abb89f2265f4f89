import type { CrossProducts } from '../engine/cross-products.ts';
import type { ColumnRoots, RowFacts, TermFacts } from '../fit/row-facts.ts';
import { damaged } from './codec.ts';

function demand(holds: boolean, entry: string, problem: string): void {
  if (!holds) throw damaged(`saved.facts.${entry}`, problem);
}

function checkRoots(
  { within, between }: ColumnRoots,
  k: number,
  split: boolean,
  entry: string,
): void {
  demand(within.length === k * k, entry, 'has another size than its columns');
  demand(
    (between !== undefined) === split,
    entry,
    'must have means of levels for one factor alone',
  );
  demand((between?.length ?? k * k) === k * k, entry, 'has another size than its columns');
}

function checkTerms(
  { containing, typeThree, triangle }: TermFacts,
  p: number,
  terms: number,
): void {
  const known = containing.every((list) => list.every((t) => t < terms));
  demand(
    containing.length === terms && known,
    'terms.containing',
    'names terms that are not there',
  );
  const whole = typeThree.every((rows) => rows.every(({ length }) => length === p));
  demand(typeThree.length === terms && whole, 'terms.typeThree', 'has another size than the terms');
  if (triangle === undefined) return;
  demand(triangle.length === p * p, 'terms.triangle', 'has another size than the coefficients');
  for (let j = 0; j < p; j++) demand(triangle[j * p + j] !== 0, 'terms.triangle', 'is singular');
}

/**
 * Throws `saved-model` unless the facts fit the model.
 *
 * @param terms number of terms of the fixed effects, without the intercept
 */
export function checkFacts(facts: RowFacts, products: CrossProducts, terms: number): void {
  const { kept, factors, terms: random, withheld = false } = products;
  const p = kept.length;
  const split = factors.length === 1 && !withheld;
  checkRoots(facts.fixed, p, split, 'fixed');
  demand(facts.random.length === random.length, 'random', 'has another length than the terms');
  facts.random.forEach((roots, t) => {
    checkRoots(roots, random[t].size, split, `random[${t}]`);
  });
  demand(facts.sizes.length === factors.length, 'sizes', 'has another length than the factors');
  demand(
    facts.placement.length === factors.length,
    'placement',
    'has another length than the factors',
  );
  factors.forEach(({ levels, size }, f) => {
    const own = facts.sizes[f];
    demand(own.length === (withheld ? 0 : levels), 'sizes', 'has another length than the levels');
    demand(
      own.every((x) => x > 0),
      'sizes',
      'must be positive',
    );
    const places = facts.placement[f];
    demand(places.length === p, 'placement', 'has another length than the coefficients');
    demand(
      places.every((c) => c >= -1 && c < size),
      'placement',
      'is out of range',
    );
  });
  if (facts.terms !== undefined) checkTerms(facts.terms, p, terms);
}
