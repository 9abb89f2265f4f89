import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  /** Microseconds. */
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of the main thread of a page. */
export interface LongestTask {
  /** Milliseconds that the thread worked: other programs on the machine do not count. */
  readonly cpu: number;
  /** Milliseconds by the clock. */
  readonly wall: number;
}

async function traced(page: Page, what: () => Promise<void>): Promise<TraceEvent[]> {
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, {
    categories: ['toplevel', 'blink.user_timing', 'devtools.timeline'],
  });
  await what();
  const trace: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  return trace.traceEvents;
}

/** Does something and tells the longest task of the page's main thread meanwhile. */
export async function longestTask(page: Page, what: () => Promise<void>): Promise<LongestTask> {
  const traceEvents = await traced(page, what);
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => /RunTask$/.test(name) && threads.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread');
  const most = (read: (event: TraceEvent) => number | undefined): number =>
    tasks.reduce((longest, task) => Math.max(longest, read(task) ?? 0), 0) / 1000;
  return { cpu: most(({ tdur }) => tdur), wall: most(({ dur }) => dur) };
}
