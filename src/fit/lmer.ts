import { designMatrices } from '../design/design-matrices.ts';
import { crossProducts } from '../engine/accumulate.ts';
import type { Progress } from '../engine/core.ts';
import { BlupError } from '../errors/blup-error.ts';
import { deparseFormula } from '../formula/deparse.ts';
import type { Formula } from '../formula/formula.ts';
import { checkOptionNames, type FrameOptions, frameOptionNames } from '../frame/frame-options.ts';
import { modelFrame } from '../frame/model-frame.ts';
import { asTable } from '../table/as-table.ts';
import { fitProducts } from './fit-products.ts';
import type { FittedModel, OptionColumns } from './model.ts';

/** Data that `lmer` takes: anything that `asTable` takes. */
export type DataInput = Parameters<typeof asTable>[0];

/** Options of `lmer`. */
export interface LmerOptions extends FrameOptions {
  /** Restricted maximum likelihood (default) or maximum likelihood. */
  readonly method?: 'REML' | 'ML';
  /** Columns to be read as factors whatever they hold. */
  readonly factors?: readonly string[];
  /** Name of the data in printed output. */
  readonly dataName?: string;
  /** Called after each accepted step of the optimiser; return `false` to stop (error `cancelled`). */
  readonly onProgress?: Progress;
}

const optionNames = [...frameOptionNames, 'method', 'factors', 'dataName', 'onProgress'];

/** Those options that `modelFrame` takes. */
export function frameOptions(options: FrameOptions): FrameOptions {
  const entries = Object.entries(options).filter(([name]) =>
    (frameOptionNames as readonly string[]).includes(name),
  );
  return Object.fromEntries(entries);
}

/** The columns that options name; undefined when there are none. */
export function optionColumns(
  options: { readonly [name in keyof OptionColumns]?: unknown },
): OptionColumns | undefined {
  const names = (['precisionWeights', 'frequencyWeights', 'offset', 'trials'] as const).filter(
    (name) => typeof options[name] === 'string',
  );
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

function checkOptions(options: LmerOptions): void {
  checkOptionNames(options, optionNames);
  const { method = 'REML', onProgress } = options;
  if (method !== 'REML' && method !== 'ML') {
    throw new BlupError('option', `method must be 'REML' or 'ML', not ${String(method)}`, {
      value: method,
    });
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new BlupError('option', `onProgress must be a function, not ${typeof onProgress}`, {
      value: typeof onProgress,
    });
  }
}

/**
 * Fits a linear mixed model: R's `lmer(formula, data, REML)`.
 *
 *     lmer('reading ~ ses + (1 + ses | school)', rows)
 *
 * The first stations of the path are functions of their own: `asTable`, `modelFrame`, `designMatrices`. The model is plain data; ask it by
 * `summary(model)`, `ranef(model)`, `anova(a, b)` …
 *
 * @param formula R's formula language with at least one random term; for level equations `readFormula(text)`
 * @param data columns, rows, an Arrow table, a `Table`, or CSV text
 * @throws `BlupError` for wrong input; a doubtful result is a notice on the model, not an error
 */
export function lmer(
  formula: string | Formula,
  data: DataInput,
  options: LmerOptions = {},
): FittedModel {
  checkOptions(options);
  const { method = 'REML', factors, dataName, onProgress } = options;
  const begun = performance.now();
  const table = asTable(data, factors === undefined ? {} : { factors });
  const frame = modelFrame(formula, table, frameOptions(options));
  const design = designMatrices(frame);
  const started = performance.now();
  return fitProducts(
    design,
    crossProducts(design),
    {
      formula: deparseFormula(frame.formula),
      dataName,
      optionColumns: optionColumns(options),
      method,
      rows: frame.rows,
      schema: frame.schema,
      designTime: started - begun,
      onProgress,
    },
    started,
  );
}
