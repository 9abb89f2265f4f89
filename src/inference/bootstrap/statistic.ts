import { BlupError } from '../../errors/blup-error.ts';
import type { ParameterSpace } from '../parameters/parameter-space.ts';
import type { BootstrapEstimate } from './bootstrap-draws.ts';

/** What to compute from the estimates of a fit: one number, several, or several with names. */
export type Statistic = (
  estimate: BootstrapEstimate,
) => number | readonly number[] | Readonly<Record<string, number>>;

/** A statistic that has been tried on one fit: its names, and its numbers for any fit. */
export interface ReadyStatistic {
  readonly names: readonly string[];
  readonly numbers: (estimate: BootstrapEstimate) => readonly number[];
}

/** All parameters of a linear model: `sd_x|g`, `cor_x.z|g`, `sigma`, then the fixed effects: the order of `confint`. */
export function everyParameter({ terms, order, fixedNames }: ParameterSpace): ReadyStatistic {
  const variances = order.flatMap((term) => {
    const { sdNames, correlations } = terms[term];
    return sdNames.flatMap((name, index) => [
      ['sd', name] as const,
      ...correlations.filter(([, j]) => j === index).map(([, , pair]) => ['cor', pair] as const),
    ]);
  });
  return {
    names: [...variances.map(([kind, name]) => `${kind}_${name}`), 'sigma', ...fixedNames],
    numbers: (estimate) => [
      ...variances.map(([kind, name]) => estimate[kind][name]),
      estimate.sigma,
      ...fixedNames.map((name) => estimate.fixef[name]),
    ],
  };
}

function namesOf(value: ReturnType<Statistic>): readonly string[] {
  if (typeof value === 'number') return ['statistic'];
  if (Array.isArray(value)) return value.map((_, i) => `t${i + 1}`);
  return Object.keys(value);
}

function entriesOf(value: ReturnType<Statistic>): readonly number[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}

/**
 * A statistic with its names, found by trying it: `statistic` for a number, `t1`, `t2` … for several, or the names given.
 *
 * @param every the statistic when there is none
 *
 * @throws `option` when it is no function or returns anything else
 */
export function readyStatistic(
  statistic: Statistic | undefined,
  every: () => ReadyStatistic,
  estimate: BootstrapEstimate,
): ReadyStatistic {
  if (statistic === undefined) return every();
  if (typeof statistic !== 'function') {
    throw new BlupError('option', `statistic must be a function, not ${typeof statistic}`, {
      value: typeof statistic,
    });
  }
  const first = statistic(estimate);
  const count = entriesOf(first).length;
  const numbers = (fit: BootstrapEstimate): readonly number[] => {
    const value = fit === estimate ? first : statistic(fit);
    const list = entriesOf(value);
    if (list.length === count && list.every((x) => typeof x === 'number')) return list;
    throw new BlupError(
      'option',
      `the statistic must return one number, or as many for every fit, not ${JSON.stringify(value)}`,
      { value },
    );
  };
  numbers(estimate);
  return { names: namesOf(first), numbers };
}
