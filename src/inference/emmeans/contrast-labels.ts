import { formatNumber } from '../../table/number-text.ts';
import type { NamedContrast } from './contrast-methods.ts';
import type { Emmeans } from './emmeans.ts';
import type { LevelValue } from './reference-grid.ts';

/** Whether all levels of a variable read as numbers: such levels get the variable's name before them. */
function looksNumeric(values: readonly LevelValue[]): boolean {
  return values.every(
    (value) =>
      typeof value === 'number' ||
      (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))),
  );
}

export function meanLabels({ rows, variables }: Emmeans, by: readonly string[]): string[] {
  const shown = variables.map((_, v) => v).filter((v) => !by.includes(variables[v]));
  const prefixes = shown.map((v) => looksNumeric(rows.map(({ levels }) => levels[v])));
  return rows.map(({ levels }) =>
    shown.map((v, i) => (prefixes[i] ? variables[v] : '') + levelText(levels[v])).join(' '),
  );
}

/** A level as it is printed: truth values as in R. */
export function levelText(value: LevelValue): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'boolean' ? String(value).toUpperCase() : value;
}

export function contrastName(
  { name }: NamedContrast,
  labels: readonly string[],
  sign: string,
): string {
  if (typeof name === 'string') return name;
  const clear = (label: string) => (/[-+*/]/.test(label) ? `(${label})` : label);
  return `${clear(labels[name.plus])} ${sign} ${clear(labels[name.minus])}`;
}
