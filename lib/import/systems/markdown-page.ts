import path from 'node:path';
import { checkTextLimits } from '../../markdown/check-text-limits.ts';
import type { ImportedImage, ImportedItem, ImportedStory, LeftOut } from '../imported-item.ts';
import { isoDate } from './foreign-dates.ts';
import { splitPage } from './foreign-front-matter.ts';
import type { Site } from './markdown-site.ts';
import { contextOf } from './page-context.ts';
import { type PageKeys, plainText } from './page-keys.ts';
import { cleanPath } from './permalinks.ts';
import type { PagePlace } from './site-generators.ts';
import { pageOf, type SitePage } from './site-page.ts';
import { nameOfId } from './site-people.ts';
import type { TemplateContext } from './template-forms.ts';
import { convertTemplates } from './template-text.ts';

// One page of a site as a story, with what of it is left out.

type OnUnused = (key: string, source: string) => void;

/** The items of a page: a story, or why there is none. `onUnused` is called for each key without a place. */
export function readPage(site: Site, file: string, onUnused: OnUnused): ImportedItem[] {
  const found = site.files.read(file);
  if (found === null) return [];
  const leftOut = (what: string, words?: string): LeftOut => ({
    kind: 'left-out',
    source: file,
    what,
    ...(words ? { words } : {}),
  });
  if ('problem' in found) return [leftOut(`a page that cannot be read: ${found.problem}`)];
  const split = splitPage(found.text);
  const page = pageOf(site, file, split);
  const { keys, place } = page;
  if (place.isList)
    return split.body.trim() === '' ? [] : [leftOut('the text of a list of pages', plainText(split.body) ?? '')];
  const isHtml = /\.html?$/i.test(file);
  // A file that is copied, such as a README.
  if (!split.hasFrontMatter && !place.isPost) return isHtml ? [leftOut('an HTML file without front matter')] : [];
  if (isHtml && !place.isPost && LOOP.test(split.body)) return [leftOut('a page that a template fills with a list')];
  if (isNeverRendered(keys)) return [leftOut('a page that is never published')];
  const notes: LeftOut[] = [];
  if (split.problem !== null) notes.push(leftOut(`front matter that cannot be read as a whole: ${split.problem}`));
  const limit = checkTextLimits(page.body);
  if (limit) {
    return [
      ...notes,
      leftOut(`a page that is too large: line ${limit.line} of its text: ${limit.reason} ${limit.fix}`),
    ];
  }
  if (page.date !== null && isoDate(page.date) === null) notes.push(leftOut('a date that cannot be read', page.date));
  const story = storyOf(site, page, notes, leftOut);
  if (story === null) return [...notes, leftOut('a page without a text')];
  const expiry = keys.get('expirydate');
  if (typeof expiry === 'string') notes.push(leftOut('the date on which a story ends; it stays published', expiry));
  const used = story.text.format === 'markdown' ? keys.linkLists.map(({ key }) => key) : [];
  for (const key of keys.unused(new Set(['expirydate', ...used]))) onUnused(key, file);
  return [story, ...notes];
}

/** The beginning of a loop in Liquid or Nunjucks. */
const LOOP = /\{%-?\s*(?:for|tablerow|paginate)\s/;

/** Pages of Hugo that only other pages use. */
function isNeverRendered(keys: PageKeys): boolean {
  const render = keys.get('build.render') ?? keys.get('_build.render');
  return keys.get('headless') === true || render === 'never' || render === false;
}

function storyOf(
  site: Site,
  page: SitePage,
  notes: LeftOut[],
  leftOut: (what: string, words?: string) => LeftOut,
): ImportedStory | null {
  const { file, place, keys, facts, body } = page;
  const { generator } = site;
  const own = generator.address(site.config, place, facts, keys);
  const address = own === null ? null : cleanPath(site.basePath + own);
  const folder = path.posix.dirname(file);
  const base = address ?? cleanPath(`/${folder}/`);
  site.folderOfBase.set(base.slice(0, base.lastIndexOf('/') + 1), folder === '.' ? '' : folder);

  const context = contextOf(site, page, folder);
  const isMarkdown = !/\.html?$/i.test(file);
  const { text, lost } = convertTemplates(body, generator.syntax, isMarkdown, context);
  for (const { name, words } of lost) notes.push(leftOut(`the tag “${name}” of a template`, words));
  const elsewhere = ['source_url', 'external_url', 'link', 'redirectto', 'redirect_to'].map((key) => keys.get(key));
  const link = elsewhere.find((url) => typeof url === 'string' && /^https?:\/\//.test(url));
  if (text.trim() === '' && link === undefined) return null;
  const image = keys.image;
  const isStory = isStoryOf(site, page);
  return {
    kind: isStory ? 'story' : 'page',
    source: file,
    title: facts.title || titleOf(text) || nameOfId(place.name),
    text: isMarkdown
      ? { format: 'markdown', text: (text.trim() === '' ? `<${link}>\n` : text) + linksBelow(keys) }
      : { format: 'html', text },
    base,
    slug: facts.slug?.split('/').filter(Boolean).at(-1) ?? lastPart(keys.written('permalink')) ?? place.name,
    date: page.date === null ? null : isoDate(page.date),
    updated: isoDate(keys.written('updated') ?? ''),
    authors: authorsOf(site, keys),
    tags: tagsOf(site, page),
    section: keys.text('section'),
    standfirst: keys.text('standfirst'),
    language: keys.language ?? place.language,
    image: image === null ? bundleImage(site, place, folder) : { ...image, ...imageAt(context, image) },
    draft: keys.isDraft || place.isDraft,
    oldAddresses: oldAddresses(site, keys, address),
  };
}

/** The lists of links that a layout would show below a text. */
function linksBelow(keys: PageKeys): string {
  return keys.linkLists
    .map(({ key, links }) => {
      const name = nameOfId(key.toLowerCase()).toLowerCase();
      const items = links.map(({ title, url, source }) => {
        const words = title.replace(/[[\]\\]/g, '\\$&');
        return `- [${words}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)${source && `, ${source}`}\n`;
      });
      return `\n\n## ${name[0]?.toUpperCase()}${name.slice(1)}\n\n${items.join('')}`;
    })
    .join('');
}

/** The slug of an address that the page gives itself without parts to fill in. */
function lastPart(permalink: string | null): string | null {
  if (permalink === null || /[:{]/.test(permalink)) return null;
  const part = permalink
    .replace(/(?:\/index)?\.html?$/, '')
    .split('/')
    .filter(Boolean)
    .at(-1);
  return part ?? null;
}

function isStoryOf({ generator }: Site, { place, keys, date }: SitePage): boolean {
  if (place.isPost || place.isDraft) return true;
  if (generator.name === 'Jekyll') return false;
  if (generator.name === 'Hugo') return date !== null && place.folders.length > 0;
  return date !== null || keys.named('tags').some((tag) => /^posts?$/.test(tag));
}

/** The first heading of a Markdown text. */
function titleOf(text: string): string | null {
  const heading = text.split('\n', 200).find((line) => /^ {0,3}##? /.test(line)) ?? '';
  return plainText(heading.replaceAll('#', ' '));
}

function authorsOf({ authors }: Site, keys: PageKeys): string[] {
  const written = keys
    .list('authors')
    .flatMap((name) => (authors.has(name) ? [name] : name.split(/[,;]| & /).map((part) => part.trim())));
  const names = written.filter(Boolean).map((name) => {
    const known = authors.get(name);
    if (known) return known.id;
    const id = name.toLowerCase().replace(/\s+/g, '-');
    const other = authors.get(id);
    if (other) return other.id;
    return /^[a-z\d]+(?:[-_][a-z\d]+)*$/.test(name) ? nameOfId(name) : name;
  });
  return [...new Set(names)];
}

function tagsOf({ generator, tags }: Site, { keys, facts }: SitePage): string[] {
  const written = [
    ...keys.named('tags', generator.tagsBySpaces),
    ...keys.named('tag'),
    ...keys.named('topics'),
    ...(generator.name === 'Jekyll' ? facts.categories : [...keys.named('categories'), ...keys.named('category')]),
  ];
  const names = written
    .filter((name) => !generator.internalTags.includes(name.toLowerCase()))
    .map((name) => tags.get(name)?.name ?? tags.get(name.toLowerCase().replace(/\s+/g, '-'))?.name ?? name);
  return [...new Set(names)];
}

function oldAddresses({ basePath, generator }: Site, keys: PageKeys, address: string | null): string[] {
  const parent = address?.slice(0, address.lastIndexOf('/', address.length - 2) + 1) ?? '/';
  const aliases = keys.list('aliases').flatMap((alias) => {
    const path = /^https?:\/\//.test(alias) ? (URL.parse(alias)?.pathname ?? '') : alias;
    if (path.trim() === '') return [];
    // Hugo’s aliases without a slash are beside the page.
    return [
      path.startsWith('/')
        ? cleanPath(basePath + path)
        : cleanPath((generator.syntax === 'hugo' ? parent : '/') + path),
    ];
  });
  // Hosts serve `/ferry.html` as `/ferry` too.
  const short = address?.endsWith('.html') ? [address.slice(0, -'.html'.length)] : [];
  return [...new Set([...(address === null ? [] : [address]), ...short, ...aliases])];
}

/** The image of a page bundle by its usual names. */
function bundleImage({ files }: Site, { isBundle }: PagePlace, folder: string): ImportedImage | null {
  if (!isBundle) return null;
  const names = ['cover', 'featured', 'feature', 'thumbnail'].flatMap((name) =>
    ['jpg', 'jpeg', 'png', 'webp', 'avif'].map((ending) => `${name}.${ending}`),
  );
  const src = names.find((name) => files.has(`${folder}/${name}`));
  return src === undefined ? null : { src, alt: null, caption: null, credit: null };
}

/** A lead image with what the site’s data say about it. */
function imageAt(context: TemplateContext, { src, alt, caption }: ImportedImage): Partial<ImportedImage> {
  const known = /^(?:https?:)?\/\//.test(src) ? null : context.imageOf(src);
  return known === null
    ? {}
    : { src: known.src, alt: alt ?? (known.alt || null), caption: caption ?? (known.caption || null) };
}
