import { icc } from '../diagnose/icc.ts';
import { r2 } from '../diagnose/r2.ts';
import { aic, bic } from '../effects/log-lik.ts';
import { levelCount } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { mergeOrder } from './merge-order.ts';
import type { Measure, ModelTableRow } from './model-table.ts';

/** A model of a file of version 1 has neither rows nor sums to take shares of variance over. */
function hasShares({ saved }: Model): boolean {
  return saved === undefined || saved.facts !== undefined;
}

/** The rows of one measure of fit or size. */
export function measureRows(measure: Measure, models: readonly Model[]): ModelTableRow[] {
  const row = (
    kind: ModelTableRow['kind'],
    label: string,
    value: (model: Model) => number | undefined,
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
      return [row('share', 'ICC', (model) => (hasShares(model) ? icc(model).adjusted : undefined))];
    case 'r2': {
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
      ];
  }
}
