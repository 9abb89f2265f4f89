import type { OpenGeneralised } from '../../../engine/open-generalised.ts';
import type { GeneralisedParameter } from '../../parameters/parameter.ts';
import type { ParameterNames } from '../../parameters/parameter-names.ts';
import type { HeldProblem } from '../held-problem.ts';
import { invertPositive } from '../inverse-hessian.ts';
import type { Chart, GeneralisedOptimum, Parts } from './chart.ts';
import { chartHessian, leading } from './chart-hessian.ts';
import { corChart } from './cor-chart.ts';
import { dispersionChart } from './dispersion-chart.ts';
import { fixedChart } from './fixed-chart.ts';
import { sdChart } from './sd-chart.ts';
import { thresholdChart } from './threshold-chart.ts';

function chartOf(
  parts: Parts,
  parameter: Exclude<GeneralisedParameter, { kind: 'function' }>,
): Chart {
  switch (parameter.kind) {
    case 'fixed':
      return fixedChart(parts, parameter);
    case 'sd':
      return sdChart(parts, parameter);
    case 'cor':
      return corChart(parts, parameter);
    case 'dispersion':
      return dispersionChart(parts);
    case 'threshold':
      return thresholdChart(parts, parameter);
  }
}

/** The problem with a parameter of a generalised model held, around the optimum. */
export function generalisedHeld(
  open: OpenGeneralised,
  names: ParameterNames,
  at: GeneralisedOptimum,
  parameter: Exclude<GeneralisedParameter, { kind: 'function' }>,
): HeldProblem {
  const sizes = names.terms.map(({ size }) => size);
  const m = sizes.reduce((sum, k) => sum + (k * (k + 1)) / 2, 0);
  const parts = { open, names, at, sizes, m, p: at.beta.length, r: at.auxiliary.length };
  const chart = chartOf(parts, parameter);
  const { estimate, range, shown, start, lower, even } = chart;
  if (!Number.isFinite(estimate)) {
    return { estimate, range, step: 0, start, lower, even, at: () => neverAsked };
  }
  const n = start.length;
  const hessian = chartHessian(chart, at.hessian);
  const known = hessian.every(Number.isFinite);
  const wald = known ? Math.sqrt(2 * Math.abs(invertPositive(hessian, n + 1).at(-1) ?? 0)) : 0;
  // A dispersion without a standard error to speak of is followed in steps of its logarithm.
  const own = shown === undefined ? 0.5 * wald : Math.min(0.5 * wald, 1);
  const step = chart.step > 0 ? chart.step : own;
  return {
    estimate,
    range,
    ...(shown && { shown }),
    step,
    start,
    lower,
    even,
    ...(known && { inverse: invertPositive(leading(hessian, n + 1, n), n) }),
    at: (value) => ({
      value: (z) => {
        const psi = chart.psi(z, value);
        return psi.every(Number.isFinite) ? open.value(psi) : undefined;
      },
      gradient: () => chart.pull(open.gradient()),
    }),
  };
}

const neverAsked = { value: () => undefined, gradient: () => new Float64Array(0) };
