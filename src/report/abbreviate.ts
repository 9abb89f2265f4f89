/**
 * Names shortened to about `minLength` characters and still distinct, as R's `abbreviate`.
 *
 * Always from the end and never the first letter of a word: lower-case vowels go first (those ending a word before
 * those inside), then lower-case letters in the same order, then anything. Names that would become equal are
 * shortened less.
 */
export function abbreviate(names: readonly string[], minLength: number): string[] {
  const distinct = [...new Set(names.map((name) => name.trim()))];
  const short = distinct.map((name) => shorten(name, minLength));
  let clashes = repeated(short);
  for (let length = minLength + 1; clashes.size > 0; length++) {
    distinct.forEach((name, i) => {
      if (clashes.has(short[i])) short[i] = shorten(name, length);
    });
    clashes = repeated(short);
  }
  const byName = new Map(distinct.map((name, i) => [name, short[i]]));
  return names.map((name) => byName.get(name.trim()) ?? name);
}

function repeated(texts: readonly string[]): Set<string> {
  return new Set(texts.filter((text, i) => texts.indexOf(text) !== i));
}

function shorten(name: string, minLength: number): string {
  const letters = [...name];
  const isBlank = (i: number) => /\s/.test(letters[i]);
  const isFirst = (i: number) => isBlank(i - 1);
  const isLast = (i: number) => !isFirst(i) && (i === letters.length - 1 || isBlank(i + 1));
  const isVowel = (i: number) => /[aeiou]/.test(letters[i]);
  const isLower = (i: number) => /\p{Ll}/u.test(letters[i]);
  const rounds: ((i: number) => boolean)[] = [
    (i) => isVowel(i) && isLast(i),
    (i) => isVowel(i) && !isFirst(i),
    (i) => isLower(i) && isLast(i),
    (i) => isLower(i) && !isFirst(i),
    (i) => !isFirst(i) && !isBlank(i),
  ];
  const blanks = letters.filter((_, i) => isBlank(i)).length;
  for (const mayGo of rounds) {
    for (let i = letters.length - 1; i > 0 && letters.length - blanks > minLength; i--) {
      if (mayGo(i)) letters.splice(i, 1);
    }
  }
  const short = letters.join('');
  return letters.length > minLength ? short.replace(/\s/g, '') : short;
}
