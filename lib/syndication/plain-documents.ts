import { isoInstant, spanOf } from '../dates.ts';
import { index } from '../index/queries.ts';
import { FEED_FORMATS, type FeedFormat, pathTo } from '../urls.ts';
import { LOGO } from './pictures.ts';

const FEED_NAMES: Readonly<Record<FeedFormat, string>> = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' };

/** What crawlers may ask for (RFC 9309): all that is there for readers. */
export function robots(): string {
  const { origin } = index.publication();
  return [
    'User-agent: *',
    'Disallow: /_dateline/',
    '',
    `Sitemap: ${origin}${pathTo({ kind: 'sitemap', part: null })}`,
    `Sitemap: ${origin}${pathTo({ kind: 'document', name: 'news' })}`,
    '',
  ].join('\n');
}

/** The way in for language models (https://llmstxt.org/): who we are, the newest stories as Markdown, and where all others are. */
export function llms(): string {
  const { origin, name, tagline } = index.publication();
  const link = (text: string, path: string, note = '') =>
    `- [${text.replace(/[[\]\\]/g, '\\$&').replace(/\s+/g, ' ')}](${origin}${path})${note && `: ${note.replace(/\s+/g, ' ')}`}`;
  const stories = index
    .newestOf({ kind: 'front' })
    .map((slug) => index.story(slug))
    .filter((story) => story !== null);
  return [
    `# ${name}`,
    '',
    `> ${tagline}`,
    '',
    'Every article can be had as Markdown: add “.md” to its address, or ask for it with “Accept: text/markdown”.',
    '',
    '## Newest stories',
    '',
    ...stories.map(({ slug, headline, standfirst }) => link(headline, pathTo({ kind: 'markdown', slug }), standfirst)),
    '',
    '## Sections',
    '',
    ...index.sections().map(({ slug, name }) => link(name, pathTo({ kind: 'tag', slug, page: 1 }))),
    '',
    '## About us',
    '',
    ...index.footerPages().map(({ slug, title }) => link(title, pathTo({ kind: 'page', slug }))),
    link('Corrections', pathTo({ kind: 'corrections', page: 1 })),
    '',
    '## Everything',
    '',
    link('Archive', pathTo({ kind: 'archive', date: '', page: 1 }), 'all stories by date'),
    ...FEED_FORMATS.map((format) => link(FEED_NAMES[format], pathTo({ kind: 'feed', of: { kind: 'front' }, format }))),
    link('Sitemap', pathTo({ kind: 'sitemap', part: null })),
    '',
  ].join('\n');
}

const DAYS_OF_CONTACT = 180;

/** Where to report a weakness of the site (RFC 9116); it says so for the next half year. */
export function security(): string {
  const { origin, language, security } = index.publication();
  const [today] = spanOf(index.today(), 'UTC');
  return [
    `Contact: ${security}`,
    `Expires: ${isoInstant(today + DAYS_OF_CONTACT * 86_400_000)}`,
    `Preferred-Languages: ${language}`,
    `Canonical: ${origin}${pathTo({ kind: 'document', name: 'security' })}`,
    '',
  ].join('\n');
}

/** What a telephone needs to put the site beside its programs (https://www.w3.org/TR/appmanifest/). */
export function manifest(): string {
  const { name, tagline, language } = index.publication();
  const said = {
    name,
    short_name: name,
    description: tagline,
    lang: language,
    start_url: '/',
    scope: '/',
    display: 'browser',
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
      { src: '/icon-192.png', type: 'image/png', sizes: '192x192' },
      { src: LOGO.path, type: 'image/png', sizes: `${LOGO.side}x${LOGO.side}` },
    ],
  };
  return `${JSON.stringify(said, null, 1)}\n`;
}
