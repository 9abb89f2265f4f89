import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { ratios as ratiosOf } from '../inference/contrasts/ratios.ts';
import { emmeans } from '../inference/emmeans/emmeans.ts';
import { confint } from '../inference/intervals/confint.ts';
import { profile } from '../inference/profile/profile.ts';
import type { Table } from '../table/table.ts';
import { caterpillarPlot } from './caterpillar.ts';
import { coefficientPlot } from './coefficient-plot.ts';
import { curvePlot } from './curve-plot.ts';
import { effectsPlot } from './effects-plot.ts';
import type { Figure } from './figure.ts';
import { groupLinesPlot, groupPanelsPlot } from './group-lines-plot.ts';
import { hasMean } from './link-scale.ts';
import { meansPlot } from './means-plot.ts';
import { densityPlot, profilePlot } from './profile-plot.ts';
import { qqPlot } from './qq-plot.ts';
import { residualPlot } from './residual-plot.ts';
import { shrinkagePlot } from './shrinkage-plot.ts';

/** What a plot asked for by name may be told; each kind reads what concerns it. */
export interface ModelPlotOptions {
  readonly group?: string;
  /** Of intervals and bands; default 0.95. */
  readonly level?: number;
  /** Of `caterpillar`, see `CaterpillarOptions`. */
  readonly intervals?: 'confidence' | 'comparison';
  /** Random coefficients, parameters, or levels of the group for `panels`. */
  readonly names?: readonly string[];
  /** Horizontal axis of `lines`, `panels` and `curve`. */
  readonly x?: string;
  /** Of `curve`, see `CurvePlotOptions`. */
  readonly by?: string;
  readonly target?: 'typical' | 'population' | 'both';
  /** Of `coefficients` of a generalised model: odds ratios, ratios of means or hazard ratios, see `ratios`. */
  readonly ratios?: boolean;
  /** Variables of `means`, see `emmeans`; default the factors of the fixed effects, up to three. */
  readonly means?: string;
  /** The table of the fit, see `GroupLinesOptions`. */
  readonly data?: Table;
}

type Draw = (model: AnyModel, options: ModelPlotOptions) => Figure;

const kinds: Readonly<Record<string, Draw>> = {
  caterpillar: caterpillarPlot,
  effects: effectsPlot,
  shrinkage: shrinkagePlot,
  lines: groupLinesPlot,
  panels: (model, { names, ...rest }) =>
    groupPanelsPlot(model, { ...rest, ...(names && { groups: names }) }),
  residuals: (model) => residualPlot(model),
  qq: (model, { level }) => qqPlot(model, level === undefined ? {} : { level }),
  'qq-ranef': (model, { group, level, names }) =>
    qqPlot(model, {
      of: 'ranef',
      ...(group !== undefined && { group }),
      ...(level !== undefined && { level }),
      ...(names && { names }),
    }),
  profile: (model, options) => profilePlot(profiled(model, options), options),
  density: (model, options) => densityPlot(profiled(model, options), options),
  curve: (model, { x, by, target, level }) =>
    curvePlot(model, {
      ...(x !== undefined && { x }),
      ...(by !== undefined && { by }),
      ...(target !== undefined && { target }),
      ...(level !== undefined && { level }),
    }),
  coefficients: (model, { level, names, ratios }) =>
    coefficientPlot(
      ratios
        ? ratiosOf(model, level === undefined ? {} : { level })
        : confint(model, {
            method: 'wald',
            ...(level !== undefined && { level }),
            parm: names ?? 'beta_',
          }),
      names ? { names } : {},
    ),
  means: (model, { level, means }) =>
    meansPlot(
      emmeans(model, means ?? factorsOf(model), {
        ...(level !== undefined && { level }),
        ...(model.kind === 'glmm' && hasMean(model) && { type: 'response' }),
      }),
    ),
};

/** The names of all plots of a model. */
export const plotKinds: readonly string[] = Object.keys(kinds);

/**
 * The plot of a model by its name, as the command draws it.
 *
 * @throws `option` for an unknown kind, which lists the kinds, and what the plot itself throws
 */
export function modelPlot(model: AnyModel, kind: string, options: ModelPlotOptions = {}): Figure {
  checkPlotKind(kind);
  return kinds[kind](model, options);
}

/** Throws `BlupError('option')` unless a plot of this name exists. */
export function checkPlotKind(kind: string): void {
  if (Object.hasOwn(kinds, kind)) return;
  const hint = didYouMean(kind, plotKinds);
  throw new BlupError(
    'option',
    `"${kind}" is no plot${hint === '' ? '; the' : `${hint} The`} plots are ${plotKinds.join(', ')}`,
    { value: kind },
  );
}

function profiled(model: AnyModel, { names }: ModelPlotOptions) {
  return profile(model, names === undefined ? {} : { parm: names });
}

function factorsOf(model: AnyModel): string[] {
  const predictors = model.schema?.predictors ?? [];
  // Numbers of few values, of which the formula may make a factor, serve where there is no other factor.
  const listed = predictors.filter((one) => one.kind === 'numeric' && one.values !== undefined);
  const proper = predictors.filter(({ kind }) => kind !== 'numeric');
  const factors = proper.length > 0 ? proper : listed;
  if (factors.length > 0) return factors.slice(0, 3).map(({ name }) => name);
  throw new BlupError(
    'option',
    'the fixed effects have no factor whose means could be drawn; say which variables, as means: "x"',
    { value: 'means' },
  );
}
