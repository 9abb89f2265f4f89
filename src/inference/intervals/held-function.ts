import { lowerEntries } from '../../engine/load-problem.ts';
import type { OpenCriterion } from '../../engine/open-criterion.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { heldCriterion } from './held-criterion.ts';
import { type HeldProblem, invertPositive } from './held-problem.ts';
import { estimateAt, type ParameterSpace, type Point, pointTemplates } from './parameter-space.ts';

/**
 * The criterion with any smooth function g of the parameters held. Coordinates x = (T̃, log σ, and β̃ where g depends on it) are whitened by
 * the Hessian at the optimum and turned so that the first axis t is the direction in which g can change at the least cost; t is
 * found from g(t, z) = value, and the rest z are free: ∂D/∂z = D_z − g_z D_t/g_t.
 */
export function functionHeld(
  open: OpenCriterion,
  space: ParameterSpace,
  point: Point,
  { name, value: g, range }: FunctionToHold,
  reml: boolean,
): HeldProblem {
  const { x: optimum, pointOf, usesFixed } = coordinates(space, point, g);
  if (usesFixed && reml) {
    throw new BlupError(
      'option',
      `"${name}" depends on fixed effects, which the REML criterion does not contain; leave out criterion: "REML"`,
      { value: name },
    );
  }
  const n = optimum.length;
  const diagonals = diagonalsOf(space);
  const rule = usesFixed ? { kind: 'held' as const, beta: point.beta } : { kind: 'free' as const };
  const held = heldCriterion(open, rule);
  const criterion = (x: Float64Array): number | undefined => {
    const at = pointOf(x);
    if (rule.kind === 'held') rule.beta = at.beta;
    return held.value(at.templates, at.logSigma);
  };
  const slopesAt = (): Float64Array => {
    const { templates, logSigma, fixed } = held.slopes();
    const lower = templates.flatMap((own, t) => {
      const k = space.terms[t].size;
      return lowerEntries(k).map(([r, c]) => own[c * k + r]);
    });
    return Float64Array.from([...lower, logSigma, ...(usesFixed ? fixed : [])]);
  };
  const of = (x: Float64Array): number => g(estimateAt(space, pointOf(x)));
  const estimate = of(optimum);
  const around = (centre: Float64Array): HeldProblem => {
    // By symmetry neither criterion nor function has a slope at a zero deviation: the chart begins a little off.
    const origin = centre.map((x, k) =>
      diagonals.has(k) && Math.abs(x) < OFF_ZERO ? OFF_ZERO : x,
    );
    const axes = whitenedAxes(origin, criterion, slopesAt, of, diagonals, space.products.n);
    const place = (t: number, z: Float64Array): Float64Array => {
      const x = origin.slice();
      for (let a = 0; a < n; a++) {
        const by = a === 0 ? t : z[a - 1];
        if (by !== 0) for (let k = 0; k < n; k++) x[k] += by * axes[a * n + k];
      }
      return x;
    };
    const alongAxis = (t: number, z: Float64Array): number => of(place(t, z));
    const spread = Math.abs(alongAxis(0.7, new Float64Array(n - 1)) - of(origin));
    let near = 0;
    return {
      estimate,
      range,
      step: spread > 0 && Number.isFinite(spread) ? 0.5 * spread : 0.01 * (1 + Math.abs(estimate)),
      start: new Float64Array(n - 1),
      lower: new Float64Array(n - 1).fill(-Infinity),
      even: [],
      recentred: (z) => around(place(near, z)),
      towards: (z, value) => {
        const there = walk(place(near, z), value, of, axes);
        return there && around(there);
      },
      at: (value) => {
        let t = 0;
        let z = new Float64Array(n - 1);
        return {
          value: (next) => {
            z = Float64Array.from(next);
            const root = rootNear((s) => alongAxis(s, z) - value, near);
            if (root === undefined) return undefined;
            t = root;
            return criterion(place(t, z));
          },
          gradient: () => {
            near = t;
            const slopes = slopesAt();
            const ahead = (a: number): number => {
              let sum = 0;
              for (let k = 0; k < n; k++) sum += slopes[k] * axes[a * n + k];
              return sum;
            };
            const price = ahead(0) / difference((s) => alongAxis(t + s, z));
            const out = new Float64Array(n);
            for (let a = 1; a < n; a++) {
              const byZ = difference((s) => {
                const moved = z.slice();
                moved[a - 1] += s;
                return alongAxis(t, moved);
              });
              out[a - 1] = ahead(a) - price * byZ;
            }
            out[n - 1] = price;
            return out;
          },
        };
      },
    };
  };
  return around(optimum);
}

/** Longest step of `walk`, in standard errors. */
const STRIDE = 0.5;

/** From x to where g has a value, always along the direction in which that costs least in the metric of the axes. */
function walk(
  from: Float64Array,
  value: number,
  g: (x: Float64Array) => number,
  axes: Float64Array,
): Float64Array | undefined {
  const n = from.length;
  let x = from;
  for (let i = 0; i < 60; i++) {
    const gap = value - g(x);
    if (Math.abs(gap) <= 1e-9 * Math.abs(value) + 1e-14) return x;
    const here = x;
    const along = Float64Array.from(from, (_, a) =>
      difference((s) => g(here.map((v, k) => v + s * axes[a * n + k]))),
    );
    const rate = Math.hypot(...along);
    const length = Math.min(STRIDE, Math.abs(gap) / rate) * Math.sign(gap);
    if (!Number.isFinite(length)) return undefined;
    x = here.map((v, k) => {
      let sum = 0;
      for (let a = 0; a < n; a++) sum += along[a] * axes[a * n + k];
      return v + (length / rate) * sum;
    });
  }
  return undefined;
}

/** Relative deviation, too small to matter, at which slopes that vanish at 0 can be told. */
const OFF_ZERO = 0.02;

function diagonalsOf({ terms }: ParameterSpace): ReadonlySet<number> {
  const found = new Set<number>();
  let next = 0;
  for (const { size } of terms) {
    for (const [r, c] of lowerEntries(size)) {
      if (r === c) found.add(next);
      next++;
    }
  }
  return found;
}

/** What `functionHeld` needs of a parameter. */
export interface FunctionToHold {
  readonly name: string;
  readonly value: (estimate: ReturnType<typeof estimateAt>) => number;
  readonly range: readonly [number, number];
}

/** Five-point central difference with a step of a fifth of a per cent of a standard error. */
function difference(f: (s: number) => number): number {
  const h = 2e-3;
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

function coordinates(space: ParameterSpace, point: Point, g: FunctionToHold['value']) {
  const { products, terms } = space;
  const theta = terms.flatMap(({ size }, t) =>
    lowerEntries(size).map(([r, c]) => point.templates[t][c * size + r]),
  );
  const m = theta.length;
  const p = point.beta.length;
  const full = Float64Array.from([...theta, point.logSigma, ...point.beta]);
  const fullPoint = (x: Float64Array): Point => ({
    templates: pointTemplates(products, x),
    logSigma: x[m],
    beta: x.length > m + 1 ? x.subarray(m + 1) : point.beta,
  });
  const here = g(estimateAt(space, fullPoint(full)));
  const usesFixed = Array.from({ length: p }, (_, j) => {
    const moved = full.slice();
    moved[m + 1 + j] += 1e-3 * (1 + Math.abs(moved[m + 1 + j]));
    return !Object.is(g(estimateAt(space, fullPoint(moved))), here);
  }).some(Boolean);
  return { x: usesFixed ? full : full.slice(0, m + 1), pointOf: fullPoint, usesFixed };
}

/** Columns: W Q with W Wᵀ the inverse Hessian at the optimum and Q turning its first axis along Wᵀ∇g. */
function whitenedAxes(
  origin: Float64Array,
  criterion: (x: Float64Array) => number | undefined,
  slopes: () => Float64Array,
  g: (x: Float64Array) => number,
  diagonals: ReadonlySet<number>,
  rows: number,
): Float64Array {
  const n = origin.length;
  const lastVariance = Math.max(...diagonals) + 1;
  const hessian = new Float64Array(n * n);
  const slopesBy = (k: number, h: number): Float64Array | undefined => {
    const x = origin.slice();
    x[k] += h;
    return criterion(x) === undefined ? undefined : slopes();
  };
  for (let k = 0; k < n; k++) {
    const h = 1e-4 * Math.max(Math.abs(origin[k]), 1 / Math.sqrt(rows));
    const up = slopesBy(k, h);
    const down = slopesBy(k, -h);
    if (up === undefined || down === undefined) hessian[k * n + k] = rows;
    else for (let l = 0; l < n; l++) hessian[k * n + l] = (up[l] - down[l]) / (2 * h);
  }
  // No direction may be longer than the templates are wide, however flat the criterion is along it.
  for (let k = 0; k <= lastVariance; k++) {
    hessian[k * n + k] += 8 / Math.max(1, Math.abs(origin[k])) ** 2;
  }
  const w = choleskyFactor(invertPositive(hessian, n), n);
  const along = new Float64Array(n);
  for (const shift of [0, 0.3]) {
    // Close to a variance of 0 functions of it may hardly have a slope; further off they do.
    const x = origin.map((v, k) => (diagonals.has(k) && Math.abs(v) < shift ? shift : v));
    for (let a = 0; a < n; a++) {
      along[a] = difference((s) => g(x.map((v, k) => v + s * w[a * n + k])));
    }
    if (along.some((v) => Math.abs(v) > 1e-12)) break;
  }
  return turned(w, along, n);
}

/** W times the reflection that takes the first axis to ±v/‖v‖. */
function turned(w: Float64Array, v: Float64Array, n: number): Float64Array {
  const length = Math.hypot(...v);
  if (!(length > 0)) return w;
  const u = v.map((x) => x / length);
  const sign = u[0] > 0 ? -1 : 1;
  u[0] -= sign;
  const norm = u.reduce((sum, x) => sum + x * x, 0);
  const axes = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let k = 0; k < n; k++) {
      let image = 0;
      for (let b = 0; b < n; b++) image += w[b * n + k] * u[b];
      const sum = w[a * n + k] - (2 / norm) * image * u[a];
      axes[a * n + k] = a === 0 ? sign * sum : sum;
    }
  }
  return axes;
}

function choleskyFactor(s: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = s[j * n + i];
      for (let c = 0; c < j; c++) sum -= l[c * n + i] * l[c * n + j];
      if (i === j) l[j * n + j] = Math.sqrt(Math.max(sum, 0));
      else l[j * n + i] = l[j * n + j] > 0 ? sum / l[j * n + j] : 0;
    }
  }
  return l;
}

/** The root of f nearest to `from`, by secants and, where these fail, by a search for a change of sign. */
function rootNear(f: (t: number) => number, from: number): number | undefined {
  let a = from;
  let fa = f(a);
  if (fa === 0) return a;
  let b = a + 0.05;
  let fb = f(b);
  for (let i = 0; i < 20; i++) {
    const step = (-fb * (b - a)) / (fb - fa);
    if (!Number.isFinite(step) || Math.abs(step) > 3) break;
    [a, fa] = [b, fb];
    b += step;
    if (Math.abs(step) < 1e-13 * (1 + Math.abs(b))) return b;
    fb = f(b);
    if (fb === 0) return b;
  }
  const base = f(from);
  for (let width = 0.02; width < 200; width *= 1.5) {
    for (const side of [1, -1]) {
      const there = from + side * width;
      const value = f(there);
      if (Number.isFinite(value) && value * base < 0) {
        return bisect(f, from + (side * width) / 1.5, there);
      }
    }
  }
  return undefined;
}

function bisect(f: (t: number) => number, from: number, to: number): number {
  let a = from;
  let b = to;
  const sign = Math.sign(f(b));
  if (Math.sign(f(a)) === sign) return a;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (a + b);
    if (Math.sign(f(middle)) === sign) b = middle;
    else a = middle;
  }
  return 0.5 * (a + b);
}
