import type { Article } from '../content/article.ts';
import type { Instant } from '../dates.ts';
import { normalized } from '../unicode-form.ts';

/**
 * What an article is about, as the index keeps it: to find related articles compares hundreds of these.
 * `section` and `series` are empty if the article has none. `words` are the significant words of headline and
 * standfirst.
 */
export type Features = Readonly<{
  slug: string;
  words: readonly string[];
  section: string;
  series: string;
  tags: readonly string[];
  published: Instant;
}>;

/** The features of an article. */
export function featuresOf(
  article: Pick<Article, 'slug' | 'headline' | 'standfirst' | 'section' | 'series' | 'tags' | 'published'>,
): Features {
  const { slug, section, series, tags, published } = article;
  const names = [...tags, ...(section ? [section] : [])].map((tag) => tag.slug);
  return {
    slug,
    words: significantWords(article),
    section: section?.slug ?? '',
    series: series?.slug ?? '',
    tags: [...new Set(names)],
    published,
  };
}

const YEAR = 365.25 * 86_400_000;

// Weights: the same series counts more than a rare tag in common, which counts more than the same section.
const SERIES = 8;
const SECTION = 0.5;
const WORDING = 6;

/** Stories with a lower score are unrelated: they have at most a common tag, and are years apart. */
const MIN_SCORE = 0.6;

/**
 * The candidates most related to `story`, best first, at most `count`. The score adds the rarity of each
 * common tag, and weights for series, section and words; it falls with the time between the two. The result
 * depends on the arguments only, so every machine shows the same.
 */
export function mostRelated(
  story: Features,
  candidates: readonly Features[],
  rarity: (tag: string) => number,
  count: number,
): Features[] {
  const words = new Set(story.words);
  return candidates
    .filter(({ slug }) => slug !== story.slug)
    .map((candidate) => {
      const tags = candidate.tags.filter((tag) => story.tags.includes(tag)).reduce((sum, tag) => sum + rarity(tag), 0);
      const series = story.series !== '' && story.series === candidate.series ? SERIES : 0;
      const section = story.section !== '' && story.section === candidate.section ? SECTION : 0;
      const likeness = tags + series + section + WORDING * overlap(words, candidate.words);
      const years = Math.abs(story.published - candidate.published) / YEAR;
      return { candidate, score: likeness / (1 + years / 4) };
    })
    .filter(({ score }) => score >= MIN_SCORE)
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.candidate.published - a.candidate.published ||
        (a.candidate.slug < b.candidate.slug ? -1 : 1),
    )
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/**
 * The weight of a tag that `stories` of `all` have: 0 for a tag that all have
 * (https://en.wikipedia.org/wiki/Tf%E2%80%93idf).
 */
export function rarityOf(stories: number, all: number): number {
  return Math.log((1 + all) / (1 + stories));
}

/** Words of five letters and more without their endings, and pairs of Chinese characters. */
function significantWords({ headline, standfirst }: Pick<Article, 'headline' | 'standfirst'>): string[] {
  const text = normalized(`${headline} ${standfirst}`.toLowerCase(), 'NFKD');
  const words = [...text.matchAll(/\p{L}{5,}/gu)].map(([word]) => word.slice(0, Math.max(5, word.length - 3)));
  const pairs = [...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].map(([, pair = '']) => pair);
  return [...new Set([...words, ...pairs])];
}

/** The share of the shorter set that is in the other, from 0 to 1. Sets of a few words give less. */
function overlap(a: ReadonlySet<string>, b: readonly string[]): number {
  let shared = 0;
  for (const word of b) if (a.has(word)) shared++;
  return shared / (Math.min(a.size, b.length) + 4);
}
