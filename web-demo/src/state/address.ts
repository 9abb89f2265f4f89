import { exampleNamed, examples } from '../examples/examples.ts';
import type { ColumnTypes } from '../session/set-types.ts';
import {
  familyChoice,
  familyChoices,
  isLinear,
  linksOf,
  type ModelChoice,
  pointChoices,
} from './model-choice.ts';
import { ddfMethods, type KeptModel, type Settings, tabs } from './settings.ts';

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

/** Family, link, points and trials that texts name; the first of each where they name none. */
function choiceOf(
  family: string | null,
  link: string | null | undefined,
  points: string | null | undefined,
  trials: string | null | undefined,
): Omit<ModelChoice, 'method'> {
  const own = oneOf(family, familyChoices);
  return {
    family: own,
    link: oneOf(link ?? null, linksOf(own)),
    points: oneOf(points ?? null, pointChoices),
    trials: own === 'binomial' ? (trials ?? '').slice(0, 200) : '',
  };
}

/** A model that was kept: `REML:y ~ …`, or `binomial,logit,9,size:y ~ …`. */
function keptOf(entries: readonly string[]): KeptModel[] {
  return entries.slice(0, MOST_KEPT).flatMap((entry) => {
    const match = /^([^:]+):(.+)$/s.exec(entry);
    if (match === null || match[2].length > LONGEST) return [];
    const [, how, formula] = match;
    if (how === 'REML' || how === 'ML') {
      return [{ ...familyChoice('gaussian'), method: how, formula }];
    }
    const [family, link, points, trials] = how.split(',');
    if (!familyChoices.some(({ name }) => name === family)) return [];
    return [{ ...choiceOf(family, link, points, decoded(trials)), method: 'REML', formula }];
  });
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function keptText(one: KeptModel): string {
  const { family, link, points, trials, method, formula } = one;
  if (isLinear(one)) return `${method}:${formula}`;
  const column = encodeURIComponent(trials);
  return `${[family, link, points, column].join(',')}:${formula}`;
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
    ...choiceOf(
      given.get('family') ?? (file === undefined ? (example.family ?? null) : null),
      given.get('link'),
      given.get('nagq'),
      given.get('trials'),
    ),
    types: typesOf(given.getAll('type')),
    tab: oneOf(given.get('tab'), tabs),
    kept: keptOf(given.getAll('keep')),
  };
}

/** The fragment that tells settings; what is as it comes is left out. */
export function addressOf(settings: Settings): string {
  const told = new URLSearchParams();
  const { example, file, formula, method, ddf, types, tab, kept } = settings;
  const { family, link, points, trials } = settings;
  const begins = exampleNamed(example ?? '');
  if (file !== undefined) told.set('file', file);
  else if (example !== undefined) told.set('data', example);
  if (formula !== begins?.formula) told.set('formula', formula);
  if (method !== 'REML') told.set('method', method);
  if (ddf !== ddfMethods[0].name) told.set('df', ddf);
  if (family !== (begins?.family ?? 'gaussian')) told.set('family', family);
  if (link !== linksOf(family)[0].name) told.set('link', link);
  if (points !== 'default') told.set('nagq', points);
  if (trials !== '') told.set('trials', trials);
  for (const [name, type] of Object.entries(types)) told.append('type', `${type}:${name}`);
  if (tab !== tabs[0].name) told.set('tab', tab);
  for (const one of kept) told.append('keep', keptText(one));
  return `#${told}`;
}
