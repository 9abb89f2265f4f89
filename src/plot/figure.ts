/** One cell of a figure's data. */
export type Cell = string | number | boolean | null;

/** One datum of a layer: what its channels are named by. */
export type Row = Readonly<Record<string, Cell>>;

/** Marks of Observable Plot that figures use. */
export type MarkName = 'areaY' | 'arrow' | 'dot' | 'line' | 'ruleX' | 'ruleY' | 'text';

/** Data drawn by one mark. An option that names a field of the rows is a channel, any other a constant, as in Observable Plot. */
export interface Layer {
  readonly mark: MarkName;
  readonly data: readonly Row[];
  readonly options: Readonly<Record<string, Cell>>;
}

/** A scale with its axis, in the words of Observable Plot. */
export interface Axis {
  /** What the axis shows; `null` for none. */
  readonly label: string | null;
  readonly type?: 'linear' | 'log' | 'point' | 'band';
  readonly domain?: readonly (number | string)[];
  readonly ticks?: number | readonly number[];
  /** What the ticks of a logarithmic axis are called; it needs them, and a domain. */
  readonly labels?: readonly string[];
  /** `null` draws no axis. */
  readonly axis?: null;
  readonly grid?: boolean;
  readonly nice?: boolean;
  readonly zero?: boolean;
  readonly padding?: number;
  readonly tickSize?: number;
}

/** One coordinate system of a figure, with its own scales. Sizes are in pixels. */
export interface Panel {
  readonly title?: string;
  readonly width: number;
  readonly height: number;
  /** Default: as the numbers of the vertical axis need. */
  readonly marginLeft?: number;
  readonly marginRight?: number;
  readonly marginTop?: number;
  readonly marginBottom?: number;
  readonly x: Axis;
  readonly y: Axis;
  /** From bottom to top. */
  readonly layers: readonly Layer[];
}

/** One entry of the legend above the panels. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly symbol: 'line' | 'dot' | 'ring';
}

/**
 * A plot as plain data: numbers, texts and options, nothing drawn. It survives structured clone and JSON, so a worker can make
 * it and a page draw it, by `plotSvg` or `plotElement`.
 */
export interface Figure {
  readonly kind: 'figure';
  /** Which plot: `caterpillar`, `residuals` … */
  readonly plot: string;
  /** One line: what is seen. Becomes the `<title>`. */
  readonly title: string;
  /** What it shows, in sentences with the numbers that matter. Becomes the `<desc>`. */
  readonly description: string;
  /** Panels stand in rows of this many. */
  readonly columns: number;
  readonly panels: readonly Panel[];
  readonly legend?: readonly LegendEntry[];
}
