import type { FactorColumn } from '../../table/table.ts';

/** The factor without levels that no row has. The factor itself when all occur. */
export function dropUnusedLevels(factor: FactorColumn): FactorColumn {
  const used = new Uint8Array(factor.levels.length);
  const { codes } = factor;
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) used[codes[i]] = 1;
  const recode = new Int32Array(used.length);
  const levels: string[] = [];
  for (let l = 0; l < used.length; l++) {
    recode[l] = levels.length;
    if (used[l] === 1) levels.push(factor.levels[l]);
  }
  if (levels.length === factor.levels.length) return factor;
  const kept = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) kept[i] = codes[i] < 0 ? -1 : recode[codes[i]];
  return { ...factor, codes: kept, levels };
}
