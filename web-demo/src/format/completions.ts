/** A word that can be put into a formula. */
export interface Completion {
  /** As it is shown. */
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  readonly kind: 'column' | 'function';
}

const functions =
  'bs center cut exp expm1 factor gcenter gmean I log log10 log1p log2 ns offset ordered poly relevel round scale sqrt abs'.split(
    ' ',
  );

const plain = /^(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u;
const MOST = 8;

/** The word that ends at the caret, and where it begins. */
export function wordBefore(text: string, caret: number): { word: string; start: number } {
  const match = /(?:`[^`]*|[\p{L}_.][\p{L}\p{M}\p{N}._]*)$/u.exec(text.slice(0, caret));
  const word = match?.[0] ?? '';
  return { word, start: caret - word.length };
}

/** Columns and functions that the word may become: those that begin with it first. */
export function completions(word: string, columns: readonly string[]): readonly Completion[] {
  const wanted = word.replace(/^`/, '').toLowerCase();
  if (wanted === '') return [];
  const begins: Completion[] = [];
  const contains: Completion[] = [];
  const offer = (completion: Completion) => {
    const at = completion.name.toLowerCase().indexOf(wanted);
    if (at === 0) begins.push(completion);
    else if (at > 0) contains.push(completion);
  };
  for (const name of columns) {
    offer({ name, text: plain.test(name) ? name : `\`${name}\``, kind: 'column' });
  }
  if (!word.startsWith('`')) {
    for (const name of functions) offer({ name: `${name}()`, text: `${name}(`, kind: 'function' });
  }
  return [...begins, ...contains].slice(0, MOST);
}
