import { isMissingText } from '../table/number-text.ts';
import { sortLevels } from '../table/sort-levels.ts';
import type { FactorColumn } from '../table/table.ts';

/** Texts with numbers, so that a row of a text column is a number and no text is compared twice. */
interface InternedTexts {
  readonly texts: string[];
  readonly numberOf: (text: string) => number;
}

/** No texts yet. */
export function internedTexts(): InternedTexts {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    texts,
    numberOf(text) {
      let number = numbers.get(text);
      if (number === undefined) {
        number = texts.length;
        numbers.set(text, number);
        texts.push(text);
      }
      return number;
    },
  };
}

/** The factor of numbered texts, −1 where a cell is missing; levels are the texts that occur. */
export function factorOfNumbers(codes: Int32Array, texts: readonly string[]): FactorColumn {
  const place = new Int32Array(texts.length).fill(-1);
  const levels: string[] = [];
  for (let i = 0; i < codes.length; i++) {
    const number = codes[i];
    if (number < 0) continue;
    if (place[number] === -1) {
      place[number] = isMissingText(texts[number]) ? -2 : levels.push(texts[number]) - 1;
    }
    codes[i] = Math.max(-1, place[number]);
  }
  return sortLevels(codes, levels);
}
