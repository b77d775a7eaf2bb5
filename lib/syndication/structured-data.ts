import type {
  AnalysisNewsArticle,
  BreadcrumbList,
  CollectionPage,
  Graph,
  LiveBlogPosting,
  NewsArticle,
  NewsMediaOrganization,
  Person,
  ProfilePage,
  Thing,
  WebSite,
} from 'schema-dts';
import { type ArticleType, descriptionOf, lastChange } from '../content/article.ts';
import type { PolicyName } from '../content/schema/publication-schema.ts';
import { isoInZone } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { firstWords } from '../markdown/plain-text.ts';
import type { Edition } from '../routes/editions.ts';
import { cropsOf, variantOf } from '../routes/image-files.ts';
import type { PageRoute } from '../routes/page-kinds.ts';
import { pathTo } from '../routes/routes.ts';
import { shareImagePath } from '../routes/share-image.ts';
import type { ListPage } from '../store/list-page.ts';
import type { TranslatedStory } from '../store/queries/article-queries.ts';
import type { EditionQueries } from '../store/queries/queries.ts';
import type { AuthorProfile, Story, Summary } from '../store/views.ts';
import { LOGO } from './shared-image.ts';

// Structured data for search engines (https://schema.org/). It holds only what readers can see on the page.

/** The type of each kind of article in schema.org. */
const ARTICLE_KINDS = {
  news: 'NewsArticle',
  analysis: 'AnalysisNewsArticle',
  feature: 'ReportageNewsArticle',
  interview: 'NewsArticle',
  opinion: 'OpinionNewsArticle',
  editorial: 'OpinionNewsArticle',
  explainer: 'BackgroundNewsArticle',
  review: 'ReviewNewsArticle',
  obituary: 'NewsArticle',
  live: 'LiveBlogPosting',
} as const satisfies Record<ArticleType, string>;

const POLICY_PROPERTIES = {
  principles: 'publishingPrinciples',
  ethics: 'ethicsPolicy',
  corrections: 'correctionsPolicy',
  verification: 'verificationFactCheckingPolicy',
  sources: 'unnamedSourcesPolicy',
  feedback: 'actionableFeedbackPolicy',
  diversity: 'diversityPolicy',
  ownership: 'ownershipFundingInfo',
  masthead: 'masthead',
} as const satisfies Record<PolicyName, string>;

const PORTRAIT_WIDTH = 320;

/** The pages above a page, then the page itself. */
type Breadcrumbs = readonly Readonly<{ name: string; route: PageRoute }>[];

/** Returns the data of an article; `translations` are its versions in other languages. */
export function articleData(
  queries: EditionQueries,
  story: Story,
  translations: readonly TranslatedStory[] = [],
): Graph {
  const { edition } = story;
  const { origin, timeZone } = queries.publication();
  const address = absolute(origin, { kind: 'article', edition, slug: story.slug });
  const at = (instant: number) => isoInZone(instant, timeZone);
  const kind = ARTICLE_KINDS[story.type];
  const crops = story.image ? cropsOf(story.image.facts).map(({ path }) => origin + path) : [];
  const section = story.section;
  const properties = {
    '@id': `${address}#article`,
    mainEntityOfPage: address,
    url: address,
    headline: story.headline,
    ...(descriptionOf(story) ? { description: descriptionOf(story) } : {}),
    image: crops.length > 0 ? crops : [origin + shareImagePath(story)],
    datePublished: at(story.published),
    dateModified: at(lastChange(story)),
    author: story.byline
      .filter(({ role }) => role === '')
      .map(({ id, name }) => personOf(origin, edition, id, name, story.authors)),
    ...contributorsOf(origin, story),
    publisher: publisher(queries),
    inLanguage: story.language,
    ...translated(origin, edition, translations),
    isAccessibleForFree: true,
    ...(section ? { articleSection: section.name } : {}),
    ...(story.tags.length > 0 ? { keywords: story.tags.map(({ name }) => name) } : {}),
    ...(story.series
      ? {
          isPartOf: {
            '@type': 'CreativeWorkSeries',
            name: story.series.name,
            url: absolute(origin, { kind: 'series', edition, slug: story.series.slug, page: 1 }),
          } as const,
        }
      : {}),
    ...(story.corrections.length > 0
      ? {
          correction: story.corrections.map(
            ({ date, text }) => ({ '@type': 'CorrectionComment', text, datePublished: at(date) }) as const,
          ),
        }
      : {}),
  };
  const article: NewsArticle | AnalysisNewsArticle | LiveBlogPosting =
    kind === 'LiveBlogPosting'
      ? { '@type': kind, ...properties, coverageStartTime: at(story.published), coverageEndTime: at(lastChange(story)) }
      : { '@type': kind, ...properties, ...(story.dateline ? { dateline: story.dateline } : {}) };
  const breadcrumbs: Breadcrumbs = [
    ...(section ? [{ name: section.name, route: { kind: 'tag', edition, slug: section.slug, page: 1 } as const }] : []),
    { name: story.headline, route: { kind: 'article', edition, slug: story.slug } },
  ];
  return graph(article, breadcrumbList(queries, breadcrumbs));
}

/** Returns the data of an author's page. */
export function profileData(queries: EditionQueries, author: AuthorProfile): Graph {
  const { origin, edition, language } = queries.publication();
  const messages = messagesIn(language);
  const address = absolute(origin, { kind: 'author', edition, id: author.id, page: 1 });
  const description = firstWords(author.biography, 300);
  const person: Person = {
    ...personOf(origin, edition, author.id, author.name, [author]),
    '@id': `${address}#person`,
    mainEntityOfPage: address,
    ...(description ? { description } : {}),
    worksFor: publisher(queries),
  };
  const profile: ProfilePage = {
    '@type': 'ProfilePage',
    '@id': address,
    url: address,
    name: author.name,
    mainEntity: person,
  };
  return graph(
    profile,
    breadcrumbList(queries, [
      { name: messages.authors, route: { kind: 'authors', edition, page: 1 } },
      { name: author.name, route: { kind: 'author', edition, id: author.id, page: 1 } },
    ]),
  );
}

/** Returns the data of a page that lists stories; `breadcrumbs` ends with that page. */
export function collectionData(
  queries: EditionQueries,
  breadcrumbs: Breadcrumbs,
  description: string,
  list: ListPage<Summary>,
): Graph {
  const { origin, edition, language } = queries.publication();
  const last = breadcrumbs.at(-1) as Breadcrumbs[number];
  const address = absolute(origin, last.route);
  const collection: CollectionPage = {
    '@type': 'CollectionPage',
    '@id': address,
    url: address,
    name: last.name,
    description,
    inLanguage: language,
    isPartOf: { '@id': siteId(origin, edition) },
    mainEntity: {
      '@type': 'ItemList',
      numberOfItems: list.total,
      itemListElement: list.items.map(({ edition, slug, headline }, at) => ({
        '@type': 'ListItem',
        position: at + 1,
        name: headline,
        url: absolute(origin, { kind: 'article', edition, slug }),
      })),
    },
  };
  return graph(collection, breadcrumbList(queries, breadcrumbs));
}

/** Returns the data of the home page of an edition: the site and its publisher. */
export function siteData(queries: EditionQueries): Graph {
  const { name, tagline, language, origin, edition } = queries.publication();
  const site: WebSite = {
    '@type': 'WebSite',
    '@id': siteId(origin, edition),
    url: absolute(origin, { kind: 'home', edition, page: 1 }),
    name,
    description: tagline,
    inLanguage: language,
    publisher: publisher(queries),
  };
  return graph(site);
}

function graph(...nodes: Thing[]): Graph {
  return { '@context': 'https://schema.org', '@graph': nodes };
}

function absolute(origin: string, route: PageRoute): string {
  return origin + pathTo(route);
}

function siteId(origin: string, edition: Edition): string {
  return `${absolute(origin, { kind: 'home', edition, page: 1 })}#site`;
}

function breadcrumbList(queries: EditionQueries, breadcrumbs: Breadcrumbs): BreadcrumbList {
  const { name, origin, edition } = queries.publication();
  const steps: Breadcrumbs = [{ name, route: { kind: 'home', edition, page: 1 } }, ...breadcrumbs];
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      name: step.name,
      item: absolute(origin, step.route),
    })),
  };
}

function personOf(origin: string, edition: Edition, id: string, name: string, profiles: readonly AuthorProfile[]) {
  const profile = profiles.find((one) => one.id === id);
  const { portrait = null, role = '', links = [] } = profile ?? {};
  return {
    '@type': 'Person',
    name,
    url: absolute(origin, { kind: 'author', edition, id, page: 1 }),
    ...(role ? { jobTitle: role } : {}),
    ...(portrait ? { image: origin + variantOf(portrait, PORTRAIT_WIDTH).path } : {}),
    ...(links.length > 0 ? { sameAs: links.map(({ url }) => url) } : {}),
  } as const;
}

/** People in the byline who are not authors, such as photographers. */
function contributorsOf(origin: string, { edition, byline, authors }: Story) {
  const others = byline.filter(({ role }) => role !== '');
  return others.length === 0
    ? {}
    : { contributor: others.map(({ id, name }) => personOf(origin, edition, id, name, authors)) };
}

/**
 * The link between an article and its translations: to the original from a translation, to all translations
 * from the original.
 */
function translated(origin: string, edition: Edition, translations: readonly TranslatedStory[]) {
  const named = ({ edition, slug }: TranslatedStory) =>
    ({ '@type': 'NewsArticle', '@id': `${absolute(origin, { kind: 'article', edition, slug })}#article` }) as const;
  const original = translations.find((other) => other.edition === '');
  if (edition !== '') return original ? { translationOfWork: named(original) } : {};
  return translations.length > 0 ? { workTranslation: translations.map(named) } : {};
}

function publisher(queries: EditionQueries): Exclude<NewsMediaOrganization, string> {
  const { name, origin, edition, profiles, policies } = queries.publication();
  const pages = Object.entries(POLICY_PROPERTIES).flatMap(([policy, property]) => {
    const slug = policies[policy as PolicyName];
    return slug !== undefined && queries.page(slug)
      ? [[property, absolute(origin, { kind: 'page', edition, slug })]]
      : [];
  });
  return {
    '@type': 'NewsMediaOrganization',
    '@id': `${origin}/#publisher`,
    name,
    url: `${origin}/`,
    logo: {
      '@type': 'ImageObject',
      url: origin + LOGO.path,
      width: { '@type': 'QuantitativeValue', value: LOGO.side },
      height: { '@type': 'QuantitativeValue', value: LOGO.side },
    },
    ...(profiles.length > 0 ? { sameAs: [...profiles] } : {}),
    ...Object.fromEntries(pages),
  };
}
