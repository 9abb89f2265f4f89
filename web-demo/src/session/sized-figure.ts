import type { Axis, Figure, Layer, Panel } from 'blup/plot';

/** The narrowest panel of several beside each other that can still be read. */
const NARROWEST = 250;
const GAP = 16;

/** A figure for a page of some width: panels that fit, in as many columns as fit. The legend is left to the page. */
export function sizedFigure(figure: Figure, width: number): Figure {
  const { legend: _, ...rest } = figure;
  if (figure.plot === 'panels') return { ...rest, ...smallPanels(figure.panels, width) };
  const columns = Math.max(
    1,
    Math.min(figure.columns, Math.floor((width + GAP) / (NARROWEST + GAP))),
  );
  const room = Math.floor((width - (columns - 1) * GAP) / columns);
  return { ...rest, columns, panels: figure.panels.map((panel) => sizedPanel(panel, room)) };
}

/** A panel that is not higher than it would be at its own width, nor than it is wide on a phone. */
function sizedPanel(panel: Panel, width: number): Panel {
  if (panel.width <= width) {
    return { ...panel, width: Math.min(width, Math.round(1.35 * panel.width)) };
  }
  const long = panel.height > 1.2 * panel.width;
  const height = long
    ? panel.height
    : Math.max(260, Math.round((panel.height * width) / panel.width));
  const layers = panel.layers.map((layer) => smallerDots(layer, Math.sqrt(width / panel.width)));
  return { ...panel, width, height: Math.min(panel.height, height), layers };
}

/** Dots that would lie on each other where a picture has shrunk. */
function smallerDots(layer: Layer, times: number): Layer {
  const { r } = layer.options;
  if (layer.mark !== 'dot' || typeof r !== 'number') return layer;
  return { ...layer, options: { ...layer.options, r: r * times } };
}

/** Small panels share their scales: labels stand at the left and at the bottom of the whole alone. */
function smallPanels(panels: readonly Panel[], width: number): Pick<Figure, 'panels' | 'columns'> {
  const first = panels[0];
  const last = panels.at(-1) as Panel;
  const margin = first.marginLeft ?? 48;
  const most = Math.max(1, Math.floor((width - margin + 10 + GAP) / (108 + GAP)));
  const columns = Math.min(most, width < 480 ? 2 : panels.length <= 4 ? panels.length : 5);
  const inner = Math.min(
    190,
    Math.floor((width - margin + 10 - (columns - 1) * GAP) / columns - 14),
  );
  const bare = (axis: Axis): Axis => {
    const { axis: _, ...shown } = axis;
    return shown;
  };
  return {
    columns,
    panels: panels.map((panel, i): Panel => {
      const left = i % columns === 0;
      const bottom = i >= panels.length - columns;
      const { axis: _, ...y } = panel.y;
      return {
        ...panel,
        width: (left ? margin : 10) + inner,
        height: bottom ? 176 : 150,
        marginLeft: left ? margin : 10,
        marginBottom: bottom ? 46 : 20,
        x: { ...bare(panel.x), label: bottom ? last.x.label : null, ticks: 3 },
        y: left ? { ...y, label: first.y.label } : { ...y, label: null, axis: null },
      };
    }),
  };
}
