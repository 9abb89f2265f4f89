import type { FamilyName } from '../../family/family.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import type { EquationSymbol, EquationVariable, ResponseDistribution } from './equations.ts';
import type { Notation } from './symbols.ts';

/** The response of a generalised model as `partsOfModel` finds it. */
export interface PartResponse
  extends Pick<ResponseDistribution, 'family' | 'link' | 'dispersion' | 'thresholds'> {
  /** Name of the binomial denominators. */
  readonly trials?: string;
}

/** Letters of dispersion parameters, as in `families`. */
const dispersionLetters: { readonly [family in FamilyName]?: string } = {
  'negative-binomial-1': 'φ',
  'negative-binomial-2': 'θ',
  gamma: 'φ',
  'inverse-gaussian': 'φ',
  beta: 'φ',
  gaussian: 'σ²',
};

/** Means: chances, rates, or anything. π stands for coefficients where there are three levels. */
function meanLetter(family: FamilyName, { coefficient }: Notation): string {
  if (family === 'ordinal') return 'η';
  if (family === 'binomial') return coefficient(1, []).letter === 'π' ? 'φ' : 'π';
  return ['poisson', 'negative-binomial-1', 'negative-binomial-2'].includes(family) ? 'λ' : 'μ';
}

/** What stands for successes in `cbind(successes, failures)`; other responses as they are. */
export function successesOf(response: string): string {
  const inner = /^cbind\((.*)\)$/.exec(response)?.[1];
  if (inner === undefined) return response;
  let depth = 0;
  const at = [...inner].findIndex((c) => {
    if (c === '(') depth++;
    if (c === ')') depth--;
    return c === ',' && depth === 0;
  });
  return at < 0 ? response : inner.slice(0, at).trim();
}

/** How the response of a model is distributed; undefined for a linear one. */
export function responseOf(model: AnyModel): PartResponse | undefined {
  if (model.kind === 'lmm') return undefined;
  const { family, link, dispersion, thresholds, optionColumns, responseName, trials } = model;
  const letter = dispersionLetters[family];
  const counted = trials !== undefined || /^cbind\(/.test(responseName);
  const name = optionColumns?.trials ?? (counted ? 'n' : undefined);
  return {
    family,
    link,
    ...(name !== undefined && { trials: name }),
    ...(letter !== undefined &&
      dispersion && { dispersion: { letter, estimate: dispersion.estimate } }),
    ...(thresholds && {
      thresholds: thresholds.names.map((threshold, k) => ({
        name: threshold,
        estimate: thresholds.estimates[k],
        ...(thresholds.se.length > 0 && { standardError: thresholds.se[k] }),
      })),
    }),
  };
}

/** The distribution with the symbols of the equations. */
export function responseDistribution(
  { trials, ...response }: PartResponse,
  variable: EquationVariable,
  notation: Notation,
): ResponseDistribution {
  const { units } = variable;
  const mean: EquationSymbol = { letter: meanLetter(response.family, notation), index: [], units };
  return {
    ...response,
    response: { name: successesOf(variable.name), units },
    mean,
    ...(trials !== undefined && { trials: { name: trials, units } }),
  };
}
