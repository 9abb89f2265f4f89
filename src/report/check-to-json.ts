import type { Influence } from '../diagnose/influence-record.ts';
import type { CheckItem, ModelCheck } from '../diagnose/model-check.ts';
import type { SimulatedResiduals } from '../diagnose/simulated-residuals.ts';

/** Deletions as printed by `blup check --format json`; values in the order of the names. */
export interface JsonInfluence {
  readonly by: string;
  readonly refit: boolean;
  readonly names: readonly string[];
  readonly varianceNames: readonly string[];
  readonly deletions: readonly {
    readonly label: string;
    readonly rows: number;
    readonly cooksDistance: number;
    readonly mdffits: number;
    readonly covRatio: number;
    readonly estimates: readonly number[];
    readonly dfbetas: readonly number[];
    readonly variances: readonly number[];
    readonly relativeChange: readonly number[];
  }[];
  readonly undetermined: readonly string[];
}

/** Checks of a model as printed by `blup check --format json`. */
export interface JsonCheck {
  readonly formula: string;
  readonly checks: readonly CheckItem[];
  readonly simulated: Omit<SimulatedResiduals, 'residuals'>;
  readonly influence?: JsonInfluence;
}

/** Deletions as plain JSON data. */
export function influenceToJson(influence: Influence): JsonInfluence {
  const { by, refit, names, varianceNames, deletions, undetermined } = influence;
  return {
    by,
    refit,
    names,
    varianceNames,
    deletions: deletions.map(
      ({
        label,
        rows,
        cooksDistance,
        mdffits,
        covRatio,
        estimates,
        dfbetas,
        variances,
        relativeChange,
      }) => ({
        label,
        rows,
        cooksDistance,
        mdffits,
        covRatio,
        estimates: Array.from(estimates),
        dfbetas: Array.from(dfbetas),
        variances: Array.from(variances),
        relativeChange: Array.from(relativeChange),
      }),
    ),
    undetermined,
  };
}

/** Checks as plain JSON data, without what is as long as the rows. */
export function checkToJson(check: ModelCheck): JsonCheck {
  const { formula, items, simulated, influence } = check;
  const { residuals: _, ...tests } = simulated;
  return {
    formula,
    checks: items,
    simulated: tests,
    ...(influence === undefined ? {} : { influence: influenceToJson(influence) }),
  };
}
