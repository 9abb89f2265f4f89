import { expect } from 'vitest';

/** The names of the elements of an XML text; throws where it is not well-formed. */
export function elementsOf(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[A-Za-z_:][\w:.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of xml.matchAll(token)) {
    const [all, close, name, attributes = '', empty, text] = match;
    const words = text ?? attributes;
    if (/&(?!(amp|lt|gt|quot);)/.test(words)) throw new Error(`bare & in ${words}`);
    end += all.length;
    if (text !== undefined) continue;
    const keys = [...attributes.matchAll(/\s([\w:.-]+)="/g)].map(([, key]) => key);
    if (new Set(keys).size < keys.length) throw new Error(`an attribute twice in ${all}`);
    if (close) {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    names.push(name);
    if (!empty) open.push(name);
  }
  if (end !== xml.length) throw new Error(`not well-formed at ${xml.slice(end, end + 60)}`);
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return names;
}

/** Throws unless an SVG file is well-formed, titled, and of a sensible size. */
export function checkSvg(svg: string): void {
  const names = elementsOf(svg);
  expect(names.slice(0, 3)).toEqual(['svg', 'title', 'desc']);
  expect(svg).toMatch(/^<svg [^>]*role="img"/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity|⚠|null/);
  expect(svg).not.toMatch(/\sid="|url\(#/);
  const size = /width="(\d+)" height="(\d+)" viewBox="0 0 \1 \2"/.exec(svg);
  expect(Number(size?.[1])).toBeGreaterThan(300);
  expect(Number(size?.[1])).toBeLessThan(1300);
  expect(Number(size?.[2])).toBeGreaterThan(60);
}
