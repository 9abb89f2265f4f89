/** Damerau–Levenshtein distance (adjacent transpositions count one), case-insensitive. */
function editDistance(a: string, b: string): number {
  const s = a.toLowerCase();
  const t = b.toLowerCase();
  let beforeLast: number[] = [];
  let last = Array.from({ length: t.length + 1 }, (_, j) => j);
  for (let i = 1; i <= s.length; i++) {
    const row = [i];
    for (let j = 1; j <= t.length; j++) {
      const cost = s[i - 1] === t[j - 1] ? 0 : 1;
      let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && s[i - 1] === t[j - 2] && s[i - 2] === t[j - 1]) {
        d = Math.min(d, beforeLast[j - 2] + 1);
      }
      row.push(d);
    }
    beforeLast = last;
    last = row;
  }
  return last[t.length];
}

/**
 * The candidate nearest to a mistyped name, or undefined when none is near.
 *
 * Near means at most a third of the letters (at least one) are wrong. Names over 100 characters are not compared, nor is a
 * name that a caller without types left out.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (!(name?.length <= 100)) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance || candidate.length > 100)
      continue;
    const d = editDistance(name, candidate);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** `; did you mean "x"?` or nothing: the ending of an unknown-name message. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const suggestion = nearest(name, candidates);
  return suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
}
