import type { AnyModel } from '../../fit/generalised-model.ts';
import type { RandomPart } from '../../fit/model.ts';

/**
 * Number of covariances that go with the one variance by which two nested models differ, or undefined when they do
 * not differ by exactly one variance.
 *
 * The likelihood ratio of `smaller` against `larger` tests a variance at its boundary 0 when `larger` has one
 * further random coefficient: a term of its own (`(1 | g)` added: 0 covariances) or one more in a term with k
 * coefficients (`(1 | g)` against `(1 + x | g)`: k covariances). The null distribution then is ½χ²_k + ½χ²_{k+1}:
 * Self & Liang (1987), case 6; Stram & Lee (1994), Biometrics 50, 1171–1177.
 */
export function covariancesWithTestedVariance(
  smaller: AnyModel,
  larger: AnyModel,
): number | undefined {
  if (smaller.fixed.names.join('\n') !== larger.fixed.names.join('\n')) return undefined;
  const fewer = [...smaller.random];
  const more: RandomPart[] = [];
  for (const part of larger.random) {
    const same = fewer.findIndex((other) => sameTerm(part, other));
    if (same < 0) more.push(part);
    else fewer.splice(same, 1);
  }
  if (more.length !== 1) return undefined;
  const [added] = more;
  if (fewer.length === 0) return added.names.length === 1 ? 0 : undefined;
  const [grown] = fewer;
  const extended =
    fewer.length === 1 &&
    grown.group === added.group &&
    added.names.length === grown.names.length + 1 &&
    grown.names.every((name) => added.names.includes(name));
  return extended ? grown.names.length : undefined;
}

function sameTerm(a: RandomPart, b: RandomPart): boolean {
  return (
    a.group === b.group &&
    a.names.length === b.names.length &&
    a.names.every((name) => b.names.includes(name))
  );
}
