import type { OpenCriterion } from '../../../engine/open-criterion.ts';
import { entriesOf, lowerEntries, templatesOf } from '../../../engine/templates.ts';
import { BlupError } from '../../../errors/blup-error.ts';
import type { Estimate } from '../../parameters/estimate.ts';
import { estimateAt, type ParameterSpace, type Point } from '../../parameters/parameter-space.ts';
import type { HeldProblem } from '../held-problem.ts';
import { heldCriterion } from '../linear/held-criterion.ts';
import { difference } from './difference.ts';
import { rootNear } from './root-near.ts';
import { walk } from './walk.ts';
import { whitenedAxes } from './whitened-axes.ts';

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
    const lower = templates.flatMap((own, t) => entriesOf(own, space.terms[t].size));
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
interface FunctionToHold {
  readonly name: string;
  readonly value: (estimate: Estimate) => number;
  readonly range: readonly [number, number];
}

function coordinates(space: ParameterSpace, point: Point, g: FunctionToHold['value']) {
  const { products, terms } = space;
  const theta = terms.flatMap(({ size }, t) => entriesOf(point.templates[t], size));
  const m = theta.length;
  const p = point.beta.length;
  const full = Float64Array.from([...theta, point.logSigma, ...point.beta]);
  const fullPoint = (x: Float64Array): Point => ({
    templates: templatesOf(products.terms, x),
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
