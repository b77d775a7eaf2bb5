import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DownloadError, type DownloadLimits, download, openDownload } from '../../download.ts';
import { oneLine, textOfHtml } from '../html-tree.ts';
import { readWxr, type WxrCategory, type WxrPart, type WxrSource } from './wxr-items.ts';

// A site of WordPress at its address: an export that lies there, or what its REST API shows to everybody
// (https://developer.wordpress.org/rest-api/). Its answers are kept in files until the import ends, since an
// archive is read several times.

/** A person has typed the address: it may be that of a site within their own network. */
const mayConnect = () => true;
const OF_EXPORT: DownloadLimits = { bytes: 2_000_000_000, milliseconds: 3_600_000, mayConnect };
/** An answer has 100 posts at most. */
const OF_ANSWER: DownloadLimits = { bytes: 50_000_000, milliseconds: 120_000, mayConnect };
const MAX_BYTES = 5_000_000_000;
/** So many answers of a list are read: a million posts. */
const MAX_ANSWERS = 10_000;
const MAX_TRIES = 3;

/** The lists of a site, with the fields that are read. */
const LISTS = {
  categories: 'id,name,slug,description,parent',
  tags: 'id,name,slug,description',
  users: 'id,name,slug,description',
  media: 'id,source_url,alt_text,caption,post',
  pages:
    'id,date,date_gmt,modified,modified_gmt,slug,link,title,content,excerpt,author,featured_media,yoast_head_json.author',
  posts:
    'id,date,date_gmt,modified,modified_gmt,slug,link,title,content,excerpt,author,featured_media,categories,tags,yoast_head_json.author',
} as const;
type List = keyof typeof LISTS;

type Row = Readonly<Record<string, unknown>>;

/** `pause` is how many milliseconds pass before another try, and `progress` hears of rows that have come. */
export type SiteOptions = Readonly<{ pause: number; progress(rows: number): void }>;

const DEFAULTS: SiteOptions = { pause: 2_000, progress: () => {} };

/**
 * Fetches an export, or what a site of WordPress shows. Throws an error with a sentence if the address is
 * neither, or too large.
 */
export async function fetchWordPress(address: string, options: Partial<SiteOptions> = {}): Promise<WxrSource> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-wordpress-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    const { url, type, headers, body } = await openDownload(address, OF_EXPORT, 'application/xml, text/html;q=0.9');
    if (/xml$/.test(type) && type !== 'application/xhtml+xml') {
      const file = path.join(folder, 'export.xml');
      await writeFile(file, body);
      return { read: () => readWxr(file), notShown: [], close };
    }
    for await (const _ of body) break; // only its headers are needed
    const site = new Site(rootOf(url, String(headers.link ?? '')), folder, { ...DEFAULTS, ...options });
    await site.fetchAll();
    const what = 'drafts, scheduled, private and other posts that a site does not show: an export has them';
    return { read: () => site.parts(), notShown: [what], close };
  } catch (error) {
    close();
    throw new Error(`“${address}” cannot be imported: ${(error as Error).message}`);
  }
}

/** The address of the REST API, which a site names in the headers of its pages. */
function rootOf(url: string, links: string): URL {
  // `<https://ferry.example/wp-json/>; rel="https://api.w.org/"`
  const link = links.split(',').find((one) => one.includes('rel="https://api.w.org/"'));
  const named = link?.slice(link.indexOf('<') + 1, link.indexOf('>'));
  const found = URL.parse(named ?? '', url);
  if (named !== undefined && found?.host === new URL(url).host) return found;
  return /\/wp-json\/?$/.test(new URL(url).pathname) ? new URL(url) : new URL('wp-json/', new URL('.', url));
}

class Site {
  readonly #root: URL;
  readonly #folder: string;
  readonly #options: SiteOptions;
  readonly #answers = new Map<List, number>();
  #home = '';
  #rows = 0;
  #bytes = 0;

  constructor(root: URL, folder: string, options: SiteOptions) {
    this.#root = root;
    this.#folder = folder;
    this.#options = options;
  }

  async fetchAll(): Promise<void> {
    const about = await this.#json(this.#root).catch((error: Error) => {
      throw new Error(`${NO_SITE} (${this.#root.href}: ${error.message})`);
    });
    const { home, url, namespaces } = about.value as Row;
    if (!Array.isArray(namespaces) || !namespaces.includes('wp/v2')) throw new Error(NO_SITE);
    this.#home = text(home) || text(url);
    for (const list of Object.keys(LISTS) as List[]) {
      try {
        await this.#fetchList(list);
      } catch (error) {
        // Many sites hide who has an account: posts then have the authors that their pages name.
        if (list !== 'users' || !(error instanceof DownloadError)) throw error;
      }
    }
  }

  async #fetchList(list: List): Promise<void> {
    let answers = 1;
    for (let answer = 1; answer <= answers; answer++) {
      const parameters = { per_page: '100', page: String(answer), orderby: 'id', order: 'asc', _fields: LISTS[list] };
      const { value, bytes, pages } = await this.#json(this.#endpoint(`/wp/v2/${list}`, parameters));
      if (!Array.isArray(value)) throw new Error(`its list of ${list} cannot be read.`);
      if (answer === 1) answers = pages;
      if (answers > MAX_ANSWERS) throw new Error(`it has more than ${MAX_ANSWERS * 100} ${list}.`);
      writeFileSync(this.#file(list, answer), bytes);
      this.#answers.set(list, answer);
      this.#rows += value.length;
      this.#options.progress(this.#rows);
    }
  }

  #endpoint(route: string, parameters: Readonly<Record<string, string>>): URL {
    const url = new URL(this.#root);
    // Without permalinks the API has its routes in the query.
    if (url.searchParams.has('rest_route')) url.searchParams.set('rest_route', route);
    else url.pathname = url.pathname.replace(/\/$/, '') + route;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  }

  #file = (list: List, answer: number) => path.join(this.#folder, `${list}-${answer}.json`);

  /** An answer in JSON, and the number of answers of its list. What may pass by itself is tried again. */
  async #json(url: URL): Promise<{ value: unknown; bytes: Buffer; pages: number }> {
    for (let tries = 1; ; tries++) {
      try {
        const { bytes, headers, url: from } = await download(url.href, OF_ANSWER, 'application/json');
        if (new URL(from).host !== url.host) throw new Error(`it leads to another site, ${new URL(from).host}.`);
        this.#bytes += bytes.length;
        if (this.#bytes > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES.toLocaleString('en')} bytes.`);
        return { value: parsed(bytes), bytes, pages: Number(headers['x-wp-totalpages'] ?? 1) || 1 };
      } catch (error) {
        const isBusy = error instanceof DownloadError && (error.status === 429 || error.status >= 500);
        if (!isBusy || tries === MAX_TRIES) throw error;
        await wait(tries * this.#options.pause);
      }
    }
  }

  *#rowsOf(list: List): Generator<Row> {
    for (let answer = 1; answer <= (this.#answers.get(list) ?? 0); answer++) {
      for (const row of parsed(readFileSync(this.#file(list, answer))) as unknown[])
        if (typeof row === 'object' && row !== null) yield row as Row;
    }
  }

  /** The parts that an export of the site would have. */
  async *parts(): AsyncGenerator<WxrPart> {
    yield { kind: 'site', texts: new Map([['wp:base_blog_url', this.#home]]) };
    const categories = new Map([...this.#rowsOf('categories')].map((row) => [text(row.id), row]));
    const tags = new Map([...this.#rowsOf('tags')].map((row) => [text(row.id), row]));
    const logins = new Map([...this.#rowsOf('users')].map((row) => [text(row.id), text(row.slug)]));
    for (const row of categories.values()) {
      const parent = text(categories.get(text(row.parent))?.slug);
      yield {
        kind: 'category',
        texts: termTexts(row, ['category_nicename', 'cat_name', 'category_description'], parent),
      };
    }
    for (const row of tags.values())
      yield { kind: 'tag', texts: termTexts(row, ['tag_slug', 'tag_name', 'tag_description'], '') };
    for (const row of this.#rowsOf('users')) {
      const texts = { login: row.slug, id: row.id, display_name: row.name, description: row.description };
      yield { kind: 'author', texts: named('wp:author_', texts) };
    }
    for (const row of this.#rowsOf('media')) yield mediaPart(row);
    const kinds = { pages: 'page', posts: 'post' } as const;
    for (const list of ['pages', 'posts'] as const) {
      for (const row of this.#rowsOf(list)) {
        const subjects = [
          ...subjectsIn(row.categories, categories, 'category'),
          ...subjectsIn(row.tags, tags, 'post_tag'),
        ];
        yield textPart(row, kinds[list], logins.get(text(row.author)) ?? '', subjects);
      }
    }
  }
}

const NO_SITE =
  'it is no site of WordPress, or does not show its posts to programs. Export it (Tools, Export), and name the file.';

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Error('it sends no JSON.');
  }
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The HTML of a field, which is an object with it. */
const rendered = (value: unknown): string => text((value as Row | null | undefined)?.rendered);

/** Texts by names with what they begin with. */
const named = (start: string, values: Row): Map<string, string> =>
  new Map(Object.entries(values).map(([name, value]) => [start + name, text(value)]));

function termTexts(row: Row, [slug, name, description]: readonly [string, string, string], parent: string) {
  const texts = { term_id: row.id, [slug]: row.slug, [name]: row.name, [description]: row.description };
  return named('wp:', { ...texts, category_parent: parent });
}

function subjectsIn(ids: unknown, terms: ReadonlyMap<string, Row>, domain: string): WxrCategory[] {
  const found = (Array.isArray(ids) ? (ids as unknown[]) : []).flatMap((id) => terms.get(text(id)) ?? []);
  return (found as Row[]).map((row) => ({ domain, nicename: text(row.slug), name: text(row.name) }));
}

function mediaPart(row: Row): WxrPart {
  const values = { post_type: 'attachment', post_id: row.id, attachment_url: row.source_url, post_parent: row.post };
  const texts = named('wp:', values).set('excerpt:encoded', rendered(row.caption));
  const meta = new Map([['_wp_attachment_image_alt', text(row.alt_text)]]);
  return { kind: 'item', item: { texts, meta, categories: [], comments: 0 } };
}

function textPart(row: Row, type: 'page' | 'post', login: string, categories: readonly WxrCategory[]): WxrPart {
  const values = {
    post_type: type,
    post_id: row.id,
    post_name: row.slug,
    status: 'publish',
    post_date_gmt: text(row.date_gmt).replace('T', ' '),
    post_date: text(row.date).replace('T', ' '),
    post_modified_gmt: text(row.modified_gmt).replace('T', ' '),
    post_modified: text(row.modified).replace('T', ' '),
    // The text itself is not in the answer.
    post_password: (row.content as Row | null)?.protected === true ? 'unknown' : '',
  };
  const html = rendered(row.content);
  const texts = named('wp:', values)
    .set('link', text(row.link))
    .set('title', rendered(row.title))
    .set('content:rendered', html)
    .set('excerpt:encoded', ownExcerpt(rendered(row.excerpt), html))
    .set('dc:creator', login || text((row.yoast_head_json as Row | null)?.author));
  return {
    kind: 'item',
    item: { texts, meta: new Map([['_thumbnail_id', text(row.featured_media)]]), categories, comments: 0 },
  };
}

/** An excerpt that an author wrote. WordPress makes one of the first words of a text that has none. */
function ownExcerpt(excerpt: string, html: string): string {
  const words = textOfHtml(excerpt);
  const isCut = /(?:…|\.\.\.|\[…\])$/.test(words) || /\bmore-link\b/.test(excerpt);
  return isCut || oneLine(textOfHtml(html)).startsWith(words) ? '' : excerpt;
}
