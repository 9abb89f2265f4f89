import { type FittedGeneralisedModel, glmer, readFormula, type Table } from 'blup';
import type { ModelChoice } from '../state/model-choice.ts';

/** Fits a generalised model. Its engine is fetched when the first one is asked for. */
export function fitGeneralised(
  formula: string,
  table: Table,
  { family, link, points, trials }: ModelChoice,
  dataName: string,
): FittedGeneralisedModel {
  return glmer(readFormula(formula), table, {
    family,
    link,
    dataName,
    ...(points !== 'default' && { nAGQ: points === 'auto' ? points : Number(points) }),
    ...(trials !== '' && { trials }),
  });
}
