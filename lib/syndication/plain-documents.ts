import { x } from 'xastscript';
import { isoInstant, spanOf } from '../dates.ts';
import { messagesIn } from '../i18n/catalogue.ts';
import { ownName } from '../i18n/language.ts';
import { FEED_FORMATS, type FeedFormat } from '../routes/document-paths.ts';
import { pathTo } from '../routes/routes.ts';
import type { EditionQueries } from '../store/queries/queries.ts';
import { LOGO } from './shared-image.ts';
import { xmlDocument } from './xml.ts';

const FEED_NAMES: Readonly<Record<FeedFormat, string>> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' };

/** What crawlers may ask for (RFC 9309): all that is there for readers. */
export function robots(queries: EditionQueries): string {
  const { origin } = queries.publication();
  return [
    'User-agent: *',
    'Disallow: /_dateline/',
    '',
    `Sitemap: ${origin}${pathTo({ kind: 'sitemap', edition: '', part: null })}`,
    `Sitemap: ${origin}${pathTo({ kind: 'document', edition: '', name: 'news' })}`,
    '',
  ].join('\n');
}

/**
 * The way in for language models (https://llmstxt.org/): who we are, the newest stories as Markdown, and where all
 * others are. Static files (`isExport`) choose no format by `Accept`.
 */
export function llms(queries: EditionQueries, isExport = false): string {
  const { origin, name, tagline, language, edition } = queries.publication();
  const messages = messagesIn(language);
  const link = (text: string, path: string, note = '') =>
    `- [${text.replace(/[[\]\\]/g, '\\$&').replace(/\s+/g, ' ')}](${origin}${path})${note && `: ${note.replace(/\s+/g, ' ')}`}`;
  const stories = queries
    .newestSlugs({ kind: 'home', edition })
    .map((slug) => queries.story(slug))
    .filter((story) => story !== null);
  return [
    `# ${name}`,
    '',
    `> ${tagline}`,
    '',
    `Every article can be had as Markdown: add “.md” to its address${isExport ? '' : ', or ask for it with “Accept: text/markdown”'}.`,
    '',
    '## Newest stories',
    '',
    ...stories.map(({ slug, headline, standfirst }) =>
      link(headline, pathTo({ kind: 'markdown', edition, slug }), standfirst),
    ),
    '',
    '## Sections',
    '',
    ...queries.sections().map(({ slug, name }) => link(name, pathTo({ kind: 'tag', edition, slug, page: 1 }))),
    '',
    '## About us',
    '',
    ...queries.footerPages().map(({ slug, title }) => link(title, pathTo({ kind: 'page', edition, slug }))),
    link(messages.correctionsAndClarifications, pathTo({ kind: 'corrections', edition, page: 1 })),
    '',
    '## Everything',
    '',
    link(messages.archive, pathTo({ kind: 'archive', edition }), messages.archiveNote),
    ...FEED_FORMATS.map((format) =>
      link(FEED_NAMES[format], pathTo({ kind: 'feed', of: { kind: 'home', edition }, format })),
    ),
    ...queries
      .editions()
      .filter((other) => other.edition !== edition)
      .map((other) =>
        link(ownName(other.language), pathTo({ kind: 'document', edition: other.edition, name: 'llms' })),
      ),
    link('Sitemap', pathTo({ kind: 'sitemap', edition: '', part: null })),
    '',
  ].join('\n');
}

const DAYS_OF_CONTACT = 180;

/** security.txt (RFC 9116): where to report a vulnerability. It expires after half a year. */
export function security(queries: EditionQueries): string {
  const { origin, language, security } = queries.publication();
  const [today] = spanOf(queries.today(), 'UTC');
  return [
    `Contact: ${security}`,
    `Expires: ${isoInstant(today + DAYS_OF_CONTACT * 86_400_000)}`,
    `Preferred-Languages: ${language}`,
    `Canonical: ${origin}${pathTo({ kind: 'document', edition: '', name: 'security' })}`,
    '',
  ].join('\n');
}

/** What a browser needs to search here by itself (OpenSearch 1.1). */
export function opensearch(queries: EditionQueries): string {
  const { name, tagline, language, origin, edition } = queries.publication();
  const search = origin + pathTo({ kind: 'search', edition });
  return xmlDocument(
    x('OpenSearchDescription', { xmlns: 'http://a9.com/-/spec/opensearch/1.1/' }, [
      x('ShortName', name.slice(0, 16)),
      x('Description', tagline.slice(0, 1024)),
      x('Url', { type: 'text/html', template: `${search}?q={searchTerms}` }),
      x('Image', { width: '32', height: '32', type: 'image/svg+xml' }, `${origin}/icon.svg`),
      x('Language', language),
      x('InputEncoding', 'UTF-8'),
      x('OutputEncoding', 'UTF-8'),
    ]),
  );
}

/** What a telephone needs to put the site beside its programs (https://www.w3.org/TR/appmanifest/). */
export function manifest(queries: EditionQueries): string {
  const { name, tagline, language } = queries.publication();
  const { colours = null } = queries.theme() ?? {};
  const fields = {
    name,
    short_name: name,
    description: tagline,
    lang: language,
    start_url: '/',
    scope: '/',
    display: 'browser',
    ...(colours ? { theme_color: colours.light.paper, background_color: colours.light.paper } : {}),
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
      { src: '/icon-192.png', type: 'image/png', sizes: '192x192' },
      { src: LOGO.path, type: 'image/png', sizes: `${LOGO.side}x${LOGO.side}` },
    ],
  };
  return `${JSON.stringify(fields, null, 1)}\n`;
}
