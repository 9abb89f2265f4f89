import type { Bootstrap, BootstrapOptions } from '../inference/bootstrap/bootstrap.ts';
import type { Confint } from '../inference/intervals/confint.ts';
import type { Profile } from '../inference/profile/profile.ts';

/** Calls one function of one worker. */
type CallFunction = (name: string, args: readonly unknown[]) => Promise<unknown>;

interface SharedOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => unknown;
  readonly [name: string]: unknown;
}

/** Runs the parts of one call at the same time; the first that fails stops the others. */
async function together<T>(
  count: number,
  { signal, onProgress }: SharedOptions,
  part: (index: number, options: SharedOptions) => Promise<T>,
): Promise<T[]> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const done = new Float64Array(count);
  const totals = new Float64Array(count);
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const watch = (index: number) => (own: number, total: number) => {
    done[index] = own;
    totals[index] = total;
    // Parts that have not begun are as long as the others.
    const begun = totals.filter((one) => one > 0).length;
    return onProgress?.(sum(done), Math.round((sum(totals) / begun) * count));
  };
  try {
    const parts = Array.from({ length: count }, (_, index) =>
      part(index, {
        signal: stop.signal,
        ...(onProgress !== undefined && { onProgress: watch(index) }),
      }),
    );
    for (const one of parts) one.catch(abort);
    return await Promise.all(parts);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A bootstrap in ranges of replicates, the same as in one piece. */
export async function sharedBootstrap(
  call: CallFunction,
  size: number,
  model: unknown,
  options: SharedOptions = {},
): Promise<unknown> {
  const { nsim = 1000, first = 0 } = options as BootstrapOptions;
  const count = Math.min(size, nsim);
  // What is no number of replicates gets its error from the function itself.
  if (!(count > 1)) return call('bootstrap', [model, options]);
  const start = (index: number): number => Math.floor((nsim * index) / count);
  const parts = await together(count, options, (index, own) => {
    const range = { first: first + start(index), nsim: start(index + 1) - start(index) };
    return call('bootstrap', [model, { ...options, ...range, ...own }]) as Promise<Bootstrap>;
  });
  return call('joinBootstraps', [parts]);
}

/** Every `count`-th item comes from the same part. */
function interleaved<T>(parts: readonly (readonly T[])[]): T[] {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  return Array.from(
    { length: total },
    (_, i) => parts[i % parts.length][Math.floor(i / parts.length)],
  );
}

/** Notices in the order of the parameters that they are about. */
function inOrder(parts: readonly Pick<Profile, 'notices'>[], names: readonly string[]) {
  return parts
    .flatMap(({ notices }) => notices)
    .toSorted(
      (a, b) => names.indexOf(String(a.detail.name)) - names.indexOf(String(b.detail.name)),
    );
}

/** Profiles with the parameters dealt out to the workers. */
export async function sharedProfile(
  call: CallFunction,
  size: number,
  model: unknown,
  options: SharedOptions = {},
): Promise<unknown> {
  const parts = await together(size, options, (index, own) => {
    const share = { part: index, of: size };
    return call('profileShare', [model, { ...options, ...own }, share]) as Promise<Profile>;
  });
  const parameters = interleaved(parts.map((part) => part.parameters));
  const names = parameters.map(({ name }) => name);
  return { ...parts[0], parameters, notices: inOrder(parts, names) };
}

/** Profile intervals with the parameters dealt out to the workers. */
export async function sharedConfint(
  call: CallFunction,
  size: number,
  model: unknown,
  options: SharedOptions = {},
): Promise<unknown> {
  if ((options.method ?? 'profile') !== 'profile') return call('confint', [model, options]);
  const parts = await together(size, options, (index, own) => {
    const share = { part: index, of: size };
    return call('confintShare', [model, { ...options, ...own }, share]) as Promise<Confint>;
  });
  const intervals = interleaved(parts.map((part) => part.intervals));
  const names = intervals.map(({ name }) => name);
  return { ...parts[0], intervals, notices: inOrder(parts, names) };
}
