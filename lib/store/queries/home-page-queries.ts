import { DEFAULT_HOME_PAGE, type HomePagePlan } from '../../content/home-page.ts';
import { HOME_PAGES_KEY, readBy } from '../dependency-keys.ts';
import { type HomePageLayout, type HomePageRow, layOutHomePage } from '../home-page-layout.ts';
import { type ListPage, pageCount } from '../list-page.ts';
import { countListed, listPage, newestListed, STORIES_PER_PAGE } from '../listings.ts';
import { publishedArticle } from '../published.ts';
import type { QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import { authorProfile, type StoredArticle, type Summary, summaryView } from '../views.ts';
import { tagQueries } from './tag-queries.ts';

export const homePageQueries = traceQueries({
  /** All published articles, newest first; null if the list has no such page. */
  latest(context: QueryContext, page: number): ListPage<Summary> | null {
    return listPage(context, 'all', page);
  },

  /**
   * The home page as its editors planned it. `pages` is the length of the list of all stories, whose first
   * page it is.
   */
  homePage(context: QueryContext): HomePageLayout<Summary> & { pages: number } {
    const { store } = context;
    const { lead, beside, next, rail, rows, recent } = layOutHomePage<StoredArticle>(planOf(context), {
      story: (slug) => publishedArticle(context, slug),
      newest: newestListed(context, 'all', STORIES_PER_PAGE),
      tag: (name) => tagQueries.tagNamed(context, name),
      withTag: (tag, count) => newestListed(context, `tag:${tag}`, count),
    });
    const summary = (article: StoredArticle) => summaryView(store, article);
    const withPortrait = (article: StoredArticle) => {
      const [author] = article.byline;
      return { ...summary(article), portrait: (author && authorProfile(context, author.author)?.portrait) ?? null };
    };
    const rowOf = ({ stories, ...tag }: HomePageRow<StoredArticle>, view: (article: StoredArticle) => Summary) => ({
      ...tag,
      stories: stories.map(view),
    });
    return {
      lead: lead && summary(lead),
      beside: beside.map(summary),
      next: next.map(summary),
      rail: rail && rowOf(rail, withPortrait),
      rows: rows.map((row) => rowOf(row, summary)),
      recent: recent.map(summary),
      pages: pageCount(countListed(context, 'all'), STORIES_PER_PAGE),
    };
  },
});

/** The plan of an edition; without one, that of the publication's own language. */
function planOf({ store, language }: QueryContext): Omit<HomePagePlan, 'file' | 'language'> {
  const planIn = (language: string) =>
    readBy([HOME_PAGES_KEY], () =>
      store.row<{ record: string }>('SELECT record FROM home_pages WHERE language = ?', language),
    );
  const found = planIn(language) ?? planIn(store.publication().language);
  return found ? (JSON.parse(found.record) as HomePagePlan) : DEFAULT_HOME_PAGE;
}
