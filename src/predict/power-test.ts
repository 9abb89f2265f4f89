import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { contest } from '../inference/contrasts/contest.ts';
import { contrastTest } from '../inference/contrasts/contrast-test.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { combinationOf, readCombination } from '../inference/contrasts/linear-combination.ts';
import { tTwoSided } from '../inference/distributions/student-t.ts';
import type { PowerEffect } from './power-record.ts';

/** A coefficient, or a combination. */
export type OneEffect = string | Readonly<Record<string, number>>;

/** The effect in words. */
export function effectText(effect: PowerEffect): string {
  if (Array.isArray(effect)) return (effect as readonly OneEffect[]).map(effectText).join(', ');
  return typeof effect === 'string' ? effect : JSON.stringify(effect);
}

/** A test of a fitted model: its p-value. */
export function testOf<M extends AnyModel>(
  model: M,
  effect: PowerEffect,
  ddf: DdfMethod,
): (fit: M) => number {
  const { names, dropped } = model.fixed;
  const read = (one: OneEffect) =>
    typeof one === 'string'
      ? readCombination(one, names, dropped)
      : combinationOf(one, names, dropped);
  const isSeveral = Array.isArray(effect);
  const rows = (isSeveral ? (effect as readonly OneEffect[]) : [effect as OneEffect]).map(read);
  if (rows.length === 0 || rows.some(({ weights }) => weights.every((w) => w === 0))) {
    throw new BlupError('input', 'the effect weighs no coefficient; nothing is tested', {
      value: effect,
    });
  }
  if (!isSeveral) {
    const [{ weights, value }] = rows;
    return (fit) => {
      const { estimate, se, df } = contrastTest(fit, weights, ddf);
      return tTwoSided((estimate - value) / se, df);
    };
  }
  if (rows.some(({ value }) => value !== 0)) {
    throw new BlupError('input', 'several effects are tested against 0; leave the values out', {
      value: effect,
    });
  }
  const all = rows.map(({ weights }) => weights);
  return (fit) => contest(fit, all, { ddf }).p;
}
