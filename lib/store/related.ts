import type { Article } from '../content/article.ts';
import type { Instant } from '../dates.ts';

/**
 * What of an article says what it is about, as the index keeps it: a page compares hundreds. `section` and `series` are empty where there is none, `words` those of headline and
 * standfirst that say something.
 */
export type Features = Readonly<{
  slug: string;
  words: readonly string[];
  section: string;
  series: string;
  tags: readonly string[];
  published: Instant;
}>;

/** What an article is about. */
export function featuresOf(
  article: Pick<Article, 'slug' | 'headline' | 'standfirst' | 'section' | 'series' | 'tags' | 'published'>,
): Features {
  const { slug, section, series, tags, published } = article;
  const names = [...tags, ...(section ? [section] : [])].map((tag) => tag.slug);
  return {
    slug,
    words: wordsOf(article),
    section: section?.slug ?? '',
    series: series?.slug ?? '',
    tags: [...new Set(names)],
    published,
  };
}

const YEAR = 365.25 * 86_400_000;

/** A story in the same series is nearer than one that shares a rare tag, which is nearer than one of the same section. */
const SERIES = 8;
const SECTION = 0.5;
const WORDING = 6;

/** Below this two stories have nothing to do with each other: at most a common tag, years apart. */
const LEAST = 0.6;

/**
 * The candidates that have most to do with `story`, nearest first, at most `count`: by tags, each the weightier the fewer stories have it, by series, section and
 * words, and of two alike the one that is nearer in time. `rarity` gives a tag's weight. The order depends on nothing else, so it is the same everywhere.
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
      const near = tags + series + section + WORDING * likeness(words, candidate.words);
      const years = Math.abs(story.published - candidate.published) / YEAR;
      return { candidate, score: near / (1 + years / 4) };
    })
    .filter(({ score }) => score >= LEAST)
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.candidate.published - a.candidate.published ||
        (a.candidate.slug < b.candidate.slug ? -1 : 1),
    )
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** The weight of a tag that `stories` of `all` have: nothing for one that all have (https://en.wikipedia.org/wiki/Tf%E2%80%93idf). */
export function rarityOf(stories: number, all: number): number {
  return Math.log((1 + all) / (1 + stories));
}

/** The words that say something: long ones without their endings, and what is written in signs as pairs of them. */
function wordsOf({ headline, standfirst }: Pick<Article, 'headline' | 'standfirst'>): string[] {
  const text = `${headline} ${standfirst}`.toLowerCase().normalize('NFKD');
  const words = [...text.matchAll(/\p{L}{5,}/gu)].map(([word]) => word.slice(0, Math.max(5, word.length - 3)));
  const signs = [...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].map(([, pair = '']) => pair);
  return [...new Set([...words, ...signs])];
}

/** How much of the shorter set is in the other, from 0 to 1, where sets of a few words count less. */
function likeness(a: ReadonlySet<string>, b: readonly string[]): number {
  let shared = 0;
  for (const word of b) if (a.has(word)) shared++;
  return shared / (Math.min(a.size, b.length) + 4);
}
