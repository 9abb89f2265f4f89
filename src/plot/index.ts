/**
 * Pictures of models, as plain figures and as SVG.
 *
 * @module blup/plot
 */

// Figures
export { type CaterpillarOptions, caterpillarPlot, type GroupPlotOptions } from './caterpillar.ts';
export { type CoefficientPlotOptions, coefficientPlot } from './coefficient-plot.ts';
export { type CurvePlotOptions, curvePlot } from './curve-plot.ts';
export { effectsPlot } from './effects-plot.ts';
export type { Axis, Cell, Figure, Layer, LegendEntry, MarkName, Panel, Row } from './figure.ts';
export {
  type GroupLinesOptions,
  type GroupPanelsOptions,
  groupLinesPlot,
  groupPanelsPlot,
} from './group-lines-plot.ts';
export { type ModelPlotOptions, modelPlot, plotKinds } from './kinds.ts';
export { meansPlot } from './means-plot.ts';
export { densityPlot, type ProfilePlotOptions, profilePlot } from './profile-plot.ts';
export { type QqPlotOptions, qqPlot } from './qq-plot.ts';
export { plotElement, plotSvg, type RenderOptions } from './render.ts';
export { type ResidualPlotOptions, residualPlot } from './residual-plot.ts';
export { shrinkagePlot } from './shrinkage-plot.ts';
