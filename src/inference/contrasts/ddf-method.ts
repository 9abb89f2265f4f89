import { BlupError } from '../../errors/blup-error.ts';

/**
 * Where denominator degrees of freedom come from: Satterthwaite's approximation, Kenward and Roger's (which also adjusts
 * the standard errors), the residual degrees of freedom n − p, or none: no p-values are given then.
 */
export type DdfMethod = 'satterthwaite' | 'kenward-roger' | 'residual' | 'none';

const methods: readonly DdfMethod[] = ['satterthwaite', 'kenward-roger', 'residual', 'none'];

/** Throws `BlupError('option')` unless `ddf` is one of the methods. */
export function checkDdf(ddf: string): asserts ddf is DdfMethod {
  if ((methods as readonly string[]).includes(ddf)) return;
  throw new BlupError(
    'option',
    `ddf is "${ddf}"; use ${methods.map((name) => `"${name}"`).join(', ')}`,
    { value: ddf },
  );
}
