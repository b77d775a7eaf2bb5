import type { Article } from '../../content/article.ts';
import { sameNoticesSince } from '../../content/story-notices.ts';
import { isoDay } from '../../dates.ts';
import type { ArticleKey } from '../../routes/page-kinds.ts';
import { historyKey, readBy } from '../dependency-keys.ts';
import { featuresOfArticles } from '../features-of-articles.ts';
import { listedNear, newestListed, roughSize } from '../listings.ts';
import { publishedArticle, publishedColumns, publishedLanguages } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { type Features, mostRelated, rarityOf } from '../related.ts';
import { lastCommitted, type Version, versionsOf } from '../revisions.ts';
import { traceQueries } from '../trace.ts';
import { imagesOf, type StoredArticle, type Story, type Summary, storyView, summaryView } from '../views.ts';

/** What a link to an article needs. */
export type StoryLink = Readonly<ArticleKey & Pick<Article, 'headline'>>;

/** An article in another language (BCP 47). */
export type TranslatedStory = Readonly<ArticleKey & Pick<Article, 'language' | 'headline'>>;

/** Related stories below an article. */
const RELATED = 4;

export const articleQueries = traceQueries({
  /** The published article at `slug`, or null. */
  story(context: QueryContext, slug: string): Story | null {
    const found = publishedColumns<{ record: string; body: string }>(context, slug, 'record, body');
    if (!found) return null;
    const stored = JSON.parse(found.record) as StoredArticle;
    return storyView(context.store, { ...stored, body: found.body }, imagesOf(context.store, stored.file));
  },

  /** Whether there is a published article at `slug`. */
  hasStory(context: QueryContext, slug: string): boolean {
    return publishedColumns(context, slug, 'id') !== null;
  },

  /** The published article at `slug` in other languages. */
  translations({ store, language }: QueryContext, slug: string): TranslatedStory[] {
    return publishedLanguages(store).flatMap((other) => {
      if (other === language) return [];
      const found = publishedColumns<{ headline: string }>({ store, language: other }, slug, 'headline');
      return found ? [{ edition: editionIn(store, other), slug, language: other, headline: found.headline }] : [];
    });
  },

  /**
   * Whether the original of a translation has changed since the translation did, by more than commits marked
   * as minor.
   */
  isBehindOriginal(context: QueryContext, slug: string): boolean {
    const { store, language } = context;
    const own = store.publication().language;
    if (language === own) return false;
    const versions = articleQueries.versions({ store, language: own }, slug);
    const original = versions?.findLast(({ minor }) => !minor);
    const translation = original && publishedColumns<{ file: string }>(context, slug, 'file');
    const translated =
      translation &&
      readBy([historyKey(translation.file)], () => store.read((db) => lastCommitted(db, translation.file)));
    return typeof translated === 'number' && original !== undefined && original.at > translated;
  },

  /** The versions that readers had of an article, oldest first; null if there was only one. */
  versions(context: QueryContext, slug: string): Version[] | null {
    const { store } = context;
    const found = publishedColumns<{ file: string }>(context, slug, 'file');
    const versions =
      found && readBy([historyKey(found.file)], () => store.read((db) => versionsOf(db, found.file, store.clock())));
    return versions && versions.length > 1 ? versions : null;
  },

  /** The first day since which the published article at `slug` has had the notices of today; see `sameNoticesSince`. */
  sameNoticesSince(context: QueryContext, slug: string): string {
    const { store } = context;
    const { timeZone } = store.publication();
    const today = isoDay(store.clock(), timeZone);
    const found = publishedArticle(context, slug);
    return found ? sameNoticesSince(today, found, timeZone) : today;
  },

  /** Whether an article has a page that shows what changed in it. */
  hasHistory(context: QueryContext, slug: string): boolean {
    return articleQueries.versions(context, slug) !== null;
  },

  /** The published articles most related to one, the most related first; see `mostRelated`. */
  related(context: QueryContext, slug: string): Summary[] {
    const found = publishedColumns<{ features: string }>(context, slug, 'features');
    if (!found) return [];
    const story = JSON.parse(found.features) as Features;
    const lists = story.tags.map((tag) => `tag:${tag}`);
    if (story.series) lists.push(`series:${story.series}`);
    const near = new Set(lists.flatMap((list) => listedNear(context, list, story.published)));
    // `listedNear` declares what they depend on.
    const candidates = readBy([], () => featuresOfArticles(context.store, [...near]));
    const all = roughSize(context, 'all');
    const rarities = new Map(story.tags.map((tag) => [tag, rarityOf(roughSize(context, `tag:${tag}`), all)]));
    return mostRelated(story, candidates, (tag) => rarities.get(tag) ?? 0, RELATED)
      .map((other) => publishedArticle(context, other.slug))
      .filter((other) => other !== null)
      .map((other) => summaryView(context.store, other));
  },

  /** The newest published articles other than the one at `slug`. */
  newestExcept(context: QueryContext, slug: string): StoryLink[] {
    const edition = editionIn(context.store, context.language);
    return newestListed(context, 'all', RELATED + 1)
      .filter((other) => other.slug !== slug)
      .slice(0, RELATED)
      .map(({ slug, headline }) => ({ edition, slug, headline }));
  },
});
