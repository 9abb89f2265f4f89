import type { Design } from '../design/design.ts';
import { designMatrices } from '../design/design-matrices.ts';
import type { DataInput } from '../fit/lmer.ts';
import { parseFormula } from '../formula/parse-formula.ts';
import type { ModelFrame } from '../frame/frame.ts';
import { type FrameOptions, frameOptionNames } from '../frame/frame-options.ts';
import { modelFrame } from '../frame/model-frame.ts';
import { asTable } from '../table/as-table.ts';
import type { DesignParameters } from './design-parameters.ts';

/** A design whose response is not there yet, and the frame it is made of. */
export interface OpenDesign {
  readonly design: Design;
  readonly frame: ModelFrame;
}

/**
 * The design of a formula on data that need no response; where the formula or the data have none, row numbers stand in its
 * place.
 */
export function openDesign(
  formula: string,
  data: DataInput,
  options: DesignParameters,
): OpenDesign {
  const { factors } = options;
  const table = asTable(data, factors === undefined ? {} : { factors });
  const frameOptions = Object.fromEntries(
    Object.entries(options).filter(([name]) =>
      (frameOptionNames as readonly string[]).includes(name),
    ),
  ) as FrameOptions;
  const parsed = parseFormula(formula);
  const name = parsed.response?.name ?? (table.columns.has('y') ? '.response' : 'y');
  const text = parsed.response === undefined ? `${name} ${formula}` : formula;
  const stand =
    parsed.response === undefined ||
    (parsed.response.expression.kind === 'name' && !table.columns.has(name));
  const column = {
    kind: 'numeric' as const,
    values: Float64Array.from({ length: table.nrow }, (_, i) => i),
  };
  const complete = stand
    ? {
        ...table,
        names: [...table.names, name],
        columns: new Map(table.columns).set(name, column),
      }
    : table;
  const frame = modelFrame(text, complete, frameOptions);
  return { frame, design: designMatrices(frame) };
}
