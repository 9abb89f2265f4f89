import { levelRegressions } from '../diagnose/level-regressions.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkLinear } from '../fit/kept.ts';
import type { GroupPlotOptions } from './caterpillar.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Figure, Layer, Panel, Row } from './figure.ts';
import { coefficientIndices, type GroupTerm, groupTerm, planeOf } from './group-coefficients.ts';
import { counted, short } from './text-size.ts';

/**
 * How predictions shrink: from the least squares estimate of each group's own rows to the empirical Bayes one of the model. With
 * two coefficients arrows in their plane; with one, or one chosen by `names`, lines from left to right. A coefficient is the fixed
 * effect of its name plus the group's deviation, see `levelRegressions`. Groups whose rows do not determine an estimate are left out and counted.
 *
 * @throws `option` for an unknown factor or coefficient, or when no group has an estimate of its own
 */
export function shrinkagePlot(model: AnyModel, options: GroupPlotOptions = {}): Figure {
  checkLinear(model, 'shrinkagePlot()');
  const term = groupTerm(model, options.group);
  const { effects: own } = levelRegressions(model, term.group);
  const kept = term.levels
    .map((_, l) => l)
    .filter((l) => !Number.isNaN(own[l * term.names.length]));
  if (kept.length === 0) {
    throw new BlupError(
      'option',
      `no level of ${term.group} has rows enough for an estimate of its own; there is no shrinkage to draw`,
      { value: term.group },
    );
  }
  const single = (options.names ?? term.names).length === 1;
  const panel = single
    ? columnsPanel(term, own, kept, coefficientIndices(term, options.names)[0])
    : planePanel(term, own, kept, planeOf(term, options.names));
  const left = term.levels.length - kept.length;
  return {
    kind: 'figure',
    plot: 'shrinkage',
    title: `Shrinkage of ${counted(kept.length, 'level')} of ${term.group}`,
    description: `From the least squares estimates of each level's own rows to the predictions of the model.${left > 0 ? ` ${counted(left, 'level')} whose rows do not determine an estimate: left out.` : ''}`,
    columns: 1,
    panels: [panel],
    legend: [
      { label: 'least squares, own rows', colour: ink, symbol: 'ring' },
      { label: 'prediction of the model', colour: blue, symbol: 'dot' },
      { label: 'fixed effect', colour: vermilion, symbol: 'line' },
    ],
  };
}

function planePanel(
  term: GroupTerm,
  own: Float64Array,
  kept: readonly number[],
  [a, b]: readonly [number, number],
): Panel {
  const k = term.names.length;
  const rows = kept.map((l) => {
    const [x1, y1] = [term.centre[a] + own[l * k + a], term.centre[b] + own[l * k + b]];
    const x2 = term.centre[a] + term.effects[l * k + a];
    const y2 = term.centre[b] + term.effects[l * k + b];
    const title = `${term.levels[l]}: (${short(x1)}, ${short(y1)}) to (${short(x2)}, ${short(y2)})`;
    return { x1, y1, x2, y2, title };
  });
  const many = rows.length > 250;
  const shaft = { stroke: ink, strokeOpacity: many ? 0.22 : 0.5, strokeWidth: many ? 0.7 : 1.2 };
  const arrow: Layer = {
    mark: 'arrow',
    data: rows,
    options: {
      x1: 'x1',
      y1: 'y1',
      x2: 'x2',
      y2: 'y2',
      title: 'title',
      headLength: many ? 0 : 5,
      ...shaft,
    },
  };
  const centre = { stroke: vermilion, strokeOpacity: 0.9, strokeDasharray: '5,3' };
  return {
    width: 680,
    height: 520,
    x: { label: term.names[a], nice: true },
    y: { label: term.names[b], nice: true },
    layers: [
      { mark: 'ruleX', data: [{ x: term.centre[a] }], options: { x: 'x', ...centre } },
      { mark: 'ruleY', data: [{ y: term.centre[b] }], options: { y: 'y', ...centre } },
      arrow,
      ring(rows, { x: 'x1', y: 'y1' }, many),
      disc(rows, { x: 'x2', y: 'y2' }, many),
    ],
  };
}

function columnsPanel(
  term: GroupTerm,
  own: Float64Array,
  kept: readonly number[],
  c: number,
): Panel {
  const k = term.names.length;
  const rows = kept.map((l) => {
    const y1 = term.centre[c] + own[l * k + c];
    const y2 = term.centre[c] + term.effects[l * k + c];
    return {
      level: l,
      x1: 0,
      y1,
      x2: 1,
      y2,
      title: `${term.levels[l]}: ${short(y1)} to ${short(y2)}`,
    };
  });
  const many = rows.length > 250;
  const lines = rows.flatMap(({ level, y1, y2, title }) => [
    { level, x: 0, y: y1, title },
    { level, x: 1, y: y2, title },
  ]);
  return {
    width: 580,
    height: 520,
    marginBottom: 20,
    x: { label: null, axis: null, domain: [-0.15, 1.15] },
    y: { label: term.names[c], nice: true, grid: true },
    layers: [
      {
        mark: 'ruleY',
        data: [{ y: term.centre[c] }],
        options: { y: 'y', stroke: vermilion, strokeDasharray: '5,3' },
      },
      {
        mark: 'line',
        data: lines,
        options: {
          x: 'x',
          y: 'y',
          z: 'level',
          title: 'title',
          stroke: ink,
          strokeWidth: many ? 0.6 : 1,
          strokeOpacity: many ? 0.2 : 0.45,
        },
      },
      ring(rows, { x: 'x1', y: 'y1' }, many),
      disc(rows, { x: 'x2', y: 'y2' }, many),
    ],
  };
}

function ring(data: readonly Row[], at: Layer['options'], many: boolean): Layer {
  const look = { r: many ? 1.4 : 3, stroke: ink, strokeOpacity: many ? 0.5 : 0.8, fill: 'none' };
  return { mark: 'dot', data, options: { ...at, title: 'title', ...look } };
}

function disc(data: readonly Row[], at: Layer['options'], many: boolean): Layer {
  const look = { r: many ? 1.8 : 3.2, fill: blue, fillOpacity: many ? 0.7 : 1 };
  return { mark: 'dot', data, options: { ...at, title: 'title', ...look } };
}
