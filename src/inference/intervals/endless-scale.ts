import { exponential, logarithm } from '../../number/elementary.ts';
import type { AnyParameter } from '../parameters/parameter.ts';

/** A scale without ends. */
interface Scale {
  to(x: number): number;
  from(x: number): number;
}

const plainScale: Scale = { to: (x) => x, from: (x) => x };

/** The scale on which a parameter is near normal. */
export function scaleOf(parameter: AnyParameter): Scale {
  const { kind } = parameter;
  if (kind === 'sd' || kind === 'sigma' || kind === 'dispersion')
    return { to: logarithm, from: exponential };
  if (parameter.kind === 'cor') return { to: Math.atanh, from: Math.tanh };
  if (parameter.kind !== 'function') return plainScale;
  const [low, high] = parameter.range;
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return {
      to: (x) => logarithm((x - low) / (high - x)),
      from: (x) => low + (high - low) / (1 + exponential(-x)),
    };
  }
  if (Number.isFinite(low))
    return { to: (x) => logarithm(x - low), from: (x) => low + exponential(x) };
  if (Number.isFinite(high))
    return { to: (x) => -logarithm(high - x), from: (x) => high - exponential(-x) };
  return plainScale;
}
