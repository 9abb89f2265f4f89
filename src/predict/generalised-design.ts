import type { Design } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import {
  type Family,
  type FamilyName,
  families,
  type LinkName,
  resolveFamily,
} from '../family/family.ts';
import type { DataInput } from '../fit/lmer.ts';
import type { ModelFrame } from '../frame/frame.ts';
import { checkOptionNames, frameOptionNames } from '../frame/frame-options.ts';
import { fixedPredictor, type GeneralisedDraw } from '../inference/bootstrap/draw-generalised.ts';
import { asTable } from '../table/as-table.ts';
import type { DesignParameters } from './design-parameters.ts';
import { givenBeta, givenRoots } from './given-parameters.ts';
import { openDesign } from './open-design.ts';

/** A generalised model by its formula, rows, family and parameters, without a fit. */
export interface GeneralisedParameters
  extends Omit<DesignParameters, 'sigma' | 'precisionWeights'> {
  /** As for `glmer`; not ordinal. */
  readonly family: FamilyName | (string & {});
  /** Default: the family's first in `families`. */
  readonly link?: LinkName | '1/mu^2';
  /** Binomial: trials of each row, one number for all or a column; default 1. */
  readonly trials?: number | string;
  /** Of families that have one: see `model.dispersion`. */
  readonly dispersion?: number;
}

export const generalisedNames: readonly string[] = [
  ...frameOptionNames.filter((name) => name !== 'precisionWeights'),
  'factors',
  'beta',
  'sd',
  'cor',
  'covariance',
  'family',
  'link',
  'trials',
  'dispersion',
];

/** What responses are drawn from, with the design that they are of. */
export interface OpenGeneralisedDesign {
  readonly family: Family;
  readonly link: LinkName;
  readonly frame: ModelFrame;
  readonly design: Design;
  readonly beta: Float64Array;
  readonly roots: readonly Float64Array[];
  readonly dispersion?: number;
  readonly trials?: Float64Array;
  readonly draw: GeneralisedDraw;
}

function trialsOf({ trials, factors }: GeneralisedParameters, data: DataInput, rows: Int32Array) {
  if (trials === undefined) return undefined;
  const column =
    typeof trials === 'string'
      ? asTable(data, factors === undefined ? {} : { factors }).columns.get(trials)
      : undefined;
  const values = Float64Array.from(rows, (row) =>
    column?.kind === 'numeric' ? column.values[row] : Number(trials),
  );
  if (values.every((x) => Number.isSafeInteger(x) && x >= 1)) return values;
  throw new BlupError(
    'option',
    'trials of a planned study must be a whole number of at least 1, or a column of such numbers',
    { value: typeof trials === 'string' ? trials : Number(trials) },
  );
}

function dispersionOf(name: FamilyName, given: number | undefined): number | undefined {
  const { dispersion } = families[name];
  if (dispersion === undefined) {
    if (given === undefined) return undefined;
    throw new BlupError('option', `family ${name} has no dispersion; leave it out`, {
      value: given,
    });
  }
  if (given !== undefined && given > 0 && Number.isFinite(given)) return given;
  throw new BlupError(
    'option',
    `a planned study of family ${name} needs dispersion, a positive number: ${dispersion}`,
    { value: given },
  );
}

/**
 * The design of a formula on data that need no response, with all that a response of given parameters is drawn from.
 *
 * @throws `option` for ordinal families, frequency weights, and parameters that are missing or impossible; as `glmer` for formula and data
 */
export function openGeneralisedDesign(
  formula: string,
  data: DataInput,
  given: GeneralisedParameters,
): OpenGeneralisedDesign {
  checkOptionNames(given, generalisedNames);
  const { family, link } = resolveFamily(given.family, given.link);
  if (family.name === 'ordinal') {
    throw new BlupError(
      'option',
      'designs of ordinal models are not there yet; fit a pilot study, and simulate or take the power of that',
      { value: 'ordinal' },
    );
  }
  const { family: _f, link: _l, trials: _t, dispersion: _d, ...parameters } = given;
  const dispersion = dispersionOf(family.name, given.dispersion);
  const { frame, design } = openDesign(formula, data, { ...parameters, sigma: 1 });
  if (design.frequencyWeights !== undefined) {
    throw new BlupError(
      'option',
      'with frequency weights a row stands for several observations, which would differ; give the rows one by one',
    );
  }
  const trials = trialsOf(given, data, frame.rows);
  if (trials !== undefined && family.name !== 'binomial') {
    throw new BlupError('option', `trials are for family binomial, not ${family.name}`, {
      value: family.name,
    });
  }
  const beta = givenBeta(design, given.beta);
  const roots = givenRoots(design, { ...parameters, sigma: 1 });
  const { n, offset, fixed, random } = design;
  const terms = random.map(({ columns, codes, levels }, t) => ({
    columns,
    codes,
    levels: levels.length,
    root: roots[t],
  }));
  const draw = {
    distribution: { family: family.name, link, ...(dispersion && { dispersion }) },
    predictor: fixedPredictor(beta, fixed.columns, offset, n),
    terms,
    ...(trials && { trials }),
  };
  return {
    family,
    link,
    frame,
    design,
    beta,
    roots,
    ...(dispersion && { dispersion }),
    ...(trials && { trials }),
    draw,
  };
}
