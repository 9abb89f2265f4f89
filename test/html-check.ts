const VOID = new Set(['br', 'meta']);
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
};

/** The text of HTML as a page would show it; throws where a reference is none that a strict parser knows. */
export function decoded(html: string): string {
  return html.replace(/&(#x[0-9a-f]+|#\d+|\w+)?(;?)/g, (whole, name = '', end) => {
    if (end === '' || name === '') throw new Error(`a bare ampersand: ${whole}`);
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    const known = ENTITIES[name];
    if (known === undefined) throw new Error(`unknown entity ${whole}`);
    return known;
  });
}

/** Tags and texts of HTML in their order; throws unless every element is closed in its turn and every attribute quoted. */
export function checkedHtml(html: string): { tags: string[]; texts: string[] } {
  const tags: string[] = [];
  const texts: string[] = [];
  const open: string[] = [];
  const pattern =
    /<!--.*?-->|<(\/?)([a-z][a-z0-9]*)((?: [a-z][a-z:-]*="[^"<>]*")*)>|([^<>]+)|(.)/gs;
  for (const [whole, slash, tag, , text, stray] of html.matchAll(pattern)) {
    if (stray !== undefined) throw new Error(`stray ${stray} after ${texts.at(-1)}`);
    if (text !== undefined) {
      if (text.trim() !== '') texts.push(decoded(text));
    } else if (tag === undefined) {
      if (!whole.startsWith('<!--')) throw new Error(whole);
    } else if (slash === '/') {
      if (open.pop() !== tag) throw new Error(`</${tag}> closes nothing`);
    } else {
      tags.push(tag);
      if (!VOID.has(tag)) open.push(tag);
    }
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return { tags, texts };
}
