import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { Table } from '../table/table.ts';
import { blupWorker } from '../worker/blup-worker.ts';
import { webConnection } from '../worker/web-connection.ts';
import { draw, drawError, likelyLines, make } from './draw.ts';
import type { Fitted, Request } from './fit-and-show.ts';
import { isLight, style } from './style.ts';

/** What the worker of the elements is asked. */
interface ElementWorker {
  parseCsv(text: string): Promise<Table>;
  tableFromCsvBytes(bytes: Uint8Array, name: string): Promise<Table>;
  fitAndShow(table: Table, request: Request & { signal: AbortSignal }): Promise<Fitted>;
}

const attributes = ['src', 'formula', 'method', 'ddf', 'family', 'link', 'trials', 'nagq', 'show'];

/** Where there is no page, as on a server, the class is only a name. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * Makes the class of `<blup-model>`: a model that is fitted and shown where the element stands.
 *
 *     <blup-model src="hsb.csv" formula="mathach ~ cses + (cses | school)" show="summary caterpillar"></blup-model>
 *
 * Attributes: `src` (CSV or TSV, also gzipped; or CSV in a child `<script type="text/csv">`), `formula` (also level equations), `method`
 * (`REML`, `ML`), `ddf` (as `summary`), `show`: `summary` (default), `coefficients`, `ratios`, `equations`, `sentences` and the plots of `plotKinds`,
 * by blanks. For generalised models `family`, `link`, `trials` (a column) and `nagq` (a number, or `auto`), as the options of `glmer`. A change of an attribute or of the child refits.
 *
 * Events: `blup-model` with `detail.model`, `blup-error` with `detail.error`; the property `model` is the last model.
 * Parts: `body summary ratios coefficients equations sentences table figure scroll status error place`. Custom properties: `--blup-color`,
 * `--blup-background`, `--blup-accent`, `--blup-border`, `--blup-error`, `--blup-font`, `--blup-mono`, `--blup-text-size`, `--blup-gap`,
 * `--blup-min-height` (default: what is likely).
 *
 * @param makeWorker makes the Web Worker that all elements of a page share
 */
function blupModelClass(makeWorker: () => Worker): CustomElementConstructor {
  let started: Promise<ElementWorker> | undefined;
  const tables = new Map<string, Promise<Table>>();

  const worker = (): Promise<ElementWorker> => {
    started ??= blupWorker(() =>
      webConnection(makeWorker),
    ) as Promise<unknown> as Promise<ElementWorker>;
    // A worker that could not start may start another time.
    started.catch(() => {
      started = undefined;
    });
    return started;
  };

  const fetched = async (address: string, name: string): Promise<Table> => {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok !== true) {
      const why = response === undefined ? 'no answer' : `status ${response.status}`;
      throw new BlupError('file', `"${name}" could not be loaded (${why})`, { value: name });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    return (await worker()).tableFromCsvBytes(bytes, name);
  };

  /** The table at an address; elements share it. */
  const tableAt = (source: string): Promise<Table> => {
    const address = new URL(source, document.baseURI).href;
    const known = tables.get(address);
    if (known !== undefined) return known;
    const table = fetched(address, source);
    tables.set(address, table);
    table.catch(() => tables.delete(address));
    return table;
  };

  return class BlupModel extends Base {
    static readonly observedAttributes = attributes;
    #body: HTMLElement | undefined;
    #status: HTMLElement | undefined;
    #stop: AbortController | undefined;
    #queued = false;
    #model: AnyModel | undefined;
    readonly #children =
      typeof MutationObserver === 'function'
        ? new MutationObserver(() => this.#refresh())
        : undefined;

    /** The model that is shown; undefined before the first and after an error. */
    get model(): AnyModel | undefined {
      return this.#model;
    }

    connectedCallback(): void {
      if (this.#body === undefined) this.#build();
      this.#children?.observe(this, { childList: true, characterData: true, subtree: true });
      this.#refresh();
    }

    disconnectedCallback(): void {
      this.#children?.disconnect();
      this.#stop?.abort();
    }

    attributeChangedCallback(): void {
      this.#refresh();
    }

    #build(): void {
      const root = this.attachShadow({ mode: 'open' });
      const sheet = document.createElement('style');
      sheet.textContent = style;
      const status = make('p', 'status', 'Fitting the model …');
      status.setAttribute('role', 'status');
      const body = make('div', 'body');
      body.setAttribute('role', 'group');
      root.append(sheet, status, body);
      this.#status = status;
      this.#body = body;
    }

    /** Refits once, after all changes of this moment. */
    #refresh(): void {
      if (this.#queued || !this.isConnected || this.#body === undefined) return;
      this.#queued = true;
      queueMicrotask(() => {
        this.#queued = false;
        if (this.isConnected) this.#update();
      });
    }

    async #update(): Promise<void> {
      const body = this.#body as HTMLElement;
      const status = this.#status as HTMLElement;
      this.#stop?.abort();
      const stop = new AbortController();
      this.#stop = stop;
      const formula = this.getAttribute('formula') ?? '';
      const show = (this.getAttribute('show') ?? 'summary')
        .split(/\s+/)
        .filter((word) => word !== '');
      const label = this.getAttribute('aria-label') ?? `Model ${formula}`;
      body.setAttribute('aria-label', label);
      body.setAttribute('aria-busy', 'true');
      body.style.minHeight = `var(--blup-min-height, ${1.15 * likelyLines(show)}rem)`;
      body.classList.toggle('again', body.childElementCount > 0);
      status.textContent = 'Fitting the model …';
      try {
        const request = this.#request(formula, show);
        const table = await this.#table();
        if (stop.signal.aborted) return;
        const blup = await worker();
        const { model, shown } = await blup.fitAndShow(table, { ...request, signal: stop.signal });
        if (stop.signal.aborted) return;
        this.#model = model;
        body.replaceChildren(...shown.map(draw));
        status.textContent = 'The model is fitted.';
        this.#tell('blup-model', { model });
      } catch (error) {
        if (stop.signal.aborted) return;
        this.#model = undefined;
        body.replaceChildren(drawError(error, formula));
        status.textContent = '';
        this.#tell('blup-error', { error });
      }
      // Told to those who listen, and out of the way of those who see.
      status.className = 'away';
      body.classList.remove('again');
      body.classList.toggle('dark', isLight(getComputedStyle(this).color));
      body.removeAttribute('aria-busy');
    }

    #request(formula: string, show: readonly string[]): Request {
      if (formula.trim() === '') {
        throw new BlupError(
          'option',
          'the attribute formula is missing: formula="y ~ x + (x | group)"',
        );
      }
      const source = this.getAttribute('src');
      const optional = (['method', 'link', 'trials', 'nagq'] as const).flatMap((name) => {
        const value = this.getAttribute(name);
        return value === null ? [] : [[name, value]];
      });
      return {
        ...Object.fromEntries(optional),
        formula,
        show,
        ddf: this.getAttribute('ddf') ?? 'satterthwaite',
        family: this.getAttribute('family') ?? 'gaussian',
        ...(source !== null && { dataName: source.replace(/^.*\/|[?#].*$/g, '') }),
      };
    }

    async #table(): Promise<Table> {
      const source = this.getAttribute('src');
      if (source !== null) return tableAt(source);
      const inline = this.querySelector('script[type="text/csv"]')?.textContent;
      if (inline === undefined || inline === null) {
        throw new BlupError(
          'option',
          'there are no data: give src="data.csv", or CSV in a child <script type="text/csv">',
        );
      }
      // Lines may be indented as the page is.
      return (await worker()).parseCsv(`${inline.trim().replace(/\n +/g, '\n')}\n`);
    }

    #tell(name: string, detail: object): void {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  };
}

/** Defines `<blup-model>`, once. */
export function defineBlupModel(makeWorker: () => Worker): void {
  const { customElements } = globalThis;
  if (customElements === undefined || customElements.get('blup-model') !== undefined) return;
  customElements.define('blup-model', blupModelClass(makeWorker));
}
