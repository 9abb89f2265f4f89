import { BlupError } from '../errors/blup-error.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { checkLevel } from '../inference/level.ts';
import type { ParameterProfile, Profile } from '../inference/profile/profile.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Figure, Layer, Panel } from './figure.ts';
import { naturalSpline } from './spline.ts';
import { counted, short } from './text-size.ts';

/** Options of `profilePlot` and `densityPlot`. */
export interface ProfilePlotOptions {
  /** Of the interval that is marked; default 0.95. */
  readonly level?: number;
}

const size = { width: 290, height: 230, marginRight: 12 };
const steps = 160;

/**
 * Profile ζ of each parameter, one panel each: straight where a Wald interval would do, bent where not (Bates, Mächler, Bolker &
 * Walker 2015, J. Stat. Softw. 67(1), §5.1). Dashed: the interval of the level, where ζ meets the normal quantiles.
 *
 * @throws `option` for a profile without a determined parameter
 */
export function profilePlot(profile: Profile, options: ProfilePlotOptions = {}): Figure {
  const { level = 0.95 } = options;
  checkLevel(level);
  const quantile = -normalQuantile((1 - level) / 2);
  const drawn = determined(profile);
  const panels = drawn.map((parameter): Panel => {
    const curve = sampled(parameter);
    return {
      ...size,
      x: { label: parameter.name },
      y: { label: 'ζ', grid: true, ticks: 5 },
      layers: [
        { mark: 'ruleY', data: [{ y: 0 }], options: { y: 'y', stroke: ink, strokeOpacity: 0.6 } },
        ...limits(curve, quantile).map(
          ({ x, zeta }): Layer => ({
            mark: 'ruleX',
            data: [{ x, from: 0, to: zeta }],
            options: { x: 'x', y1: 'from', y2: 'to', stroke: vermilion, strokeDasharray: '4,3' },
          }),
        ),
        {
          mark: 'line',
          data: curve.map(({ x, zeta }) => ({ x, zeta })),
          options: { x: 'x', y: 'zeta', stroke: blue, strokeWidth: 2 },
        },
        {
          mark: 'dot',
          data: [{ x: parameter.estimate, zeta: 0 }],
          options: { x: 'x', y: 'zeta', fill: blue, r: 3.5 },
        },
      ],
    };
  });
  return {
    kind: 'figure',
    plot: 'profile',
    title: `Profile ζ of ${counted(drawn.length, 'parameter')}`,
    description: `Signed roots of the rise of the ${profile.criterion} criterion over its minimum; dashed: limits of the ${short(100 * level)} % intervals. ${drawn.map(({ name, estimate }) => `${name} ${short(estimate)}`).join('; ')}.`,
    columns: Math.min(3, drawn.length),
    panels,
  };
}

/**
 * Density of each parameter that its profile implies, φ(ζ) dζ/dx, one panel each; shaded: the interval of the level. Where a
 * parameter ends, as a standard deviation at 0, so does the density.
 *
 * @throws `option` for a profile without a determined parameter
 */
export function densityPlot(profile: Profile, options: ProfilePlotOptions = {}): Figure {
  const { level = 0.95 } = options;
  checkLevel(level);
  const quantile = -normalQuantile((1 - level) / 2);
  const drawn = determined(profile);
  const panels = drawn.map((parameter): Panel => {
    const curve = sampled(parameter);
    const inside = curve.filter(({ zeta }) => Math.abs(zeta) <= quantile);
    const peak = curve.reduce((most, { density }) => Math.max(most, density), 0);
    return {
      ...size,
      x: { label: parameter.name },
      y: { label: 'density', grid: true, ticks: 4, domain: [0, 1.05 * peak] },
      layers: [
        {
          mark: 'areaY',
          data: inside,
          options: { x: 'x', y1: 'zero', y2: 'density', fill: blue, fillOpacity: 0.25 },
        },
        {
          mark: 'line',
          data: curve,
          options: { x: 'x', y: 'density', stroke: blue, strokeWidth: 2 },
        },
        estimateRule(parameter.estimate, peak),
      ],
    };
  });
  return {
    kind: 'figure',
    plot: 'density',
    title: `Profile density of ${counted(drawn.length, 'parameter')}`,
    description: `Densities that the ${profile.criterion} profiles imply; shaded: ${short(100 * level)} %. ${drawn.map(({ name, estimate }) => `${name} ${short(estimate)}`).join('; ')}.`,
    columns: Math.min(3, drawn.length),
    panels,
  };
}

function determined(profile: Profile): ParameterProfile[] {
  const found = profile.parameters.filter(
    ({ estimate, values }) => Number.isFinite(estimate) && values.length > 1,
  );
  if (found.length > 0) return found;
  throw new BlupError(
    'option',
    'no parameter of the profile is determined; there is nothing to draw',
    {
      value: profile.parameters.map(({ name }) => name),
    },
  );
}

interface ProfilePoint {
  readonly x: number;
  readonly zeta: number;
  readonly density: number;
  readonly zero: number;
  readonly [key: string]: number;
}

/** The profile at points closer than it was computed, by a spline through it. */
function sampled({ values, zeta }: ParameterProfile): ProfilePoint[] {
  const spline = naturalSpline(values, zeta);
  const [low, high] = [values[0], values[values.length - 1]];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / steps;
    const at = spline.value(x);
    const rate = Math.max(0, spline.slope(x));
    const density = (rate * Math.exp(-(at * at) / 2)) / Math.sqrt(2 * Math.PI);
    return { x, zeta: at, density, zero: 0 };
  });
}

/** Where the curve meets ±quantile, for the sides on which it does. */
function limits(curve: readonly ProfilePoint[], quantile: number): { x: number; zeta: number }[] {
  return [-quantile, quantile].flatMap((zeta) => {
    const after = curve.findIndex((point) => point.zeta >= zeta);
    if (after <= 0) return [];
    const [a, b] = [curve[after - 1], curve[after]];
    return [{ x: a.x + ((zeta - a.zeta) / (b.zeta - a.zeta)) * (b.x - a.x), zeta }];
  });
}

function estimateRule(x: number, height: number): Layer {
  const options = { x: 'x', y1: 'from', y2: 'to', stroke: ink, strokeOpacity: 0.6 };
  return { mark: 'ruleX', data: [{ x, from: 0, to: height }], options };
}
