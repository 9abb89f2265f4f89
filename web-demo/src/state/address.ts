import { exampleNamed, examples } from '../examples/examples.ts';
import type { ColumnTypes } from '../session/set-types.ts';
import { ddfMethods, families, type KeptModel, type Settings, tabs } from './settings.ts';

/** What a link can hold of a formula; longer ones are no formulas. */
const LONGEST = 4000;
const MOST_KEPT = 12;

function oneOf<T extends string>(
  given: string | null,
  choices: readonly { readonly name: T }[],
): T {
  return (choices.find(({ name }) => name === given) ?? choices[0]).name;
}

function typesOf(entries: readonly string[]): ColumnTypes {
  const types: Record<string, 'factor' | 'number'> = Object.create(null);
  for (const entry of entries.slice(0, 200)) {
    const match = /^(factor|number):(.+)$/s.exec(entry);
    if (match !== null) types[match[2]] = match[1] as 'factor' | 'number';
  }
  return { ...types };
}

function keptOf(entries: readonly string[]): KeptModel[] {
  return entries.slice(0, MOST_KEPT).flatMap((entry) => {
    const match = /^(REML|ML):(.+)$/s.exec(entry);
    if (match === null || match[2].length > LONGEST) return [];
    return [{ method: match[1] as 'REML' | 'ML', formula: match[2] }];
  });
}

/** The settings that a fragment of an address tells, with defaults for whatever it does not, or tells wrongly. */
export function settingsFrom(hash: string): Settings {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const file = given.get('file')?.slice(0, 200) || undefined;
  const example = exampleNamed(given.get('data') ?? '') ?? examples[0];
  const formula = given.get('formula') ?? (file === undefined ? example.formula : '');
  return {
    ...(file === undefined ? { example: example.name } : { file }),
    formula: formula.slice(0, LONGEST),
    method: given.get('method') === 'ML' ? 'ML' : 'REML',
    ddf: oneOf(given.get('df'), ddfMethods),
    family: oneOf(given.get('family'), families),
    types: typesOf(given.getAll('type')),
    tab: oneOf(given.get('tab'), tabs),
    kept: keptOf(given.getAll('keep')),
  };
}

/** The fragment that tells settings; what is as it comes is left out. */
export function addressOf(settings: Settings): string {
  const told = new URLSearchParams();
  const { example, file, formula, method, ddf, family, types, tab, kept } = settings;
  if (file !== undefined) told.set('file', file);
  else if (example !== undefined) told.set('data', example);
  if (formula !== exampleNamed(example ?? '')?.formula) told.set('formula', formula);
  if (method !== 'REML') told.set('method', method);
  if (ddf !== ddfMethods[0].name) told.set('df', ddf);
  if (family !== families[0].name) told.set('family', family);
  for (const [name, type] of Object.entries(types)) told.append('type', `${type}:${name}`);
  if (tab !== tabs[0].name) told.set('tab', tab);
  for (const one of kept) told.append('keep', `${one.method}:${one.formula}`);
  return `#${told}`;
}
