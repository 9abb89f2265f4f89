import { confint, profile } from 'blup';
import type { Figure, LegendEntry } from 'blup/plot';
import { fitOf, modelOf, tableOf } from './find.ts';
import { lightSvg, type Point } from './light-svg.ts';
import { sizedFigure } from './sized-figure.ts';
import type { Fit, SessionState } from './state.ts';

/** Which picture of which model. */
export interface FigureRequest {
  readonly fit: number;
  readonly kind: FigureKind;
  readonly group?: string;
  /** Random coefficients. */
  readonly names?: readonly string[];
  /** Horizontal axis of fitted lines. */
  readonly x?: string;
  /** Of panels: how many groups, or which. */
  readonly groups?: number | readonly string[];
  /** Pixels that the page has. */
  readonly width: number;
}

export type FigureKind =
  | 'caterpillar'
  | 'lines'
  | 'panels'
  | 'shrinkage'
  | 'residuals'
  | 'qq'
  | 'qq-ranef'
  | 'profile'
  | 'density'
  | 'coefficients';

/** A picture as the text of an SVG element, with what is said beside it. */
export interface FigureView {
  readonly svg: string;
  /** What can be pointed at. */
  readonly points: readonly Point[];
  readonly title: string;
  readonly description: string;
  readonly legend: readonly LegendEntry[];
}

type Plots = typeof import('blup/plot');

/** Pictures are half of the script; they come when the first is asked for. */
const plots = (): Promise<Plots> => import('blup/plot');

/** A picture in the colours of the page, of its width. */
export async function figure(state: SessionState, request: FigureRequest): Promise<FigureView> {
  const library = await plots();
  const made = draw(library, state, request);
  return {
    ...lightSvg(library.plotSvg(sizedFigure(made, request.width), { theme: 'inherit' })),
    title: made.title,
    description: made.description,
    legend: made.legend ?? [],
  };
}

/** The same picture as a file: of its own size, with legend, on paper or by night. */
export async function figureFile(state: SessionState, request: FigureRequest): Promise<string> {
  const library = await plots();
  return library.plotSvg(draw(library, state, request));
}

function draw(library: Plots, state: SessionState, request: FigureRequest): Figure {
  const fit = fitOf(state, request.fit);
  const model = modelOf(state, request.fit);
  const { kind, group, names, x, groups } = request;
  const of = { ...(group !== undefined && { group }) };
  const chosen = { ...of, ...(names !== undefined && { names }) };
  const over = { ...of, ...(x !== undefined && { x }), data: tableOf(state) };
  switch (kind) {
    case 'caterpillar':
      return library.caterpillarPlot(model, chosen);
    case 'lines':
      return library.groupLinesPlot(model, over);
    case 'panels':
      return library.groupPanelsPlot(model, { ...over, ...(groups !== undefined && { groups }) });
    case 'shrinkage':
      return library.shrinkagePlot(model, chosen);
    case 'residuals':
      return library.residualPlot(model);
    case 'qq':
      return library.qqPlot(model);
    case 'qq-ranef':
      return library.qqPlot(model, { of: 'ranef', ...chosen });
    case 'profile':
      return library.profilePlot(profileOf(fit));
    case 'density':
      return library.densityPlot(profileOf(fit));
    case 'coefficients':
      return library.coefficientPlot(confint(model, { method: 'wald', parm: model.fixed.names }), {
        names: model.fixed.names,
      });
  }
}

function profileOf(fit: Fit) {
  fit.profile ??= profile(fit.model);
  return fit.profile;
}
