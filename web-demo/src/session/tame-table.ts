import type { Column, Table } from 'blup';

/** Longer names and cells are cut: they would fill every table and picture that shows them. */
const LONGEST = 160;

/** Texts cut to a length that can be shown, still told apart by a number where they would fall together. */
function cut(texts: readonly string[]): readonly string[] {
  if (texts.every(({ length }) => length <= LONGEST)) return texts;
  const used = new Set(texts.filter(({ length }) => length <= LONGEST));
  return texts.map((text) => {
    if (text.length <= LONGEST) return text;
    const start = text.slice(0, LONGEST - 12).trimEnd();
    let name = `${start}…`;
    for (let i = 2; used.has(name); i++) name = `${start}… ${i}`;
    used.add(name);
    return name;
  });
}

/** The table with names and text cells of at most 160 characters; one without longer ones comes back as it is. */
export function tameTable(table: Table): Table {
  const names = cut(table.names);
  const columns = new Map<string, Column>();
  let same = names === table.names;
  table.names.forEach((name, i) => {
    const column = table.columns.get(name) as Column;
    const levels = column.kind === 'factor' ? cut(column.levels) : undefined;
    const tame = column.kind === 'factor' && levels !== column.levels;
    columns.set(names[i], tame && levels ? { ...column, levels } : column);
    same &&= !tame;
  });
  return same ? table : { ...table, names, columns };
}
