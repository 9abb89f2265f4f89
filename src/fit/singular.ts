import type { TermBasis } from '../engine/cross-products.ts';
import type { Solution } from '../engine/solve.ts';
import type { Notice } from '../errors/notice.ts';
import type { RandomPart, SingularDirection } from './model.ts';

/** The terms whose estimated covariance matrix has a direction without variance, each with a sentence that names it. */
export function singularDirections(
  random: readonly RandomPart[],
  terms: readonly TermBasis[],
  solution: Solution,
): SingularDirection[] {
  let next = 0;
  const directions: SingularDirection[] = [];
  random.forEach((part, t) => {
    const { size } = terms[t];
    const entries = (size * (size + 1)) / 2;
    const held = solution.free.slice(next, next + entries).some((free) => !free);
    next += entries;
    if (held) directions.push({ term: part.label, group: part.group, text: sentence(part) });
  });
  return directions;
}

function sentence({ names, group, covariance }: RandomPart): string {
  const k = names.length;
  const variances = names.map((_, c) => covariance[c * k + c]);
  const zero = names.filter((_, c) => variances[c] === 0);
  const joined = (list: readonly string[]): string =>
    list.length < 2 ? list.join() : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  if (zero.length > 0) {
    const verb = zero.length > 1 ? 'variances' : 'variance';
    return `the ${verb} of ${joined(zero)} within ${group} ${zero.length > 1 ? 'are' : 'is'} estimated 0`;
  }
  if (k === 2) {
    const r = covariance[1] > 0 ? 1 : -1;
    return `the correlation of ${joined(names)} within ${group} is estimated ${r}`;
  }
  return `some combination of ${joined(names)} within ${group} has an estimated variance of 0`;
}

/** The notice of a singular fit, if it is one. */
export function singularNotice(directions: readonly SingularDirection[]): Notice[] {
  if (directions.length === 0) return [];
  const text = directions.map((direction) => direction.text).join('; ');
  return [{ code: 'singular', text: `singular fit: ${text}`, detail: { directions } }];
}
