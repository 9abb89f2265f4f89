import type { LevelResidual } from '../diagnose/level-residual.ts';
import type { LevelResiduals } from '../diagnose/level-residuals.ts';
import { csvText } from './csv-text.ts';

/** A level-2 residual with the grouping factor and the coefficient that it belongs to. */
export interface LevelResidualRow extends LevelResidual {
  readonly group: string;
  readonly name: string;
}

const columns = [
  'group',
  'name',
  'level',
  'n',
  'estimate',
  'sd',
  'lower',
  'upper',
  'comparisonLower',
  'comparisonUpper',
  'simultaneousLower',
  'simultaneousUpper',
  'rank',
  'ols',
  'olsSe',
  'shrinkage',
  'reliability',
  'expected',
  'coefficient',
  'olsCoefficient',
] as const satisfies readonly (keyof LevelResidualRow)[];

/** Level-2 residuals as one flat table, factor by factor, coefficient by coefficient. */
export function levelResidualRows({ groups }: LevelResiduals): LevelResidualRow[] {
  return groups.flatMap(({ group, coefficients }) =>
    coefficients.flatMap(({ name, rows }) => rows.map((row) => ({ group, name, ...row }))),
  );
}

/** The same as CSV text; absent values are empty cells. */
export function levelResidualsToCsv(residuals: LevelResiduals): string {
  return csvText(
    columns,
    levelResidualRows(residuals).map((row) => ({ ...row })),
  );
}
