import leven from 'leven';

/**
 * The candidate an editor most likely meant by `word`, or null when none is near: at most a third of the letters may differ
 * (but two always may in words of four letters or more; never more than `most`), case and spaces aside.
 */
export function closest(word: string, candidates: Iterable<string>, most = Number.POSITIVE_INFINITY): string | null {
  const fold = (text: string) =>
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim();
  const wanted = fold(word);
  const allowed = Math.min(most, wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3)));
  let best: string | null = null;
  let distance = allowed + 1;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    // The slack of `allowed` bounds the work: words of very different length cannot be near.
    if (Math.abs(folded.length - wanted.length) > allowed) continue;
    const found = leven(wanted, folded);
    // Of two that are as near (an id and the name that it is made of), the one that is written alike.
    if (found < distance || (found === distance && best !== null && leven(word, candidate) < leven(word, best))) {
      best = candidate;
      distance = found;
    }
  }
  return best;
}

/** `Did you mean “title”?`, or `otherwise` when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = closest(word, candidates);
  return meant === null ? otherwise : `Did you mean “${meant}”?`;
}
