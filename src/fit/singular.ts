import type { TermBasis } from '../engine/cross-products.ts';
import { leftSingular } from '../engine/left-singular.ts';
import type { Solution } from '../engine/solve.ts';
import type { Notice } from '../errors/notice.ts';
import type { RandomPart, SingularDirection } from './model.ts';

/** Entries of a direction below this share of the largest, each coefficient in units of its deviation, are 0. */
const NEGLIGIBLE = 1e-6;

/** The terms whose estimated covariance matrix has a direction without variance, each with a sentence that names it. */
export function singularDirections(
  random: readonly RandomPart[],
  terms: readonly TermBasis[],
  solution: Pick<Solution, 'free'>,
): SingularDirection[] {
  let next = 0;
  const directions: SingularDirection[] = [];
  random.forEach((part, t) => {
    const { size } = terms[t];
    const entries = (size * (size + 1)) / 2;
    const held = solution.free.slice(next, next + entries).some((free) => !free);
    next += entries;
    if (held) directions.push(singularDirection(part));
  });
  return directions;
}

/** The combinations of a term's coefficients that do not vary, and a sentence about them. */
export function singularDirection(part: RandomPart): SingularDirection {
  const { label, group, names, template } = part;
  const k = names.length;
  const deviations = names.map((_, r) => Math.hypot(...names.map((__, c) => template[c * k + r])));
  const still = names.flatMap((_, r) => (deviations[r] === 0 ? [r] : []));
  const moving = names.flatMap((_, r) => (deviations[r] === 0 ? [] : [r]));
  const unit = (at: number) => names.map((_, r) => Number(r === at));
  const { nulls, main } = directionsAmong(part, moving, deviations);
  const sentences = [
    ...(still.length === 0 ? [] : [zeroSentence(still.map((r) => names[r]))]),
    ...(nulls.length === 0 ? [] : [movingSentence(part, moving, nulls, main)]),
  ];
  return {
    term: label,
    group,
    text: sentences.map((sentence) => sentence.replace('{group}', `within ${group}`)).join('; '),
    combinations: [...still.map(unit), ...nulls],
  };
}

/**
 * Unit vectors of the combinations without variance among coefficients that vary on their own, and the one direction
 * in which they vary if it is but one. Each coefficient counts in units of its own deviation.
 */
function directionsAmong(
  { names, template }: RandomPart,
  moving: readonly number[],
  deviations: readonly number[],
): { nulls: number[][]; main?: number[] } {
  const k = names.length;
  const size = moving.length;
  const columns = names.flatMap((_, c) =>
    moving.some((r) => template[c * k + r] !== 0) ? [c] : [],
  );
  const scaled = Float64Array.from(
    columns.flatMap((c) => moving.map((r) => template[c * k + r] / deviations[r])),
  );
  const { vectors } = leftSingular(scaled, size, columns.length);
  const nulls = Array.from({ length: size - columns.length }, (_, j) => {
    const vector = vectors.subarray((columns.length + j) * size, (columns.length + j + 1) * size);
    const largest = Math.max(...vector.map(Math.abs));
    const full = names.map(() => 0);
    moving.forEach((r, i) => {
      if (Math.abs(vector[i]) > NEGLIGIBLE * largest) full[r] = vector[i] / deviations[r];
    });
    return normalised(full);
  });
  if (columns.length !== 1) return { nulls };
  return { nulls, main: normalised(names.map((_, r) => template[columns[0] * k + r])) };
}

/** Of length 1, the first entry that is not 0 positive. */
function normalised(vector: readonly number[]): number[] {
  const sign = (vector.find((x) => x !== 0) ?? 1) < 0 ? -1 : 1;
  const length = sign * Math.hypot(...vector);
  return vector.map((x) => (x === 0 ? 0 : x / length));
}

function zeroSentence(names: readonly string[]): string {
  return names.length > 1
    ? `the variances of ${joined(names)} {group} are estimated 0`
    : `the variance of ${joined(names)} {group} is estimated 0`;
}

function movingSentence(
  { names }: RandomPart,
  moving: readonly number[],
  nulls: readonly (readonly number[])[],
  main: readonly number[] | undefined,
): string {
  const [first] = nulls;
  const involved = moving.filter((r) => nulls.some((direction) => direction[r] !== 0));
  const list = joined(involved.map((r) => names[r]));
  if (nulls.length === 1 && involved.length === 2) {
    const r = first[involved[0]] * first[involved[1]] > 0 ? -1 : 1;
    return `${list} {group} are perfectly correlated (${r}): the direction ${combination(first, names)} has no variance`;
  }
  if (nulls.length === 1)
    return `the direction ${combination(first, names)} {group} has no variance`;
  if (main !== undefined) {
    return `${list} {group} vary along one direction only, ${combination(main, names)}`;
  }
  const all = nulls.map((direction) => combination(direction, names));
  return `the directions ${joined(all)} {group} have no variance`;
}

function joined(list: readonly string[]): string {
  return list.length < 2 ? list.join() : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}

/** `0.995·(Intercept) - 0.0995·ses` */
function combination(direction: readonly number[], names: readonly string[]): string {
  return direction
    .flatMap((x, i) => (x === 0 ? [] : [{ x, name: names[i] }]))
    .map(({ x, name }, i) => {
      const sign = x < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + ';
      return `${sign}${Number(Math.abs(x).toPrecision(3))}·${name}`;
    })
    .join('');
}

/** The notice of a singular fit, if it is one. */
export function singularNotice(directions: readonly SingularDirection[]): Notice[] {
  if (directions.length === 0) return [];
  const text = directions.map((direction) => direction.text).join('; ');
  return [{ code: 'singular', text: `singular fit: ${text}`, detail: { directions } }];
}
