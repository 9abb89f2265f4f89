import type { TextSpan } from '../../errors/blup-error.ts';

/** The heading of a level: `level 2 (school):`. */
export interface Heading {
  readonly level: number;
  readonly span: TextSpan;
  /** Place of what stands in parentheses, or of the name before the colon. */
  readonly group?: TextSpan;
}

/** The text taken apart. */
interface Statements {
  readonly headings: readonly Heading[];
  readonly statements: readonly Statement[];
}

/** A piece of the text between `;`, `,` and line ends, with the heading that it stands under. */
export interface Statement {
  readonly heading: Heading;
  readonly span: TextSpan;
}

const word = String.raw`[\p{L}_.][\p{L}\p{M}\p{N}._]*`;
const inParentheses = String.raw`[(\[](?<group>(?:[^()\[\]\n]|\([^()\n]*\))*)[)\]]`;
const heading = new RegExp(
  String.raw`level[\s_-]*(?<level>\d+)(?:[\s_-]*(?:model|equations?)(?!\s*=))?(?:[\s,]*${inParentheses}\s*:?|[\s,]+(?<name>${word})\s*:(?!:)|\s*:|[ \t]*(?=[\r\n;]|$)|[ \t]+(?=[\p{L}\\]))`,
  'diuy',
);
/** What `formatEquations` prints after the levels says the same again. */
const restated = /(?:combined|mixed|formula)[^:\n=]*(?::|\n|$)/iy;

function headingAt(text: string, at: number): Heading | undefined {
  heading.lastIndex = at;
  const match = heading.exec(text);
  if (match === null) return undefined;
  const found = match.indices?.groups;
  const place = found?.group ?? found?.name;
  const group = place === undefined ? undefined : { start: place[0], end: place[1] };
  const span = { start: at, end: at + match[0].length };
  const level = Number(match.groups?.level);
  return group === undefined ? { level, span } : { level, span, group };
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next])) next++;
  return next;
}

/** Whether the text begins with the heading of a level, as `level 1:`; a response called `level1` is none. */
export function beginsWithLevel(text: string): boolean {
  return headingAt(text, skipBlanks(text, 0)) !== undefined;
}

/** Whether a line end is within a statement: after or before an operator. */
function continues(text: string, start: number, at: number): boolean {
  const before = text.slice(start, at).trimEnd();
  const after = text[skipBlanks(text, at)];
  return /[-+*=~:(]$/.test(before) || after === '+' || after === '*' || after === '=';
}

/**
 * The statements of level equations under their headings. They end at `;`, at a comma outside parentheses, at the end
 * of a line that has no operator on either side, and at the next heading.
 */
export function statementsOf(text: string): Statements {
  const headings: Heading[] = [];
  const statements: Statement[] = [];
  let current: Heading | undefined;
  let start = 0;
  let depth = 0;
  const finish = (end: number) => {
    const from = skipBlanks(text, start);
    const to = start + text.slice(start, end).trimEnd().length;
    if (current !== undefined && to > from) {
      statements.push({ heading: current, span: { start: from, end: to } });
    }
  };
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    const begins = depth === 0 && (at === 0 || !/[\p{L}\p{N}._]/u.test(text[at - 1]));
    const found = begins && /l/i.test(c) ? headingAt(text, at) : undefined;
    if (found !== undefined) {
      finish(at);
      current = found;
      headings.push(found);
      at = found.span.end;
      start = at;
      continue;
    }
    if (/[cmf]/i.test(c) && text.slice(start, at).trim() === '') {
      restated.lastIndex = at;
      if (restated.test(text)) break;
    }
    if (c === '`' || c === '"' || c === "'") {
      const close = text.indexOf(c, at + 1);
      at = close < 0 ? text.length : close + 1;
      continue;
    }
    if (/[([]/.test(c)) depth++;
    else if (/[)\]]/.test(c)) depth = Math.max(0, depth - 1);
    const ends =
      depth === 0 && (c === ';' || c === ',' || (/[\r\n]/.test(c) && !continues(text, start, at)));
    if (ends) {
      finish(at);
      start = at + 1;
    }
    at++;
  }
  finish(at);
  return { headings, statements };
}
