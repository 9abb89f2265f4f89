/** Below this many bytes a copy is cheaper than handing a buffer over. */
const LEAST = 1 << 14;

/**
 * The buffers of the typed arrays in plain data, each once, for a transfer.
 *
 * @param least smaller buffers are left out
 */
export function buffersOf(value: unknown, least = LEAST): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const seen = new Set<object>();
  const visit = (item: unknown): void => {
    if (typeof item !== 'object' || item === null || seen.has(item)) return;
    seen.add(item);
    if (ArrayBuffer.isView(item)) {
      if (item.buffer instanceof ArrayBuffer && item.buffer.byteLength >= least) {
        found.add(item.buffer);
      }
    } else if (item instanceof ArrayBuffer) {
      if (item.byteLength >= least) found.add(item);
    } else if (Array.isArray(item)) {
      // Texts and numbers hold no buffer, and lists of one kind are all that is long.
      if (typeof item[0] === 'object' || item.length < 100) for (const one of item) visit(one);
    } else if (item instanceof Map) {
      for (const one of item.values()) visit(one);
    } else {
      for (const one of Object.values(item)) visit(one);
    }
  };
  visit(value);
  return [...found];
}
