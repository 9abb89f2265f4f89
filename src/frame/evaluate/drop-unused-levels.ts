import type { FactorColumn } from '../../table/table.ts';

/** Sets used[l] = 1 for each level l that a row has. Of equal codes in a row one is enough, as data sorted by group have them. */
function markLevels(codes: Int32Array, used: Uint8Array): void {
  let last = -1;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === last) continue;
    last = code;
    if (code >= 0) used[code] = 1;
  }
}

/** The factor without levels that no row has. The factor itself when all occur. */
export function dropUnusedLevels(factor: FactorColumn): FactorColumn {
  const used = new Uint8Array(factor.levels.length);
  const { codes } = factor;
  markLevels(codes, used);
  if (!used.includes(0)) return factor;
  const recode = new Int32Array(used.length);
  const levels: string[] = [];
  for (let l = 0; l < used.length; l++) {
    recode[l] = levels.length;
    if (used[l] === 1) levels.push(factor.levels[l]);
  }
  const kept = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) kept[i] = codes[i] < 0 ? -1 : recode[codes[i]];
  return { ...factor, codes: kept, levels };
}
