// What a worker can be asked for: all public functions, the reader of files, and the figures of `blup/plot` (which the page draws).
export { tableFromBytes } from '../files/table-from-bytes.ts';
export * from '../index.ts';
export { confintShare } from '../inference/intervals/confint.ts';
export { profileShare } from '../inference/profile/profile.ts';
export { caterpillarPlot } from '../plot/caterpillar.ts';
export { coefficientPlot } from '../plot/coefficient-plot.ts';
export { effectsPlot } from '../plot/effects-plot.ts';
export { groupLinesPlot, groupPanelsPlot } from '../plot/group-lines-plot.ts';
export { modelPlot } from '../plot/kinds.ts';
export { meansPlot } from '../plot/means-plot.ts';
export { densityPlot, profilePlot } from '../plot/profile-plot.ts';
export { qqPlot } from '../plot/qq-plot.ts';
export { residualPlot } from '../plot/residual-plot.ts';
export { shrinkagePlot } from '../plot/shrinkage-plot.ts';
