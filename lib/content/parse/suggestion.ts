import leven from 'leven';
import { normalized } from '../../unicode-form.ts';

/** A longer word is compared with nothing: the time grows with the product of two lengths. */
const MAX_COMPARED = 200;

/**
 * The candidate that an editor most likely meant by `word`; null if none is close. Apart from case and spaces at most a third of the
 * letters may differ (two in words of four to eight letters, one in shorter words), and never more than `most`. A swap counts as one.
 */
export function closest(word: string, candidates: Iterable<string>, most = Number.POSITIVE_INFINITY): string | null {
  const fold = (text: string) =>
    normalized(text, 'NFC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim();
  if (word.length > MAX_COMPARED) return null;
  const wanted = fold(word);
  const allowed = Math.min(most, wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3)));
  let best: string | null = null;
  let distance = allowed + 1;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    // Words of very different length cannot be close; skipping them bounds the work.
    if (Math.abs(folded.length - wanted.length) > allowed) continue;
    const found = isSwap(wanted, folded) ? 1 : leven(wanted, folded, { maxDistance: distance + 1 });
    // Of two that are equally close (a name and its id) the one with the more similar spelling.
    if (found < distance || (found === distance && best !== null && leven(word, candidate) < leven(word, best))) {
      best = candidate;
      distance = found;
    }
  }
  return best;
}

/** Whether two words differ only by two neighbouring letters that changed places, the most common typing error. */
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

/** The names of keys in other programs. */
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

/** The key that an editor most likely meant by `key`, by its spelling or by its name in other programs; null if none. */
export function closestKey(key: string, known: readonly string[]): string | null {
  const other = Object.hasOwn(OTHER_NAMES, key.toLowerCase()) ? OTHER_NAMES[key.toLowerCase()] : undefined;
  return closest(key, known) ?? (other !== undefined && known.includes(other) ? other : null);
}

/** `Did you mean “title”?`, or `otherwise` if no candidate is close. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = closest(word, candidates);
  return meant === null ? otherwise : `Did you mean “${meant}”?`;
}
