// How long a page needs from the arrival of its script to the first fit shown: sleepstudy in the built demonstration.
// npm run build:demo && npm run bench:first-fit -- [runs] [folder of another build]
import { launchChromium } from '../test/browser/chromium.ts';
import { serveFolder } from '../test/browser/site.ts';
import { median } from './measure.ts';
import { inPackage } from './paths.ts';

interface Run {
  /** Script there → script runs → first fit shown, milliseconds by the clock. */
  readonly begun: number;
  readonly shown: number;
  /** Milliseconds that the threads of page and worker worked until then; of runs that were traced. */
  readonly page?: number;
  readonly worker?: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const marks = `(() => {
  const script = performance.getEntriesByType('resource').find(({ name }) => /index-[^/]*js$/.test(name));
  const at = (name) => performance.getEntriesByName(name)[0].startTime - script.responseEnd;
  return { begun: at('blup-script'), shown: at('blup-fit-shown') };
})()`;

/** Work of the threads whose names match, from the first event of the page on until the fit was shown. */
function worked(events: readonly TraceEvent[], thread: RegExp): number {
  const names = new Map(
    events.flatMap(({ name, pid, tid, args }) =>
      name === 'thread_name' ? [[`${pid} ${tid}`, args?.name ?? '']] : [],
    ),
  );
  const end = events.find(({ name }) => name === 'blup-fit-shown');
  const start = events.find(({ name }) => name === 'blup-script');
  if (end === undefined || start === undefined) return Number.NaN;
  return events.reduce((sum, { name, ph, pid, tid, ts, tdur = 0 }) => {
    if (ph !== 'X' || !name.endsWith('RunTask') || pid !== end.pid) return sum;
    if (ts > end.ts || !thread.test(names.get(`${pid} ${tid}`) ?? '')) return sum;
    // The task in which the script began is the evaluation of the script.
    return ts + tdur < start.ts ? sum : sum + tdur / 1000;
  }, 0);
}

async function measure(runs: number): Promise<Run[]> {
  const site = await serveFolder(process.argv[3] ?? inPackage('web-demo/dist/'));
  const browser = await launchChromium();
  const all: Run[] = [];
  try {
    for (let i = 0; i < runs; i++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const traced = i % 2 === 1;
      if (traced) {
        await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
      }
      await page.goto(`${site.address}#data=sleepstudy`);
      await page.locator('.title .code').waitFor();
      const run = await page.evaluate<Run>(marks);
      if (traced) {
        const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
        const page = worked(traceEvents, /RendererMain/);
        all.push({ ...run, page, worker: worked(traceEvents, /DedicatedWorker/) });
      } else {
        all.push(run);
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return all;
}

const runs = await measure(Number(process.argv[2] ?? 30));
const clock = runs.filter(({ page }) => page === undefined);
const traced = runs.filter(({ page }) => page !== undefined);
const told = (values: readonly number[]): string =>
  `median ${median(values).toFixed(0)} ms, least ${Math.min(...values).toFixed(0)} ms`;
console.log(`script there → script runs: ${told(clock.map(({ begun }) => begun))}`);
console.log(`script there → fit shown:   ${told(clock.map(({ shown }) => shown))}`);
console.log(`work of the page's thread:  ${told(traced.map(({ page }) => page ?? 0))}`);
console.log(`work of the worker:         ${told(traced.map(({ worker }) => worker ?? 0))}`);
