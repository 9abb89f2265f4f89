import type { AnyModel } from '../fit/generalised-model.ts';
import type { GroupPlotOptions } from './caterpillar.ts';
import { blue, ink } from './colours.ts';
import type { Figure, Layer } from './figure.ts';
import { groupTerm, planeOf } from './group-coefficients.ts';
import { inUnits } from './link-scale.ts';
import { spreadLabels } from './spread-labels.ts';
import { counted, short, shortened } from './text-size.ts';

/** Groups that are named: the farthest from the centre. */
const namedMost = 8;

/**
 * Predicted intercept residuals against slope residuals of the groups, with lines at 0; the eight groups farthest from the
 * centre, in units of the estimated standard deviations, are named. Other pairs of coefficients by `names`.
 *
 * @throws `option` for an unknown factor or coefficient, or when there are not two
 */
export function effectsPlot(model: AnyModel, options: GroupPlotOptions = {}): Figure {
  const term = groupTerm(model, options.group);
  const [a, b] = planeOf(term, options.names);
  const k = term.names.length;
  const points = term.levels.map((name, l) => {
    const [x, y] = [term.effects[l * k + a], term.effects[l * k + b]];
    return { x, y, name: shortened(name, 90), title: `${name}: ${short(x)}, ${short(y)}` };
  });
  const distance = ({ x, y }: { x: number; y: number }) =>
    (x / (term.sd[a] || 1)) ** 2 + (y / (term.sd[b] || 1)) ** 2;
  const ranked = points.slice().sort((p, q) => distance(q) - distance(p));
  const farthest = ranked.slice(0, namedMost);
  const many = points.length > 250;
  const zero = { stroke: ink, strokeOpacity: 0.6, strokeDasharray: '4,3' };
  const ends = (of: 'x' | 'y') => {
    const values = [0, ...points.map((p) => p[of])];
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  };
  const range = (of: 'x' | 'y') => ends(of)[1] - ends(of)[0] || 1;
  // Room for names at the edges.
  const padded = (of: 'x' | 'y') => [
    ends(of)[0] - 0.09 * range(of),
    ends(of)[1] + 0.09 * range(of),
  ];
  // About the size of the panel.
  const [scaleX, scaleY] = [440 / range('x'), 370 / range('y')];
  const places = spreadLabels(
    ranked.map(({ x, y, name }, rank) => ({
      x: x * scaleX,
      y: -y * scaleY,
      name: rank < namedMost ? name : '',
    })),
  );
  const labels = places.map(
    ({ point, dx, dy }): Layer => ({
      mark: 'text',
      data: [ranked[point]],
      options: { x: 'x', y: 'y', text: 'name', dx, dy, fill: ink },
    }),
  );
  return {
    kind: 'figure',
    plot: 'effects',
    title: `${term.names[b]} against ${term.names[a]}: residuals of ${counted(points.length, 'level')} of ${term.group}`,
    description: `Predicted deviations of ${term.group} from the fixed effects; lines at 0. Correlation of the points ${short(correlation(points))}. Farthest from the centre: ${farthest.map(({ title }) => title).join('; ')}.`,
    columns: 1,
    panels: [
      {
        width: 620,
        height: 500,
        marginTop: 16,
        x: { label: `deviation of ${term.names[a]}${inUnits(model)}`, domain: padded('x') },
        y: { label: `deviation of ${term.names[b]}${inUnits(model)}`, domain: padded('y') },
        layers: [
          { mark: 'ruleX', data: [{ x: 0 }], options: { x: 'x', ...zero } },
          { mark: 'ruleY', data: [{ y: 0 }], options: { y: 'y', ...zero } },
          {
            mark: 'dot',
            data: points,
            options: {
              x: 'x',
              y: 'y',
              title: 'title',
              fill: blue,
              fillOpacity: many ? 0.6 : 0.85,
              r: many ? 2.2 : 3.5,
            },
          },
          ...labels,
        ],
      },
    ],
  };
}

function correlation(points: readonly { x: number; y: number }[]): number {
  const mean = (of: (p: { x: number; y: number }) => number) =>
    points.reduce((sum, p) => sum + of(p), 0) / points.length;
  const [x, y] = [mean((p) => p.x), mean((p) => p.y)];
  const xx = mean((p) => (p.x - x) ** 2);
  const yy = mean((p) => (p.y - y) ** 2);
  return xx * yy > 0 ? mean((p) => (p.x - x) * (p.y - y)) / Math.sqrt(xx * yy) : 0;
}
