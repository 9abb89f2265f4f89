import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkGroups } from '../fit/kept.ts';
import type { RandomPart } from '../fit/model.ts';

/** Which uncertainty stands beside a predicted random effect. */
export interface RanefOptions {
  /**
   * `'conditional'` (default) takes all parameters as known, as `condVar` of lme4. `'prediction'` adds the uncertainty of the fixed
   * effects; of generalised models that of all parameters, variances too (Kass & Steffey 1989, J. Am. Stat. Assoc. 84), as `condVar` of
   * glmmTMB.
   */
  readonly condVar?: 'conditional' | 'prediction';
}

/** Predicted random effects of one grouping factor. Matrices are levels × names, row-major. */
export interface GroupEffects {
  readonly group: string;
  readonly levels: readonly string[];
  /** Random coefficients; those of several terms on this factor stand side by side. */
  readonly names: readonly string[];
  readonly values: Float64Array;
  /** Standard deviation of each value, see `RanefOptions.condVar`. */
  readonly condSd: Float64Array;
}

/**
 * Predicted random effects (conditional modes, BLUPs), one record for each grouping factor in formula order.
 *
 * Terms of the same factor, `(1 | g) + (0 + x | g)`, are merged side by side. Throws `BlupError('option')` on an
 * unknown `condVar`, `BlupError('no-groups-kept')` for a model saved without its groups.
 */
export function ranef(model: AnyModel, options: RanefOptions = {}): readonly GroupEffects[] {
  const kind = options.condVar ?? 'conditional';
  if (kind !== 'conditional' && kind !== 'prediction') {
    throw new BlupError('option', `condVar is "${kind}"; use "conditional" or "prediction"`, {
      value: kind,
    });
  }
  checkGroups(model, 'random effects');
  const byGroup = new Map<string, RandomPart[]>();
  for (const part of model.random) {
    const parts = byGroup.get(part.group);
    if (parts === undefined) byGroup.set(part.group, [part]);
    else parts.push(part);
  }
  return Array.from(byGroup.values(), (parts) => mergeParts(parts, kind));
}

function mergeParts(
  parts: readonly RandomPart[],
  kind: 'conditional' | 'prediction',
): GroupEffects {
  const { group, levels } = parts[0];
  const names = parts.flatMap((part) => part.names);
  const values = new Float64Array(levels.length * names.length);
  const condSd = new Float64Array(values.length);
  let first = 0;
  for (const part of parts) {
    const k = part.names.length;
    for (let l = 0; l < levels.length; l++) {
      for (let c = 0; c < k; c++) {
        const at = l * names.length + first + c;
        values[at] = part.effects[l * k + c];
        condSd[at] = Math.sqrt(Math.max(0, part[kind][l * k * k + c * k + c]));
      }
    }
    first += k;
  }
  return { group, levels, names, values, condSd };
}
