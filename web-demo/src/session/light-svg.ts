import { parseSvg, type SvgNode, writeSvg } from './svg-tree.ts';

/** A point that says what it is, in the units of its picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** More elements than these in a group are drawn together: a page needs a tenth of a second to style some thousands. */
const MANY = 200;
/** Of overlapping translucent dots each lies in one of so many layers, so that crowds still look dense. */
const LAYERS = 40;

/** A picture with few elements, its points told apart from it. */
export function lightSvg(svg: string): { readonly svg: string; readonly points: readonly Point[] } {
  const points: Point[] = [];
  const light = lighten(parseSvg(svg), 0, 0, points);
  return { svg: writeSvg(light), points };
}

function lighten(node: SvgNode, left: number, top: number, points: Point[]): SvgNode {
  const [dx, dy] = shiftOf(node);
  const [x, y] = [left + dx, top + dy];
  const many = node.children.length > MANY;
  const children = node.children.map((child) => {
    if (typeof child === 'string') return child;
    if (child.name === 'circle') return withoutTitle(child, x, y, points);
    if (many && (child.name === 'line' || child.name === 'path')) return bare(child);
    return lighten(child, x, y, points);
  });
  return { ...unlabelled(node), children: many ? together(children) : children };
}

/** Groups of marks have a label that says `dot`, which readers of the screen should not be told. */
function unlabelled(node: SvgNode): SvgNode {
  if (node.name !== 'g') return node;
  return {
    ...node,
    attributes: new Map([...node.attributes].filter(([key]) => !key.startsWith('aria-'))),
  };
}

function shiftOf({ attributes }: SvgNode): [number, number] {
  const match = /^translate\(([-\d.e]+)(?:[, ]([-\d.e]+))?\)$/.exec(
    attributes.get('transform') ?? '',
  );
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2] ?? 0)];
}

function withoutTitle(circle: SvgNode, left: number, top: number, points: Point[]): SvgNode {
  const title = circle.children.find(
    (child) => typeof child !== 'string' && child.name === 'title',
  );
  if (title === undefined || typeof title === 'string') return circle;
  const [dx, dy] = shiftOf(circle);
  const at = (name: string) => Number(circle.attributes.get(name) ?? 0);
  const text = plain(title.children.filter((child) => typeof child === 'string').join(''));
  points.push({ x: left + dx + at('cx'), y: top + dy + at('cy'), text });
  return bare(circle);
}

function bare(node: SvgNode): SvgNode {
  return { ...node, children: [] };
}

function plain(escaped: string): string {
  return escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** Elements of one kind and look as a few paths; all others stay. */
function together(children: readonly (SvgNode | string)[]): (SvgNode | string)[] {
  const kinds = new Map<string, SvgNode[]>();
  const others: (SvgNode | string)[] = [];
  for (const child of children) {
    const look = typeof child === 'string' ? undefined : lookOf(child);
    if (look === undefined) others.push(child);
    else if (kinds.get(look)?.push(child as SvgNode) === undefined) {
      kinds.set(look, [child as SvgNode]);
    }
  }
  const paths = [...kinds.values()].flatMap((same) => {
    const count = same[0].name === 'line' ? 1 : Math.min(LAYERS, same.length);
    return Array.from({ length: count }, (_, layer): SvgNode => {
      const own = same.filter((_, i) => i % count === layer);
      const d = own.map(outline).join('');
      return { name: 'path', attributes: new Map([...restOf(same[0]), ['d', d]]), children: [] };
    });
  });
  return [...others, ...paths];
}

const geometry = new Set(['cx', 'cy', 'x1', 'x2', 'y1', 'y2', 'd']);

function restOf({ name, attributes }: SvgNode): [string, string][] {
  return [...attributes].filter(
    ([key]) => !geometry.has(key) && !(name === 'circle' && key === 'r'),
  );
}

function lookOf(node: SvgNode): string | undefined {
  if (!['circle', 'line', 'path'].includes(node.name) || node.children.length > 0) return undefined;
  return `${node.name} ${JSON.stringify(restOf(node))} ${node.attributes.get('r') ?? ''}`;
}

function outline({ name, attributes }: SvgNode): string {
  const at = (key: string) => attributes.get(key) ?? '0';
  if (name === 'path') return attributes.get('d') ?? '';
  if (name === 'line') return `M${at('x1')},${at('y1')}L${at('x2')},${at('y2')}`;
  const r = Number(at('r'));
  const start = Math.round(100 * (Number(at('cx')) - r)) / 100;
  return `M${start},${at('cy')}a${r},${r},0,1,0,${2 * r},0a${r},${r},0,1,0,${-2 * r},0`;
}
