import { icc } from '../diagnose/icc.ts';
import { hasLatentScale } from '../diagnose/latent-distribution.ts';
import { r2 } from '../diagnose/r2.ts';
import { aic, bic } from '../effects/log-lik.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { levelCount } from '../fit/kept.ts';
import { mergeOrder } from './merge-order.ts';
import type { Measure, ModelTableRow } from './model-table-record.ts';

/** A model of a file may have neither rows nor sums to take shares of variance over; a model of counts has no latent scale. */
function hasShares(model: AnyModel): boolean {
  if (model.kind === 'glmm') return model.saved === undefined && hasLatentScale(model);
  return model.saved === undefined || model.saved.facts !== undefined;
}

/** Whether rows of shares have a place in the table. */
function mayHaveShares(model: AnyModel): boolean {
  return model.kind === 'lmm' || hasShares(model);
}

/** The rows of one measure of fit or size. */
export function measureRows(measure: Measure, models: readonly AnyModel[]): ModelTableRow[] {
  const row = (
    kind: ModelTableRow['kind'],
    label: string,
    value: (model: AnyModel) => number | undefined,
  ): ModelTableRow => ({
    part: 'fit',
    kind,
    label,
    cells: models.map((model) => {
      const x = value(model);
      return x === undefined ? null : { value: x };
    }),
  });
  switch (measure) {
    case 'nobs':
      return [row('count', 'Observations', ({ nobs }) => nobs)];
    case 'groups': {
      const groups = mergeOrder(
        models.map(({ random }) => [...new Set(random.map(({ group }) => group))]),
      );
      return groups.map((name) =>
        row('count', `Groups: ${name}`, (model) => {
          const term = model.random.findIndex(({ group }) => group === name);
          return term < 0 ? undefined : levelCount(model, term);
        }),
      );
    }
    case 'icc':
      if (!models.some(mayHaveShares)) return [];
      return [row('share', 'ICC', (model) => (hasShares(model) ? icc(model).adjusted : undefined))];
    case 'r2': {
      if (!models.some(mayHaveShares)) return [];
      const shares = models.map((model) => (hasShares(model) ? r2(model) : undefined));
      return (['marginal', 'conditional'] as const).map((which) =>
        row('share', `R² ${which}`, (model) => shares[models.indexOf(model)]?.[which]),
      );
    }
    case 'logLik':
      return [row('criterion', 'Log-likelihood', ({ objective }) => -objective / 2)];
    case 'AIC':
      return [row('criterion', 'AIC', aic)];
    case 'BIC':
      return [row('criterion', 'BIC', bic)];
    case 'method':
      return [
        {
          part: 'fit',
          kind: 'text',
          label: 'Fitted by',
          cells: models.map(({ method }) => ({ text: method })),
        },
        ...familyRow(models),
      ];
  }
}

/** Families and links, where a model is not linear. */
function familyRow(models: readonly AnyModel[]): ModelTableRow[] {
  if (models.every(({ kind }) => kind === 'lmm')) return [];
  const cells = models.map((model) => ({
    text: model.kind === 'lmm' ? 'linear' : `${model.family} (${model.link})`,
  }));
  return [{ part: 'fit', kind: 'text', label: 'Family', cells }];
}
