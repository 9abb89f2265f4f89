/** What Observable Plot asks of a document, and no more: enough to build one SVG tree outside a page. */
interface SvgDocument {
  readonly documentElement: SvgElement;
  createElementNS(namespace: string, name: string): SvgElement;
  createTextNode(text: string): SvgText;
}

class SvgText {
  readonly text: string;
  parentNode: SvgElement | null = null;

  constructor(text: string) {
    this.text = text;
  }
}

class SvgStyle {
  readonly properties = new Map<string, string>();

  setProperty(name: string, value: string): void {
    this.properties.set(name, String(value));
  }

  removeProperty(name: string): void {
    this.properties.delete(name);
  }
}

class SvgElement {
  readonly ownerDocument: SvgDocument;
  readonly namespaceURI: string;
  readonly nodeName: string;
  readonly attributes = new Map<string, string>();
  readonly style = new SvgStyle();
  childNodes: (SvgElement | SvgText)[] = [];
  parentNode: SvgElement | null = null;

  constructor(owner: SvgDocument, namespace: string, name: string) {
    this.ownerDocument = owner;
    this.namespaceURI = namespace;
    this.nodeName = name;
  }

  get firstChild(): SvgElement | SvgText | null {
    return this.childNodes[0] ?? null;
  }

  get textContent(): string {
    return this.childNodes
      .map((node) => (node instanceof SvgText ? node.text : node.textContent))
      .join('');
  }

  set textContent(text: string) {
    this.childNodes = [];
    if (text !== '' && text !== null) this.appendChild(new SvgText(String(text)));
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  appendChild<T extends SvgElement | SvgText>(child: T): T {
    return this.insertBefore(child, null);
  }

  insertBefore<T extends SvgElement | SvgText>(child: T, next: SvgElement | SvgText | null): T {
    child.parentNode?.removeChild(child);
    const at = next === null ? -1 : this.childNodes.indexOf(next);
    this.childNodes.splice(at < 0 ? this.childNodes.length : at, 0, child);
    child.parentNode = this;
    return child;
  }

  removeChild<T extends SvgElement | SvgText>(child: T): T {
    this.childNodes = this.childNodes.filter((node) => node !== child);
    child.parentNode = null;
    return child;
  }
}

/** A document that lives in memory, for `plotSvg` where there is no page. */
export function svgDocument(): SvgDocument {
  const own = {
    createElementNS: (namespace: string, name: string) =>
      new SvgElement(own as SvgDocument, namespace, name),
    createTextNode: (text: string) => new SvgText(text),
  } as { -readonly [K in keyof SvgDocument]: SvgDocument[K] };
  own.documentElement = new SvgElement(own, 'http://www.w3.org/1999/xhtml', 'html');
  return own;
}

/** What an XML reader would refuse or read as something else, written so that it reads as text. */
function escaped(text: string): string {
  return (
    text
      // Neither controls nor halves of a surrogate pair can stand in XML.
      .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}

const geometry = new Set('d transform x y x1 x2 y1 y2 cx cy width height'.split(' '));

/** Positions to a hundredth of a pixel: finer ones cannot be seen and double the size of a file. */
function rounded(numbers: string): string {
  return numbers.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) =>
    String(Math.round(Number(number) * 100) / 100 + 0),
  );
}

/** An element of `svgDocument` as XML. */
export function serialise(node: SvgElement | SvgText): string {
  if (node instanceof SvgText) return escaped(node.text);
  const { nodeName, attributes, style, childNodes } = node;
  const all = new Map(attributes);
  if (style.properties.size > 0) {
    const rules = [...style.properties].map(([name, value]) => `${name}: ${value};`);
    all.set('style', [attributes.get('style') ?? '', ...rules].join(' ').trim());
  }
  const written = [...all]
    .map(([name, value]) => ` ${name}="${escaped(geometry.has(name) ? rounded(value) : value)}"`)
    .join('');
  if (childNodes.length === 0) return `<${nodeName}${written}/>`;
  return `<${nodeName}${written}>${childNodes.map(serialise).join('')}</${nodeName}>`;
}
