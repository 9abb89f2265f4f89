import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { mergeOrder } from './merge-order.ts';
import { fixedCells, type LabelledCell, randomCells } from './model-table-cells.ts';
import { measureRows } from './model-table-measures.ts';
import { modelTableNotes } from './model-table-notes.ts';

import type {
  Measure,
  ModelTable,
  ModelTableOptions,
  ModelTableRow,
} from './model-table-record.ts';

const MEASURES: readonly Measure[] = [
  'nobs',
  'groups',
  'icc',
  'r2',
  'logLik',
  'AIC',
  'BIC',
  'method',
];

/**
 * Several models side by side: fixed effects, random part, ICC (`icc`, adjusted), R² (`r2`), sizes and criteria. Rows are the
 * union over the models, each where the models that have it put it, interactions after main effects.
 *
 * Linear and generalised models may stand together; ICC and R² of binomial and ordinal ones are on the latent scale, others have none.
 *
 * Without a certificate a model shows no standard errors. REML criteria are not converted: a note says when they do not compare.
 *
 * @throws `option` for no model, names or intervals that are not one for each model, a label for a coefficient that no model has, one label
 * for two coefficients of one model, or anything that is not among the choices
 */
export function modelTable(
  models: readonly AnyModel[],
  options: ModelTableOptions = {},
): ModelTable {
  const { spread = 'se', random = 'sdcor', measures = MEASURES } = options;
  const { names = models.map((_, i) => `m${i + 1}`), caption, intervals } = options;
  checkChoice('spread', spread, ['se', 'interval', 'none']);
  checkChoice('random', random, ['sdcor', 'vcov', 'none']);
  for (const measure of measures) checkChoice('measure', measure, MEASURES);
  if (models.length === 0) throw new BlupError('option', 'a table needs at least one model');
  checkCount('names', names, models);
  if (intervals !== undefined) checkCount('intervals', intervals, models);
  const thresholds = thresholdsOf(options, models);
  const label = labeller(models, options.coefficients ?? {});
  return {
    kind: 'model-table',
    ...(caption !== undefined && { caption }),
    models: models.map(({ formula, method }, i) => ({ name: names[i], formula, method })),
    spread,
    thresholds,
    rows: [
      ...rowsOf(
        'fixed',
        models.map((model, i) => fixedCells(model, label, tidyOptions(options, i))),
      ),
      ...(random === 'none'
        ? []
        : rowsOf(
            'random',
            models.map((model, i) => randomCells(model, label, random, options.intervals?.[i])),
          )),
      ...measures.flatMap((measure) => measureRows(measure, models)),
    ],
    notes: modelTableNotes(models, names, thresholds, options),
  };
}

function tidyOptions(
  { ddf, spread, level, intervals, exponentiate }: ModelTableOptions,
  i: number,
) {
  return {
    ...(exponentiate !== undefined && { exponentiate }),
    ...(ddf !== undefined && { ddf }),
    ...(level !== undefined && { level }),
    confInt: intervals?.[i] ?? spread === 'interval',
  };
}

function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const hint = didYouMean(value, choices) || `; use ${choices.join(', ')}`;
  throw new BlupError('option', `${what} "${value}" is unknown${hint}`, { value });
}

function checkCount(what: string, list: readonly unknown[], models: readonly AnyModel[]): void {
  if (list.length === models.length) return;
  throw new BlupError(
    'option',
    `${what} must be one for each model: ${list.length} for ${models.length} models`,
    { value: list },
  );
}

function thresholdsOf(
  { stars = false, ddf }: ModelTableOptions,
  models: readonly AnyModel[],
): readonly number[] {
  if (stars === false) return [];
  const list = stars === true ? [0.05, 0.01, 0.001] : stars;
  if (ddf === 'none' && models.some(({ kind }) => kind === 'lmm')) {
    throw new BlupError('option', 'stars need p-values; with ddf "none" there are none', {
      value: stars,
    });
  }
  if (!list.every((x) => x > 0 && x < 1)) {
    throw new BlupError('option', `thresholds of stars lie between 0 and 1: ${list.join(', ')}`, {
      value: stars,
    });
  }
  return list.toSorted((a, b) => b - a);
}

/** The label of a coefficient. */
function labeller(
  models: readonly AnyModel[],
  labels: Readonly<Record<string, string>>,
): (name: string) => string {
  const known = new Set(
    models.flatMap(({ fixed, random }) => [
      ...fixed.names,
      ...random.flatMap(({ names }) => names),
    ]),
  );
  const given = new Map(Object.entries(labels));
  for (const name of given.keys()) {
    if (known.has(name)) continue;
    const all = [...known];
    const hint = didYouMean(name, all) || `; the coefficients are ${all.join(', ')}`;
    throw new BlupError('option', `no model has a coefficient "${name}" to label${hint}`, {
      value: name,
    });
  }
  return (name) => given.get(name) ?? name;
}

function rowsOf(
  part: 'fixed' | 'random',
  models: readonly (readonly LabelledCell[])[],
): ModelTableRow[] {
  const tables = models.map((cells) => {
    const byLabel = new Map<string, LabelledCell>();
    for (const cell of cells) {
      const before = byLabel.get(cell.label);
      if (before !== undefined) {
        throw new BlupError(
          'option',
          `two coefficients of one model are labelled "${cell.label}": ${before.name} and ${cell.name}`,
          { value: cell.label },
        );
      }
      byLabel.set(cell.label, cell);
    }
    return byLabel;
  });
  const degrees = new Map(models.flat().map(({ label, degree }) => [label, degree]));
  const labels = mergeOrder(models.map((cells) => cells.map(({ label }) => label))).toSorted(
    (a, b) => (degrees.get(a) ?? 0) - (degrees.get(b) ?? 0),
  );
  return labels.map((label) => ({
    part,
    kind: 'estimate',
    label,
    cells: tables.map((byLabel) => byLabel.get(label)?.cell ?? null),
  }));
}
