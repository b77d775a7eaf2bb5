import { x } from 'xastscript';
import type { ArticleKey } from '../routes/page-kinds.ts';
import { pathTo } from '../routes/routes.ts';
import { SHARE_IMAGE, shareImagePath } from '../routes/share-image.ts';
import type { ContentStore } from '../store/content-store.ts';
import { queriesFor } from '../store/queries/queries.ts';
import { xmlDocument } from './xml.ts';

/** An answer of the oEmbed provider. */
export type OEmbedAnswer = Readonly<{ status: 200 | 400 | 404 | 501; type: string; text: string }>;

/** Returns the URL at which other sites get the data to embed an article (https://oembed.com/). */
export function oembedAddress(origin: string, { edition, slug }: ArticleKey): string {
  return `${origin}/oembed?url=${encodeURIComponent(origin + pathTo({ kind: 'article', edition, slug }))}`;
}

/** The answer to `/oembed?…`: an article of ours as a link with an image. */
export function oembed(store: ContentStore, query: URLSearchParams): OEmbedAnswer {
  const { publication, canonicalRoute } = queriesFor(store, '');
  const { origin } = publication();
  const refuse = (status: 400 | 404 | 501, text: string): OEmbedAnswer => ({
    status,
    type: 'text/plain',
    text: `${text}\n`,
  });
  const format = query.get('format') ?? 'json';
  if (format !== 'json' && format !== 'xml') return refuse(501, 'The formats are json and xml.');
  const address = query.get('url');
  if (!address) return refuse(400, 'Which article? Ask with url=….');
  const url = URL.canParse(address) ? new URL(address) : null;
  const route = url?.host === new URL(origin).host ? canonicalRoute(url.pathname) : null;
  const edition = route?.kind === 'article' ? route.edition : '';
  const queries = queriesFor(store, edition);
  const story = route?.kind === 'article' ? queries.story(route.slug) : null;
  if (!story) return refuse(404, 'There is no such article here.');
  const { name } = queries.publication();
  const [author] = story.byline;
  const fits = SHARE_IMAGE.width <= limit(query.get('maxwidth')) && SHARE_IMAGE.height <= limit(query.get('maxheight'));
  const properties: Record<string, string | number> = {
    version: '1.0',
    type: 'link',
    title: story.headline,
    ...(author
      ? { author_name: author.name, author_url: origin + pathTo({ kind: 'author', edition, id: author.id, page: 1 }) }
      : {}),
    provider_name: name,
    provider_url: origin + pathTo({ kind: 'home', edition, page: 1 }),
    // The image comes in one size: where that is too large, there is none.
    ...(fits
      ? {
          thumbnail_url: origin + shareImagePath(story),
          thumbnail_width: SHARE_IMAGE.width,
          thumbnail_height: SHARE_IMAGE.height,
        }
      : {}),
  };
  if (format === 'json') return { status: 200, type: 'application/json', text: `${JSON.stringify(properties)}\n` };
  const fields = Object.entries(properties).map(([key, value]) => x(key, String(value)));
  return { status: 200, type: 'text/xml', text: xmlDocument(x('oembed', fields)) };
}

function limit(text: string | null): number {
  return text !== null && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
