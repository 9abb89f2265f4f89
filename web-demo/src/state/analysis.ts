import { batch, computed, signal } from '@preact/signals';
import { exampleNamed } from '../examples/examples.ts';
import type { Begun } from '../session/begin.ts';
import type { FitRequest, FitView } from '../session/fit.ts';
import type { DataSource, OpenedData } from '../session/open.ts';
import { settingsFrom } from './address.ts';
import { familyChoice, isLinear, type ModelChoice } from './model-choice.ts';
import { abandon, ask, SessionError } from './session.ts';
import type { Settings } from './settings.ts';

/** Something that could not be done. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly span?: { readonly start: number; readonly end: number };
}

/** A model that stays for comparison. */
export interface Kept {
  readonly name: string;
  readonly fit: FitView;
}

export const settings = signal<Settings>(settingsFrom(''));
/** What stands in the editor; becomes `settings.formula` when it is fitted. */
export const draft = signal('');
export const data = signal<OpenedData | undefined>(undefined);
export const dataProblem = signal<Problem | undefined>(undefined);
/** Share of the file that is read, while one is. */
export const reading = signal<number | undefined>(undefined);
export const current = signal<FitView | undefined>(undefined);
export const fitProblem = signal<Problem | undefined>(undefined);
/** How many fits are under way. */
export const fitting = signal(0);
export const kept = signal<readonly Kept[]>([]);
/** Counts changes of data and types, so that what was asked of the data is asked again. */
export const dataVersion = signal(0);

/** The file behind the data, to be read again after a calculation was abandoned. */
let chosenFile: File | undefined;
/** The latest of the fits asked for; answers of earlier ones are dropped. */
let latest = 0;
let latestOpen = 0;

export const isKept = computed(() => kept.value.some(({ fit }) => fit.id === current.value?.id));

function problemOf(error: unknown): Problem {
  if (!(error instanceof SessionError)) return { code: 'internal', message: String(error) };
  const { code, message, detail } = error;
  return { code, message, ...(detail.span !== undefined && { span: detail.span }) };
}

/** What the settings say of the model besides its formula. */
function choiceNow(): ModelChoice {
  const { method, family, link, points, trials } = settings.value;
  return { method, family, link, points, trials };
}

/** Whether the model of the settings is a linear one. */
export const linear = computed(() => isLinear(settings.value));

function change(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part };
}

/** The model of the settings, as it is asked for. */
function modelNow(): FitRequest {
  const { formula, ddf } = settings.value;
  return { formula, ddf, choice: choiceNow() };
}

/** Reads data; those of an example at once with the model of the settings. */
async function opened(
  source: DataSource,
  progress: (done: number, total: number) => void,
): Promise<Begun> {
  const { types } = settings.value;
  const model = modelNow();
  if (source.kind === 'example' && model.formula.trim() !== '') {
    return ask('begin', { source, types, model }, progress);
  }
  const view = await ask('open', source, progress);
  await ask('setTypes', types);
  return { data: view };
}

/** Reads data, then fits the model of the settings to them. */
async function load(source: DataSource): Promise<void> {
  const mine = ++latestOpen;
  latest++;
  batch(() => {
    reading.value = 0;
    dataProblem.value = undefined;
    fitProblem.value = undefined;
  });
  const first = JSON.stringify(modelNow());
  try {
    const begun = await opened(source, (done, total) => {
      if (mine === latestOpen) reading.value = total > 0 ? done / total : 0;
    });
    if (mine !== latestOpen) return;
    const models = settings.value.kept;
    batch(() => {
      data.value = begun.data;
      kept.value = [];
      current.value = begun.fit;
      reading.value = undefined;
      dataVersion.value++;
    });
    // Another model may have been asked for before there were data to fit it to.
    if (begun.fit === undefined || JSON.stringify(modelNow()) !== first) await refit();
    await refitKept(models);
  } catch (error) {
    if (mine !== latestOpen) return;
    batch(() => {
      reading.value = undefined;
      dataProblem.value = problemOf(error);
    });
  }
}

/** Fits the model of the settings. */
async function refit(): Promise<void> {
  const model = modelNow();
  if (model.formula.trim() === '' || data.value === undefined) return;
  const mine = ++latest;
  fitting.value++;
  try {
    const view = await ask('fit', model);
    if (mine !== latest) return;
    batch(() => {
      current.value = view;
      fitProblem.value = undefined;
    });
    await ask('keepFits', [view.id, ...kept.value.map(({ fit }) => fit.id)]);
  } catch (error) {
    if (mine === latest) fitProblem.value = problemOf(error);
  } finally {
    fitting.value--;
  }
}

/** The models that a link says were kept. */
async function refitKept(models: Settings['kept']): Promise<void> {
  const found: Kept[] = [];
  for (const { formula, ...choice } of models) {
    const fit = await ask('fit', { formula, choice, ddf: settings.value.ddf }).catch(
      () => undefined,
    );
    if (fit !== undefined) found.push({ name: `m${found.length + 1}`, fit });
  }
  kept.value = found;
}

/** Takes up what a link tells. */
export async function begin(hash: string): Promise<void> {
  const told = settingsFrom(hash);
  batch(() => {
    settings.value = told;
    draft.value = told.formula;
  });
  if (told.example !== undefined) return load({ kind: 'example', name: told.example });
  if (chosenFile?.name === told.file && chosenFile !== undefined) {
    return load({ kind: 'file', file: chosenFile });
  }
  batch(() => {
    data.value = undefined;
    current.value = undefined;
    kept.value = [];
  });
}

/** Opens an example with its first model. */
export function chooseExample(name: string): Promise<void> {
  const { formula = '', family = 'gaussian' } = exampleNamed(name) ?? {};
  const { file: _, ...rest } = settings.value;
  batch(() => {
    const fresh = { ...familyChoice(family), types: {}, kept: [] };
    settings.value = { ...rest, ...fresh, example: name, formula };
    draft.value = formula;
  });
  return load({ kind: 'example', name });
}

/** Opens a file of the user. When a link was waiting for it, with the analysis of the link. */
export function chooseFile(file: File): Promise<void> {
  chosenFile = file;
  const { example: _, ...rest } = settings.value;
  const awaited = rest.file === file.name.slice(0, 200) && data.value === undefined;
  const fresh = { ...familyChoice('gaussian'), formula: '', types: {}, kept: [] };
  batch(() => {
    settings.value = { ...rest, ...(awaited ? {} : fresh), file: file.name.slice(0, 200) };
    draft.value = settings.value.formula;
    current.value = undefined;
    data.value = undefined;
  });
  return load({ kind: 'file', file });
}

/** Fits what stands in the editor. */
export function fitDraft(): Promise<void> {
  change({ formula: draft.value.trim() });
  return refit();
}

/** Fits a formula from elsewhere than the editor. */
export function fitFormula(formula: string): Promise<void> {
  draft.value = formula;
  return fitDraft();
}

/** Changes how is fitted, and fits. */
export function changeOptions(
  part: Partial<Pick<Settings, 'ddf' | keyof ModelChoice>>,
): Promise<void> {
  change(part);
  return refit();
}

export function chooseTab(tab: Settings['tab']): void {
  change({ tab });
}

/** Reads a column as another type, and fits again. */
export async function changeType(
  name: string,
  type: 'factor' | 'number' | undefined,
): Promise<void> {
  const { [name]: _, ...others } = settings.value.types;
  change({ types: type === undefined ? others : { ...others, [name]: type } });
  await ask('setTypes', settings.value.types);
  dataVersion.value++;
  return refit();
}

function rememberKept(list: readonly Kept[]): void {
  kept.value = list;
  change({ kept: list.map(({ fit }) => ({ ...fit.choice, formula: fit.written })) });
}

/** Keeps the current model for comparison. */
export function keepCurrent(): void {
  const fit = current.value;
  if (fit === undefined || isKept.value) return;
  const used = new Set(kept.value.map(({ name }) => name));
  let number = kept.value.length + 1;
  while (used.has(`m${number}`)) number++;
  rememberKept([...kept.value, { name: `m${number}`, fit }]);
}

export function dropKept(id: number): void {
  rememberKept(kept.value.filter(({ fit }) => fit.id !== id));
}

/** Stops a fit or the reading of a file: the worker ends, and examples or the file are read again when there were data before. */
export async function stopAll(): Promise<void> {
  const { example } = settings.value;
  const wasReading = reading.value !== undefined;
  latestOpen++;
  latest++;
  abandon();
  batch(() => {
    reading.value = undefined;
    current.value = undefined;
    fitProblem.value = { code: 'cancelled', message: 'Stopped. Change the model, or fit again.' };
  });
  if (wasReading) {
    data.value = undefined;
    dataProblem.value = { code: 'cancelled', message: 'Stopped before the file was read.' };
    return;
  }
  const source: DataSource | undefined =
    example !== undefined
      ? { kind: 'example', name: example }
      : chosenFile && { kind: 'file', file: chosenFile };
  if (source === undefined) return;
  data.value = await ask('open', source);
  await ask('setTypes', settings.value.types);
  kept.value = [];
}
