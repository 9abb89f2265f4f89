import { BlupError } from '../errors/blup-error.ts';
import { families } from '../family/family.ts';
import { fitGeneralisedDesign } from './fit-generalised.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';

/** What the response of a row must be. */
function isPossible(
  { family, trials, thresholds }: FittedGeneralisedModel,
  y: number,
  row: number,
): boolean {
  switch (family) {
    case 'binomial':
      return Number.isInteger(y) && y >= 0 && y <= (trials?.[row] ?? 1);
    case 'poisson':
    case 'negative-binomial-1':
    case 'negative-binomial-2':
      return Number.isInteger(y) && y >= 0;
    case 'gamma':
    case 'inverse-gaussian':
      return y > 0;
    case 'beta':
      return y > 0 && y < 1;
    case 'ordinal':
      return Number.isInteger(y) && y >= 0 && y <= (thresholds?.names.length ?? 0);
    case 'gaussian':
      return true;
  }
}

const needs: Partial<Record<FittedGeneralisedModel['family'], string>> = {
  binomial: 'successes: whole numbers from 0 to the trials of the row',
  ordinal: 'categories, counted from 0',
};

/** `refit` of a generalised model, by quadrature with its number of points. */
export function refitGeneralised(
  model: FittedGeneralisedModel,
  y: Float64Array,
): FittedGeneralisedModel {
  const { family, link, trials, categories, points, design, rows } = model;
  const { formula, dataName, optionColumns, schema } = model;
  const bad = y.findIndex((value, row) => !isPossible(model, value, row));
  if (bad >= 0) {
    const wanted = needs[family] ?? families[family].needs;
    throw new BlupError(
      'response',
      `the new response is ${y[bad]} at position ${bad}; family ${family} takes ${wanted}`,
      { value: y[bad] },
    );
  }
  return fitGeneralisedDesign(
    { ...design, y },
    {
      family: families[family],
      link,
      ...(trials && { trials }),
      ...(categories && { categories }),
      nAGQ: points,
    },
    { formula, dataName, optionColumns, rows, schema, designTime: 0 },
    performance.now(),
  );
}
