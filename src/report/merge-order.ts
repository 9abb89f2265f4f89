/**
 * One list of all names that keeps the order of each list as far as they agree: a new name goes behind the name before it, and
 * behind names there that its own list does not have.
 */
export function mergeOrder(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  for (const list of lists) {
    const own = new Set(list);
    let at = 0;
    for (const name of list) {
      const known = merged.indexOf(name);
      if (known >= 0) {
        at = known + 1;
        continue;
      }
      while (at < merged.length && !own.has(merged[at])) at++;
      merged.splice(at, 0, name);
      at++;
    }
  }
  return merged;
}
