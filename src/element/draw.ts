import { plotElement } from '../plot/render.ts';
import type { Shown, TextWord } from './fit-and-show.ts';

/** An element with a text: texts become nodes of text, never markup. */
export function make(tag: string, part: string, text?: string): HTMLElement {
  const element = document.createElement(tag);
  if (part !== '') element.setAttribute('part', part);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** What may be wider than the page scrolls by itself, also by the keyboard. */
function scrolling(content: Element, label: string): HTMLElement {
  const box = make('div', 'scroll');
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', label);
  box.append(content);
  return box;
}

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const table = make('table', 'table');
  const head = make('tr', '');
  for (const title of header) {
    const cell = make(title === '' ? 'td' : 'th', '', title);
    if (title !== '') cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const top = make('thead', '');
  top.append(head);
  const body = make('tbody', '');
  for (const [name, ...values] of rows) {
    const row = make('tr', '');
    const first = make('th', '', name);
    first.setAttribute('scope', 'row');
    row.append(first, ...values.map((value) => make('td', '', value)));
    body.append(row);
  }
  table.append(make('caption', '', 'Fixed effects'), top, body);
  return table;
}

const titles: Readonly<Record<TextWord, string>> = {
  summary: 'Summary',
  ratios: 'Ratios',
  equations: 'Equations',
};

/** One thing that is shown, as an element. */
export function draw(shown: Shown): HTMLElement {
  switch (shown.kind) {
    case 'text':
      return scrolling(make('pre', shown.what, shown.text), titles[shown.what]);
    case 'table':
      return scrolling(tableOf(shown.header, shown.rows), 'Coefficients');
    case 'sentences': {
      const list = make('ul', 'sentences');
      list.append(...shown.sentences.map(({ text }) => make('li', '', text)));
      return list;
    }
    case 'figure': {
      const figure = make('figure', 'figure');
      figure.append(plotElement(shown.figure, document));
      return scrolling(figure, shown.figure.title);
    }
  }
}

interface ErrorFacts {
  readonly message: string;
  readonly detail?: { readonly span?: { readonly start: number; readonly end: number } };
}

/** An error with, where it concerns a place in the formula, the formula and a mark below the place. */
export function drawError(error: unknown, formula: string): HTMLElement {
  const { message, detail } = error as ErrorFacts;
  const box = make('div', 'error');
  box.setAttribute('role', 'alert');
  box.append(make('p', '', `The model cannot be shown: ${message}`));
  const span = detail?.span;
  if (span !== undefined && span.end <= formula.length + 1 && !formula.includes('\n')) {
    const marks = '^'.repeat(Math.max(1, span.end - span.start));
    const place = make('pre', 'place', `${formula}\n${' '.repeat(span.start)}${marks}`);
    place.setAttribute(
      'aria-label',
      `The place in the formula: ${formula.slice(span.start, span.end)}`,
    );
    place.setAttribute('role', 'img');
    box.append(place);
  }
  return box;
}

/** Heights that are likely, in lines of text, so that what stands below does not jump when a model arrives. */
export function likelyLines(show: readonly string[]): number {
  const lines: Readonly<Record<string, number>> = {
    summary: 24,
    coefficients: 7,
    ratios: 6,
    equations: 12,
    sentences: 12,
  };
  return show.reduce((sum, what) => sum + (lines[what] ?? 22), 0);
}
