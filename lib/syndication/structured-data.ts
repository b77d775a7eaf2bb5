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
import { type ArticleType, lastChange } from '../content/article.ts';
import type { PolicyName } from '../content/schema.ts';
import { isoInZone } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { firstWords } from '../markdown/markdown.ts';
import { cropsOf, variantOf } from '../routes/image-files.ts';
import { type Edition, type PageRoute, pathTo, shareImagePath } from '../routes/urls.ts';
import type { ListPage } from '../store/queries/lists.ts';
import { queriesFor, type TranslatedStory } from '../store/queries/queries.ts';
import type { AuthorProfile, Story, Summary } from '../store/queries/views.ts';
import { LOGO } from './shared-image.ts';

// What pages say of themselves to search engines, in the words of https://schema.org/. Only what can be read on the page is said.

/** How each kind of article is called there. */
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

/** A page above another, and itself last. */
type Breadcrumbs = readonly Readonly<{ name: string; route: PageRoute }>[];

/** Of an article; `translations` are the same in other languages. */
export function articleData(story: Story, translations: readonly TranslatedStory[] = []): Graph {
  const { edition } = story;
  const { origin, timeZone } = queriesFor(edition).publication();
  const address = absolute({ kind: 'article', edition, slug: story.slug });
  const at = (instant: number) => isoInZone(instant, timeZone);
  const kind = ARTICLE_KINDS[story.type];
  const crops = story.image ? cropsOf(story.image.facts).map(({ path }) => origin + path) : [];
  const section = story.section;
  const said = {
    '@id': `${address}#article`,
    mainEntityOfPage: address,
    url: address,
    headline: story.headline,
    ...(story.standfirst ? { description: story.standfirst } : {}),
    image: crops.length > 0 ? crops : [origin + shareImagePath(story)],
    datePublished: at(story.published),
    dateModified: at(lastChange(story)),
    author: story.byline
      .filter(({ role }) => role === '')
      .map(({ id, name }) => personOf(edition, id, name, story.authors)),
    ...contributorsOf(story),
    publisher: publisher(edition),
    inLanguage: story.language,
    ...translated(edition, translations),
    isAccessibleForFree: true,
    ...(section ? { articleSection: section.name } : {}),
    ...(story.tags.length > 0 ? { keywords: story.tags.map(({ name }) => name) } : {}),
    ...(story.series
      ? {
          isPartOf: {
            '@type': 'CreativeWorkSeries',
            name: story.series.name,
            url: absolute({ kind: 'series', edition, slug: story.series.slug, page: 1 }),
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
      ? { '@type': kind, ...said, coverageStartTime: at(story.published), coverageEndTime: at(lastChange(story)) }
      : { '@type': kind, ...said, ...(story.dateline ? { dateline: story.dateline } : {}) };
  const breadcrumbs: Breadcrumbs = [
    ...(section ? [{ name: section.name, route: { kind: 'tag', edition, slug: section.slug, page: 1 } as const }] : []),
    { name: story.headline, route: { kind: 'article', edition, slug: story.slug } },
  ];
  return graph(article, breadcrumbList(breadcrumbs));
}

/** Of an author's page. */
export function profileData(author: AuthorProfile, edition: Edition): Graph {
  const messages = messagesIn(queriesFor(edition).publication().language);
  const address = absolute({ kind: 'author', edition, id: author.id, page: 1 });
  const description = firstWords(author.biography, 300);
  const person: Person = {
    ...personOf(edition, author.id, author.name, [author]),
    '@id': `${address}#person`,
    mainEntityOfPage: address,
    ...(description ? { description } : {}),
    worksFor: publisher(edition),
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
    breadcrumbList([
      { name: messages.authors, route: { kind: 'authors', edition, page: 1 } },
      { name: author.name, route: { kind: 'author', edition, id: author.id, page: 1 } },
    ]),
  );
}

/** Of a page that lists stories; `breadcrumbs` leads to it. */
export function collectionData(breadcrumbs: Breadcrumbs, description: string, list: ListPage<Summary>): Graph {
  const last = breadcrumbs.at(-1) as Breadcrumbs[number];
  const { edition } = last.route;
  const address = absolute(last.route);
  const collection: CollectionPage = {
    '@type': 'CollectionPage',
    '@id': address,
    url: address,
    name: last.name,
    description,
    inLanguage: queriesFor(edition).publication().language,
    isPartOf: { '@id': siteId(edition) },
    mainEntity: {
      '@type': 'ItemList',
      numberOfItems: list.total,
      itemListElement: list.items.map(({ edition, slug, headline }, at) => ({
        '@type': 'ListItem',
        position: at + 1,
        name: headline,
        url: absolute({ kind: 'article', edition, slug }),
      })),
    },
  };
  return graph(collection, breadcrumbList(breadcrumbs));
}

/** Of the home page of an edition: the site, and who publishes it. */
export function siteData(edition: Edition): Graph {
  const { name, tagline, language } = queriesFor(edition).publication();
  const site: WebSite = {
    '@type': 'WebSite',
    '@id': siteId(edition),
    url: absolute({ kind: 'home', edition, page: 1 }),
    name,
    description: tagline,
    inLanguage: language,
    publisher: publisher(edition),
  };
  return graph(site);
}

function graph(...nodes: Thing[]): Graph {
  return { '@context': 'https://schema.org', '@graph': nodes };
}

function absolute(route: PageRoute): string {
  return queriesFor(route.edition).publication().origin + pathTo(route);
}

function siteId(edition: Edition): string {
  return `${absolute({ kind: 'home', edition, page: 1 })}#site`;
}

function breadcrumbList(breadcrumbs: Breadcrumbs): BreadcrumbList {
  const { edition } = (breadcrumbs[0] as Breadcrumbs[number]).route;
  const { name } = queriesFor(edition).publication();
  const steps: Breadcrumbs = [{ name, route: { kind: 'home', edition, page: 1 } }, ...breadcrumbs];
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      name: step.name,
      item: absolute(step.route),
    })),
  };
}

function personOf(edition: Edition, id: string, name: string, profiles: readonly AuthorProfile[]) {
  const profile = profiles.find((one) => one.id === id);
  const { portrait = null, role = '', links = [] } = profile ?? {};
  return {
    '@type': 'Person',
    name,
    url: absolute({ kind: 'author', edition, id, page: 1 }),
    ...(role ? { jobTitle: role } : {}),
    ...(portrait ? { image: queriesFor(edition).publication().origin + variantOf(portrait, PORTRAIT_WIDTH).path } : {}),
    ...(links.length > 0 ? { sameAs: links.map(({ url }) => url) } : {}),
  } as const;
}

/** Who did something else than write. */
function contributorsOf({ edition, byline, authors }: Story) {
  const others = byline.filter(({ role }) => role !== '');
  return others.length === 0 ? {} : { contributor: others.map(({ id, name }) => personOf(edition, id, name, authors)) };
}

/** The same text in other languages: of a translation, of which it is one, else which there are. */
function translated(edition: Edition, translations: readonly TranslatedStory[]) {
  const named = ({ edition, slug }: TranslatedStory) =>
    ({ '@type': 'NewsArticle', '@id': `${absolute({ kind: 'article', edition, slug })}#article` }) as const;
  const original = translations.find((other) => other.edition === '');
  if (edition !== '') return original ? { translationOfWork: named(original) } : {};
  return translations.length > 0 ? { workTranslation: translations.map(named) } : {};
}

function publisher(edition: Edition): Exclude<NewsMediaOrganization, string> {
  const index = queriesFor(edition);
  const { name, origin, profiles, policies } = index.publication();
  const pages = Object.entries(POLICY_PROPERTIES).flatMap(([policy, property]) => {
    const slug = policies[policy as PolicyName];
    return slug !== undefined && index.page(slug) ? [[property, absolute({ kind: 'page', edition, slug })]] : [];
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
