import type { Design, RandomTerm } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';

/** Parameters of a model that was not fitted. */
export interface GivenParameters {
  /** Fixed effects by name; those not named are 0. */
  readonly beta: Readonly<Record<string, number>>;
  /** Standard deviations of all random coefficients: `{ '(Intercept)|school': 2 }`, or `{ school: 2 }` for its only one. */
  readonly sd?: Readonly<Record<string, number>>;
  /** Correlations, `{ 'x.(Intercept)|school': 0.3 }`; those not named are 0. */
  readonly cor?: Readonly<Record<string, number>>;
  /** Covariance matrices of whole terms by label or grouping factor, in place of `sd` and `cor`. */
  readonly covariance?: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** Residual standard deviation. */
  readonly sigma: number;
}

function unknownName(what: string, name: string, known: readonly string[]): BlupError {
  const suggestion = nearest(name, known);
  return new BlupError(
    'option',
    `${what}: "${name}" is unknown${didYouMean(name, known) || `; the names are ${known.join(', ')}`}`,
    { value: name, ...(suggestion !== undefined && { suggestion }) },
  );
}

function finite(what: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new BlupError('option', `${what} must be a finite number, not ${value}`, { value });
}

/** β in the order of the model matrix. */
export function givenBeta({ fixed }: Design, beta: GivenParameters['beta']): Float64Array {
  for (const name of Object.keys(beta)) {
    if (!fixed.names.includes(name)) throw unknownName('beta', name, fixed.names);
  }
  return Float64Array.from(fixed.names, (name) => finite(`beta ${name}`, beta[name] ?? 0));
}

export function givenSigma({ sigma }: GivenParameters): number {
  if (finite('sigma', sigma) > 0) return sigma;
  throw new BlupError('option', `sigma must be positive, not ${sigma}`, { value: sigma });
}

/** The lower triangle T with T Tᵀ = S of a matrix that may be singular; undefined when it has a negative direction. */
function semidefiniteRoot(s: Float64Array, k: number): Float64Array | undefined {
  const t = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    let pivot = s[c * k + c];
    for (let l = 0; l < c; l++) pivot -= t[l * k + c] ** 2;
    const size = 1e-12 * s[c * k + c];
    if (pivot < -size) return undefined;
    const root = pivot <= size ? 0 : Math.sqrt(pivot);
    for (let r = c; r < k; r++) {
      let sum = s[c * k + r];
      for (let l = 0; l < c; l++) sum -= t[l * k + r] * t[l * k + c];
      if (root > 0) t[c * k + r] = sum / root;
      else if (Math.abs(sum) > 1e-9 * Math.sqrt(s[c * k + c] * s[r * k + r])) return undefined;
    }
  }
  return t;
}

/** One name for each coefficient of each term; terms of equal names are told apart by `.1`, as by `bootstrap`. */
function names(random: readonly RandomTerm[]) {
  const seen = new Map<string, number>();
  const unique = (name: string): string => {
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}.${times}`;
  };
  return random.map(({ names: own, group }) => ({
    sd: own.map((name) => unique(`${name}|${group}`)),
    cor: own.flatMap((row, r) =>
      own.slice(0, r).map((column, c) => ({ r, c, name: unique(`${row}.${column}|${group}`) })),
    ),
  }));
}

/**
 * For each random term the lower triangle T with T Tᵀ its covariance matrix, σ² included.
 *
 * @throws `option` for unknown names, for coefficients without standard deviation, and for what is no covariance matrix
 */
export function givenRoots(design: Design, given: GivenParameters): Float64Array[] {
  const { sd = {}, cor = {}, covariance = {} } = given;
  const { random } = design;
  const all = names(random);
  const only = (t: number): boolean =>
    random[t].names.length === 1 &&
    random.filter(({ group }) => group === random[t].group).length === 1;
  const sdKnown = all.flatMap((own, t) => [...own.sd, ...(only(t) ? [random[t].group] : [])]);
  for (const name of Object.keys(sd)) {
    if (!sdKnown.includes(name)) throw unknownName('sd', name, sdKnown);
  }
  const corKnown = all.flatMap((own) => own.cor.map(({ name }) => name));
  for (const name of Object.keys(cor)) {
    if (!corKnown.includes(name)) throw unknownName('cor', name, corKnown);
  }
  const terms = random.flatMap(({ label, group }) => [label, group]);
  for (const name of Object.keys(covariance)) {
    if (!terms.includes(name)) throw unknownName('covariance', name, terms);
  }
  return random.map(({ label, group }, t) => {
    const { sd: own, cor: pairs } = all[t];
    const k = own.length;
    const s = new Float64Array(k * k);
    const matrix = covariance[label] ?? covariance[group];
    if (matrix !== undefined) {
      if (matrix.length !== k || matrix.some((row) => row.length !== k)) {
        throw new BlupError('option', `the covariance of (${label}) must be ${k}×${k}`, {
          value: matrix,
        });
      }
      matrix.forEach((row, r) => {
        row.forEach((x, c) => {
          s[c * k + r] = finite(`the covariance of (${label})`, x);
          if (x !== matrix[c][r]) {
            throw new BlupError('option', `the covariance of (${label}) is not symmetric`);
          }
        });
      });
    } else {
      const deviations = own.map((name) => {
        const value = sd[name] ?? (only(t) ? sd[group] : undefined);
        if (value === undefined) {
          throw new BlupError('option', `sd of "${name}" is missing: sd: { "${name}": … }`, {
            value: name,
          });
        }
        if (finite(`sd ${name}`, value) >= 0) return value;
        throw new BlupError('option', `sd ${name} must be 0 or more, not ${value}`, { value });
      });
      deviations.forEach((value, r) => {
        s[r * k + r] = value * value;
      });
      for (const { r, c, name } of pairs) {
        const value = finite(`cor ${name}`, cor[name] ?? 0) * deviations[r] * deviations[c];
        s[c * k + r] = value;
        s[r * k + c] = value;
      }
    }
    const root = semidefiniteRoot(s, k);
    if (root !== undefined) return root;
    throw new BlupError(
      'option',
      `the parameters of (${label}) are no covariance matrix: it has a negative eigenvalue`,
      { value: label },
    );
  });
}
