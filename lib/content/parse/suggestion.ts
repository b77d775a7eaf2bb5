import leven from 'leven';

/**
 * The candidate an editor most likely meant by `word`, or null when none is near: at most a third of the letters may differ
 * (but two always may in words of four letters or more; never more than `most`), case and spaces aside. Two neighbours that changed places are one.
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
    const found = isSwap(wanted, folded) ? 1 : leven(wanted, folded);
    // Of two that are as near (an id and the name that it is made of), the one that is written alike.
    if (found < distance || (found === distance && best !== null && leven(word, candidate) < leven(word, best))) {
      best = candidate;
      distance = found;
    }
  }
  return best;
}

/** Whether the one word is the other with two neighbouring letters in each other's place, the commonest slip at a keyboard. */
function isSwap(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return (
    at + 1 < one.length &&
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    one.slice(at + 2) === other.slice(at + 2)
  );
}

/** What other programs and other newsrooms call a key. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  headline: 'title',
  subtitle: 'standfirst',
  summary: 'standfirst',
  description: 'standfirst',
  excerpt: 'standfirst',
  dek: 'standfirst',
  by: 'author',
  byline: 'author',
  modified: 'updated',
  categories: 'tags',
  keywords: 'tags',
  topics: 'tags',
  category: 'section',
  kicker: 'section',
  language: 'lang',
  photo: 'image',
  image: 'image',
  aliases: 'redirectFrom',
};

/** The key that an editor most likely meant by `key`, by its spelling or by its sense; null when there is none. */
export function closestKey(key: string, known: readonly string[]): string | null {
  const other = Object.hasOwn(OTHER_NAMES, key.toLowerCase()) ? OTHER_NAMES[key.toLowerCase()] : undefined;
  return closest(key, known) ?? (other !== undefined && known.includes(other) ? other : null);
}

/** `Did you mean “title”?`, or `otherwise` when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = closest(word, candidates);
  return meant === null ? otherwise : `Did you mean “${meant}”?`;
}
