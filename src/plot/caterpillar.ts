import { comparisonFactor } from '../diagnose/comparison-factor.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { checkLevel } from '../inference/level.ts';
import { blue, ink } from './colours.ts';
import type { Figure, Layer, Panel, Row } from './figure.ts';
import { coefficientIndices, type GroupTerm, groupTerm } from './group-coefficients.ts';
import { inUnits } from './link-scale.ts';
import { counted, short, shortened, textWidth } from './text-size.ts';

/** Options of plots of random effects. */
export interface GroupPlotOptions {
  /** Grouping factor; default the first of the model. */
  readonly group?: string;
  /** Random coefficients; default all. */
  readonly names?: readonly string[];
}

/** Options of `caterpillarPlot`. */
export interface CaterpillarOptions extends GroupPlotOptions {
  /** Of the intervals; default 0.95. */
  readonly level?: number;
  /**
   * `'confidence'` (default): where each group's own effect lies. `'comparison'`: two groups whose intervals do not overlap differ,
   * ±1.39 standard deviations at 95 %.
   */
  readonly intervals?: 'confidence' | 'comparison';
}

/** Up to this many groups are written out. */
const labelled = 60;

/**
 * Predicted random effects with intervals, sorted: one panel for each random coefficient. Up to 60 groups stand below each
 * other with their names, all panels in the order of the first coefficient; more stand side by side, thin, each panel in its own
 * order, with the name shown on pointing.
 *
 * An interval is effect ± normal quantile × conditional standard deviation. It says where the group's own effect lies, not whether
 * two groups differ; for that are comparison intervals (Goldstein & Healy 1995, J. R. Stat. Soc. A 158, 175–177), which hold for a pair
 * that was picked beforehand.
 *
 * @throws `option` for an unknown factor, coefficient, kind of interval or level; `no-groups-kept`
 */
export function caterpillarPlot(model: AnyModel, options: CaterpillarOptions = {}): Figure {
  const { level = 0.95, intervals: kind = 'confidence' } = options;
  checkLevel(level);
  if (kind !== 'confidence' && kind !== 'comparison') {
    throw new BlupError('option', `intervals is "${kind}"; use "confidence" or "comparison"`, {
      value: kind,
    });
  }
  const compares = kind === 'comparison';
  const term = groupTerm(model, options.group);
  const chosen = coefficientIndices(term, options.names);
  const factor = compares
    ? comparisonFactor(level, term.levels.length, 'none')
    : -normalQuantile((1 - level) / 2);
  const data = chosen.map((c) => intervals(term, c, factor, compares));
  const few = term.levels.length <= labelled;
  return {
    kind: 'figure',
    plot: 'caterpillar',
    title: `Random effects of ${counted(term.levels.length, 'level')} of ${term.group}`,
    description: `Predicted deviations of ${term.group} with ${short(100 * level)} % ${compares ? 'comparison ' : ''}intervals from conditional standard deviations, sorted. ${
      compares
        ? `Two levels whose intervals do not overlap differ; half-width ${short(factor)} standard deviations.`
        : `${beyondText(term, chosen, data)}.`
    }`,
    columns: few ? chosen.length : 1,
    panels: few
      ? labelledPanels(term, chosen, data, inUnits(model))
      : rankedPanels(term, chosen, data, inUnits(model)),
    legend: compares
      ? [{ label: `${short(100 * level)} % comparison interval`, colour: blue, symbol: 'dot' }]
      : [
          { label: 'interval leaves out 0', colour: blue, symbol: 'dot' },
          { label: 'interval covers 0', colour: ink, symbol: 'ring' },
        ],
  };
}

function beyondText(
  term: GroupTerm,
  chosen: readonly number[],
  data: readonly (readonly Effect[])[],
): string {
  const counts = data.map((rows, i) => {
    const beyond = rows.filter((row) => row.beyond).length;
    return `${term.names[chosen[i]]}: ${beyond} of ${rows.length} intervals leave out 0`;
  });
  return counts.join('; ');
}

interface Effect extends Row {
  readonly level: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly beyond: boolean;
  readonly title: string;
}

/** @param compares true marks all levels alike: what a comparison interval leaves out says nothing of 0 */
function intervals(term: GroupTerm, c: number, quantile: number, compares: boolean): Effect[] {
  const k = term.names.length;
  return term.levels.map((name, level) => {
    const value = term.effects[level * k + c];
    const half = quantile * term.condSd[level * k + c];
    const [lower, upper] = [value - half, value + half];
    const title = `${name}: ${short(value)} (${short(lower)} to ${short(upper)})`;
    return { level, value, lower, upper, beyond: compares || lower > 0 || upper < 0, title };
  });
}

/** Levels from the lowest effect to the highest. */
function ascending(rows: readonly Effect[]): number[] {
  return rows.map((_, i) => i).sort((a, b) => rows[a].value - rows[b].value || a - b);
}

function labelledPanels(
  term: GroupTerm,
  chosen: readonly number[],
  data: readonly (readonly Effect[])[],
  unit: string,
): Panel[] {
  const order = ascending(data[0]).reverse();
  const place = new Map(order.map((level, i) => [level, i]));
  const names = term.levels.map((name) => shortened(name, 180));
  const labels = Math.max(...names.map(textWidth)) + 14;
  const height = Math.max(8, term.levels.length) * 18 + 76;
  return chosen.map((c, i) => {
    const rows = data[i].map((row) => ({ ...row, place: place.get(row.level) as number }));
    const first = i === 0;
    const marginLeft = first ? Math.max(48, labels) : 12;
    const text: Layer = {
      mark: 'text',
      data: rows.map(({ level, place }) => ({
        place,
        name: names[level],
        title: term.levels[level],
      })),
      options: {
        y: 'place',
        text: 'name',
        title: 'title',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -8,
      },
    };
    return {
      title: term.names[c],
      width: marginLeft + (chosen.length === 1 ? 480 : 330),
      height,
      marginLeft,
      x: { label: `deviation of ${term.names[c]}${unit}`, grid: true },
      y: { label: null, axis: null, domain: [-0.7, term.levels.length - 0.3].reverse() },
      layers: [
        zeroRule('ruleX'),
        ...spans(rows, 'ruleY', { y: 'place', x1: 'lower', x2: 'upper', strokeWidth: 1.5 }),
        ...dots(rows, { x: 'value', y: 'place', r: 3.5 }),
        ...(first ? [text] : []),
      ],
    };
  });
}

function rankedPanels(
  term: GroupTerm,
  chosen: readonly number[],
  data: readonly (readonly Effect[])[],
  unit: string,
): Panel[] {
  return chosen.map((c, i) => {
    const rows = ascending(data[i]).map((at, rank) => ({ ...data[i][at], rank: rank + 1 }));
    const dense = rows.length > 250;
    return {
      title: term.names[c],
      width: 860,
      height: 290,
      x: {
        label: `rank among ${rows.length} levels of ${term.group}`,
        domain: [0, rows.length + 1],
      },
      y: { label: `deviation of ${term.names[c]}${unit}`, grid: true, ticks: 6 },
      layers: [
        ...spans(rows, 'ruleX', {
          x: 'rank',
          y1: 'lower',
          y2: 'upper',
          strokeWidth: dense ? 0.6 : 1.2,
        }),
        ...dots(rows, { x: 'rank', y: 'value', r: dense ? 1 : 2 }),
        zeroRule('ruleY'),
      ],
    };
  });
}

function zeroRule(mark: 'ruleX' | 'ruleY'): Layer {
  const options = { [mark === 'ruleX' ? 'x' : 'y']: 'at', stroke: ink, strokeOpacity: 0.8 };
  return { mark, data: [{ at: 0 }], options };
}

function spans(
  rows: readonly Effect[],
  mark: 'ruleX' | 'ruleY',
  options: Layer['options'],
): Layer[] {
  const [out, over] = parted(rows);
  return [
    { mark, data: over, options: { ...options, title: 'title', stroke: ink, strokeOpacity: 0.45 } },
    { mark, data: out, options: { ...options, title: 'title', stroke: blue, strokeOpacity: 0.8 } },
  ];
}

function dots(rows: readonly Effect[], options: Layer['options']): Layer[] {
  const [out, over] = parted(rows);
  const hollow = { stroke: ink, strokeWidth: 1.2, fill: 'none', strokeOpacity: 0.8 };
  return [
    { mark: 'dot', data: over, options: { ...options, title: 'title', ...hollow } },
    { mark: 'dot', data: out, options: { ...options, title: 'title', fill: blue } },
  ];
}

function parted(rows: readonly Effect[]): [Effect[], Effect[]] {
  return [rows.filter(({ beyond }) => beyond), rows.filter(({ beyond }) => !beyond)];
}
