import type { TextSpan } from '../errors/blup-error.ts';
import { meaningError } from './formula-error.ts';

/** More terms than this are a slip of the pen (`(a + b + …)^9`), and would take the memory. */
const maxTerms = 10_000;
/** Variables of all products formed on the way, duplicates included: bounds the time. */
const maxWork = 1_000_000;

/** Terms in order of appearance: key → increasing indices of variables. The empty term never enters. */
export type Terms = Map<string, readonly number[]>;

/** Bounds what the text of one formula may cost. */
export interface TermBudget {
  work: number;
  readonly span: TextSpan;
}

function put(terms: Terms, term: readonly number[], budget: TermBudget): void {
  if (term.length === 0) return;
  terms.set(term.join(), term);
  budget.work += term.length;
  if (terms.size > maxTerms || budget.work > maxWork) {
    throw meaningError(
      `the formula stands for more than ${maxTerms} terms or products; write fewer variables or a smaller power`,
      budget.span,
    );
  }
}

/** The union of two increasing lists. */
function join(a: readonly number[], b: readonly number[]): readonly number[] {
  const union: number[] = [];
  let j = 0;
  for (const index of a) {
    while (j < b.length && b[j] < index) union.push(b[j++]);
    if (b[j] === index) j++;
    union.push(index);
  }
  for (; j < b.length; j++) union.push(b[j]);
  return union;
}

/** Adds the terms of `from` to `into`, which is returned. */
export function addAll(into: Terms, from: Terms, budget: TermBudget): Terms {
  for (const term of from.values()) put(into, term, budget);
  return into;
}

/** Every term of the one with every term of the other: `left:right`. */
export function interact(left: Terms, right: Terms, budget: TermBudget): Terms {
  const terms: Terms = new Map();
  for (const a of left.values()) for (const b of right.values()) put(terms, join(a, b), budget);
  return terms;
}

/** Every term of `inner` with all variables of `outer`: `inner %in% outer`. */
export function nest(inner: Terms, outer: Terms, budget: TermBudget): Terms {
  const all = [...new Set([...outer.values()].flat())].sort((a, b) => a - b);
  const terms: Terms = new Map();
  for (const term of inner.values()) put(terms, join(term, all), budget);
  return terms;
}

function sameOrder(a: Terms, b: Terms): boolean {
  return a.size === b.size && [...a.keys()].join(';') === [...b.keys()].join(';');
}

/** The sum of terms crossed with itself `power` times, in R's order. */
export function raise(base: Terms, power: number, budget: TermBudget): Terms {
  let terms = base;
  for (let i = 1; i < power; i++) {
    // Contains `terms` too: a term times a part of itself is itself.
    const next = interact(terms, base, budget);
    if (sameOrder(next, terms)) break;
    terms = next;
  }
  return terms;
}
