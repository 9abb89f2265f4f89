/** An element of a picture; texts stand as they do in the file, escaped. */
export interface SvgNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (SvgNode | string)[];
}

const token = /<(\/?)([a-zA-Z]+)((?: [\w:-]+="[^"]*")*)(\/?)>|[^<]+/g;
const attribute = / ([\w:-]+)="([^"]*)"/g;

/** The tree of a text that `plotSvg` made; it is no reader of other XML. */
export function parseSvg(text: string): SvgNode {
  const root = { name: '', attributes: new Map(), children: [] as (SvgNode | string)[] };
  const open = [root];
  for (const [whole, closing, name, given, single] of text.matchAll(token)) {
    const parent = open[open.length - 1];
    if (name === undefined) {
      if (open.length > 1) parent.children.push(whole);
    } else if (closing !== '') {
      open.pop();
    } else {
      const pairs = Array.from(
        given.matchAll(attribute),
        ([, key, value]) => [key, value] as const,
      );
      const node = { name, attributes: new Map(pairs), children: [] as (SvgNode | string)[] };
      parent.children.push(node);
      if (single === '') open.push(node);
    }
  }
  return root.children[0] as SvgNode;
}

export function writeSvg(node: SvgNode | string): string {
  if (typeof node === 'string') return node;
  const { name, attributes, children } = node;
  const written = Array.from(attributes, ([key, value]) => ` ${key}="${value}"`).join('');
  if (children.length === 0) return `<${name}${written}/>`;
  return `<${name}${written}>${children.map(writeSvg).join('')}</${name}>`;
}
