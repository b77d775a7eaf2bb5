import type { Page } from '../../content/page.ts';
import { type PublicationEdition, publicationIn } from '../../content/publication.ts';
import { isoDay } from '../../dates.ts';
import type { Edition } from '../../routes/editions.ts';
import { hasStories } from '../listings.ts';
import { publishedLanguages } from '../published.ts';
import { editionIn, type QueryContext } from '../query-context.ts';
import { traceQueries } from '../trace.ts';
import type { TagLink } from '../views.ts';
import { staticPageQueries } from './static-page-queries.ts';
import { tagQueries } from './tag-queries.ts';

/** An edition and its language (BCP 47). */
export type EditionName = Readonly<{ edition: Edition; language: string }>;

export const publicationQueries = traceQueries({
  /** The publication, in a language. */
  publication({ store, language }: QueryContext): PublicationEdition {
    return publicationIn(store.publication(), language);
  },

  /** The calendar day in the publication's time zone: `2024-01-14`. */
  today({ store }: QueryContext): string {
    return isoDay(store.clock(), store.publication().timeZone);
  },

  /** The editions that have something in them: the publication's own, then the others by their codes. */
  editions({ store }: QueryContext): EditionName[] {
    return publishedLanguages(store).map((language) => ({ edition: editionIn(store, language), language }));
  },

  /**
   * The navigation: the publication's sections that are tags, in its order. Other editions leave out empty
   * ones.
   */
  sections(context: QueryContext): TagLink[] {
    const { store, language } = context;
    return store
      .publication()
      .sections.map((name) => tagQueries.tagNamed(context, name))
      .filter((tag) => tag !== null)
      .filter(({ slug }) => editionIn(store, language) === '' || hasStories(context, `tag:${slug}`));
  },

  /** The pages that the footer links to. */
  footerPages(context: QueryContext): Pick<Page, 'slug' | 'title'>[] {
    return context.store.publication().footer.flatMap((slug) => {
      const page = staticPageQueries.page(context, slug);
      return page ? [{ slug, title: page.title }] : [];
    });
  },
});
