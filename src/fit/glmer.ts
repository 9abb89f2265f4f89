import { designMatrices } from '../design/design-matrices.ts';
import type { Progress } from '../engine/core.ts';
import { BlupError } from '../errors/blup-error.ts';
import { type FamilyName, type LinkName, resolveFamily } from '../family/family.ts';
import { deparseFormula } from '../formula/deparse.ts';
import type { Formula } from '../formula/formula.ts';
import { familyResponse } from '../frame/family-response.ts';
import type { ModelFrame } from '../frame/frame.ts';
import { checkOptionNames, type FrameOptions, frameOptionNames } from '../frame/frame-options.ts';
import { modelFrame } from '../frame/model-frame.ts';
import { asTable } from '../table/as-table.ts';
import { fitGeneralised } from './fit-generalised.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';
import { type DataInput, frameOptions, optionColumns } from './lmer.ts';

/** Options of `glmer`. */
export interface GlmerOptions extends Omit<FrameOptions, 'precisionWeights'> {
  /**
   * Distribution of the response given the random effects. R's names (`Gamma`, `inverse.gaussian`, `negative.binomial`) and
   * `ordinal` (for `cumulative`) are understood too.
   */
  readonly family: FamilyName | (string & {});
  /** Default: the family's first in `families`, which is R's (`logit`, `log`, gamma `inverse`). */
  readonly link?: LinkName | '1/mu^2';
  /** Binomial: column or whole numbers, how many trials each row has; the response then holds successes or shares. */
  readonly trials?: string | ArrayLike<number>;
  /**
   * Points of adaptive Gauss–Hermite quadrature for each random coefficient, 1 for Laplace's approximation (lme4's default).
   * `'auto'` raises the number until the log-likelihood moves by less than 1e-4. Default `'auto'` where quadrature is at hand (one
   * grouping factor with at most 3 random coefficients), else 1.
   */
  readonly nAGQ?: number | 'auto';
  /** Columns to be read as factors whatever they hold. */
  readonly factors?: readonly string[];
  /** Name of the data in printed output. */
  readonly dataName?: string;
  /** Called after each accepted step of the optimiser; return `false` to stop (error `cancelled`). */
  readonly onProgress?: Progress;
}

const optionNames = [
  ...frameOptionNames,
  'family',
  'link',
  'trials',
  'nAGQ',
  'factors',
  'dataName',
  'onProgress',
];

/** Most points of a rule; more change no digit. */
const MOST_POINTS = 100;

function checkOptions(options: GlmerOptions): void {
  checkOptionNames(options, optionNames);
  if ('precisionWeights' in options && options.precisionWeights !== undefined) {
    throw new BlupError(
      'option',
      'precisionWeights are for linear models; glmer takes trials (binomial denominators, what R calls weights) and ' +
        'frequencyWeights (the row stands for w rows)',
      { value: 'precisionWeights', choices: ['trials', 'frequencyWeights'] },
    );
  }
  const { nAGQ, onProgress } = options;
  const isCount =
    nAGQ === undefined ||
    nAGQ === 'auto' ||
    (Number.isInteger(nAGQ) && nAGQ >= 1 && nAGQ <= MOST_POINTS);
  if (!isCount) {
    throw new BlupError(
      'option',
      `nAGQ must be 'auto' or a whole number from 1 (Laplace) to ${MOST_POINTS}, not ${String(nAGQ)}`,
      { value: nAGQ },
    );
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new BlupError('option', `onProgress must be a function, not ${typeof onProgress}`, {
      value: typeof onProgress,
    });
  }
}

/** Whether the family leaves room for an effect of every single row (an observation-level effect). */
function rowEffects(family: FamilyName, { trials }: ModelFrame): 'residual' | 'allowed' {
  const counts: readonly FamilyName[] = ['poisson', 'negative-binomial-1', 'negative-binomial-2'];
  return counts.includes(family) || trials !== undefined ? 'allowed' : 'residual';
}

/**
 * Fits a generalised linear mixed model by maximum likelihood: R's `glmer(formula, data, family)`.
 *
 *     glmer('use ~ age + urban + (1 | district)', rows, { family: 'binomial' })
 *     glmer('cbind(incidence, size - incidence) ~ period + (1 | herd)', rows, { family: 'binomial', nAGQ: 9 })
 *     glmer('count ~ mined + (1 | site)', rows, { family: 'negative-binomial-2' })
 *
 * The response: binomial takes 0 and 1, truth values, a factor of two levels (the second is the success), `cbind(successes,
 * failures)`, or successes or shares with `trials`; counts are whole numbers; `cumulative` (ordinal) takes an ordered factor.
 * Dispersion parameters are estimated by maximum likelihood too. The model is plain data; ask it by `summary(model)`,
 * `ranef(model)`, `anova(a, b)` …
 *
 * @param formula R's formula language with at least one random term; for level equations `readFormula(text)`
 * @param data columns, rows, an Arrow table, a `Table`, or CSV text
 * @throws `BlupError` for wrong input; a doubtful result is a notice on the model, not an error
 */
export function glmer(
  formula: string | Formula,
  data: DataInput,
  options: GlmerOptions,
): FittedGeneralisedModel {
  // Without options the error is about the family that is missing.
  const given: GlmerOptions = options ?? {};
  checkOptions(given);
  const { family, link } = resolveFamily(given.family, given.link);
  const { factors, dataName, onProgress, trials, nAGQ } = given;
  const begun = performance.now();
  const table = asTable(data, factors === undefined ? {} : { factors });
  const frame = modelFrame(formula, table, frameOptions(given), {
    ...(trials !== undefined && { trials }),
    decide: (name, value, rows, _sums, numbers) => {
      const { values, ...more } = familyResponse(family, link, name, value, rows, numbers);
      return { response: { kind: 'numeric', name, values }, ...more };
    },
  });
  const design = designMatrices(frame, rowEffects(family.name, frame));
  const started = performance.now();
  return fitGeneralised(
    design,
    {
      family,
      link,
      ...(frame.trials && { trials: frame.trials }),
      ...(frame.categories && { categories: frame.categories }),
      nAGQ,
    },
    {
      formula: deparseFormula(frame.formula),
      dataName,
      optionColumns: optionColumns(given),
      rows: frame.rows,
      schema: frame.schema,
      designTime: started - begun,
      onProgress,
    },
    started,
  );
}
