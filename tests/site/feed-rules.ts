import { JSDOM } from 'jsdom';

// The rules for feeds that the W3C's validator checks: RSS 2.0 and its modules, RFC 4287 and JSON Feed 1.1.
// Each function returns the errors of a feed in words, and none for a valid feed.

const RFC822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} (?:GMT|[+-]\d{4})$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/;
const MEDIA_TYPE = /^[a-z]+\/[a-z\d.+-]+$/;
const ATOM = 'http://www.w3.org/2005/Atom';

const isAddress = (text: string | null | undefined) =>
  /^https?:\/\//.test(text ?? '') && URL.canParse(text ?? '') && !/[\s<>"]/.test(text ?? '');
const isLanguage = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
};

/** One window parses all documents: to make a window takes longer than to parse a feed. */
const parser = new new JSDOM().window.DOMParser();

/** Parses an XML document; throws if it is not well-formed. */
export function parseXml(xml: string): Document {
  const document = parser.parseFromString(xml, 'application/xml');
  const [error] = document.getElementsByTagName('parsererror');
  if (error) throw new Error(`The XML is not well-formed: ${error.textContent}`);
  return document;
}

const childrenOf = (parent: Element, name: string) => [...parent.children].filter((child) => child.nodeName === name);
const textOf = (parent: Element, name: string) => childrenOf(parent, name)[0]?.textContent ?? '';

/** Errors of the HTML in a feed, which other pages embed. */
function htmlFaults(html: string): string[] {
  const found: string[] = [];
  for (const element of parser.parseFromString(html, 'text/html').body.querySelectorAll('*')) {
    if (/^(?:script|style|iframe|object|embed|form|input|link|meta|base|nav|source)$/i.test(element.tagName)) {
      found.push(`a <${element.tagName.toLowerCase()}>`);
    }
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^class$|^id$/.test(name)) found.push(`the attribute ${name}`);
      if (['href', 'src'].includes(name) && !isAddress(value) && !value.startsWith('mailto:'))
        found.push(`the address ${value}`);
    }
  }
  return found.map((what) => `the HTML holds ${what}`);
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, at) => values.indexOf(value) !== at).map((value) => `${value} stands there twice`);
}

/** How often each child may occur in its parent. */
type Counts = Record<string, readonly [least: number, most: number]>;

function countFaults(parent: Element, counts: Counts): string[] {
  const found = Object.entries(counts).flatMap(([name, [least, most]]) => {
    const number = childrenOf(parent, name).length;
    return number < least || number > most ? [`<${parent.nodeName}> has ${number} <${name}>`] : [];
  });
  const unknown = [...parent.children].filter(({ nodeName }) => !(nodeName in counts)).map(({ nodeName }) => nodeName);
  return [...found, ...unknown.map((name) => `<${parent.nodeName}> has a <${name}>`)];
}

const MANY = Number.POSITIVE_INFINITY;

/** Errors of an RSS feed from the URL `self`. */
export function rssFaults(xml: string, self: string): string[] {
  const { documentElement: rss } = parseXml(xml);
  const found: string[] = [];
  const check = (valid: boolean, error: string) => {
    if (!valid) found.push(error);
  };
  check(rss.nodeName === 'rss' && rss.getAttribute('version') === '2.0', 'it is not RSS 2.0');
  const [channel, ...others] = rss.children;
  if (!channel || others.length > 0) return [...found, 'it has not one channel'];
  found.push(
    ...countFaults(channel, {
      title: [1, 1],
      link: [1, 1],
      description: [1, 1],
      language: [1, 1],
      copyright: [0, 1],
      lastBuildDate: [0, 1],
      generator: [0, 1],
      docs: [0, 1],
      'atom:link': [1, 4],
      image: [0, 1],
      item: [0, MANY],
    }),
  );
  check(isAddress(textOf(channel, 'link')), 'the link of the channel is no address');
  check(
    textOf(channel, 'title') !== '' && textOf(channel, 'description') !== '',
    'the channel is not named or described',
  );
  check(isLanguage(textOf(channel, 'language')), 'the language is none');
  found.push(...repeated(childrenOf(channel, 'atom:link').map((link) => `the link ${link.getAttribute('rel')}`)));
  for (const link of childrenOf(channel, 'atom:link')) {
    check(/^(?:self|hub|first|next)$/.test(link.getAttribute('rel') ?? ''), 'a link of Atom has an odd relation');
    check(link.namespaceURI === ATOM && isAddress(link.getAttribute('href')), 'a link of Atom leads nowhere');
    if (link.getAttribute('rel') === 'self')
      check(link.getAttribute('href') === self, `it calls itself ${link.getAttribute('href')}`);
  }
  for (const image of childrenOf(channel, 'image')) {
    found.push(...countFaults(image, { url: [1, 1], title: [1, 1], link: [1, 1] }));
    check(textOf(image, 'link') === textOf(channel, 'link'), 'the image links elsewhere');
    check(textOf(image, 'title') === textOf(channel, 'title'), 'the image is called otherwise');
  }
  const items = childrenOf(channel, 'item');
  found.push(...repeated(items.map((item) => textOf(item, 'guid'))));
  const build = childrenOf(channel, 'lastBuildDate')[0]?.textContent;
  check(build == null || RFC822.test(build), `the date ${build} is none`);
  for (const item of items) {
    found.push(
      ...countFaults(item, {
        title: [1, 1],
        link: [1, 1],
        guid: [1, 1],
        pubDate: [1, 1],
        description: [1, 1],
        'content:encoded': [1, 1],
        category: [0, MANY],
        'dc:creator': [0, MANY],
        'dc:contributor': [0, MANY],
        'dc:language': [0, 1],
        'dcterms:modified': [0, 1],
        enclosure: [0, 1],
        'media:content': [0, 1],
      }),
    );
    check(textOf(item, 'title') !== '', 'an item has no title');
    check(isAddress(textOf(item, 'link')) && isAddress(textOf(item, 'guid')), 'an item leads nowhere');
    check(RFC822.test(textOf(item, 'pubDate')), `the date ${textOf(item, 'pubDate')} is none`);
    for (const date of childrenOf(item, 'dcterms:modified'))
      check(RFC3339.test(date.textContent ?? ''), 'a change has no date');
    for (const enclosure of childrenOf(item, 'enclosure')) {
      check(isAddress(enclosure.getAttribute('url')), 'an enclosure is nowhere');
      check(/^\d+$/.test(enclosure.getAttribute('length') ?? ''), 'an enclosure has no length');
      check(MEDIA_TYPE.test(enclosure.getAttribute('type') ?? ''), 'an enclosure has no type');
    }
    found.push(...htmlFaults(textOf(item, 'content:encoded')));
  }
  return found;
}

/** Errors of an Atom feed from the URL `self`. */
export function atomFaults(xml: string, self: string): string[] {
  const { documentElement: feed } = parseXml(xml);
  const found: string[] = [];
  const check = (valid: boolean, error: string) => {
    if (!valid) found.push(error);
  };
  check(feed.nodeName === 'feed' && feed.namespaceURI === ATOM, 'it is not Atom');
  found.push(
    ...countFaults(feed, {
      id: [1, 1],
      title: [1, 1],
      subtitle: [0, 1],
      updated: [1, 1],
      author: [1, 1],
      link: [2, 5],
      icon: [0, 1],
      rights: [0, 1],
      generator: [0, 1],
      entry: [0, MANY],
    }),
  );
  const linkOf = (parent: Element, rel: string) =>
    childrenOf(parent, 'link')
      .filter((link) => link.getAttribute('rel') === rel)
      .map((link) => link.getAttribute('href'));
  check(String(linkOf(feed, 'self')) === self, `it calls itself ${linkOf(feed, 'self')}`);
  const entries = childrenOf(feed, 'entry');
  found.push(...repeated(entries.map((entry) => textOf(entry, 'id'))));
  for (const part of [feed, ...entries]) {
    check(isAddress(textOf(part, 'id')), 'an id is no address');
    check(RFC3339.test(textOf(part, 'updated')), 'a change has no date');
    check(isLanguage(part.getAttribute('xml:lang') ?? ''), 'a language is none');
    check(
      linkOf(part, 'alternate').length === 1 && isAddress(linkOf(part, 'alternate')[0]),
      'something has not one page',
    );
    for (const person of [...childrenOf(part, 'author'), ...childrenOf(part, 'contributor')]) {
      found.push(...countFaults(person, { name: [1, 1], uri: [0, 1] }));
      check(textOf(person, 'name') !== '' && isAddress(textOf(person, 'uri')), 'a person has no name or address');
    }
  }
  for (const entry of entries) {
    found.push(
      ...countFaults(entry, {
        id: [1, 1],
        title: [1, 1],
        updated: [1, 1],
        published: [1, 1],
        link: [1, 2],
        author: [0, MANY],
        contributor: [0, MANY],
        category: [0, MANY],
        summary: [0, 1],
        content: [1, 1],
      }),
    );
    check(RFC3339.test(textOf(entry, 'published')), 'an entry has no date');
    check(textOf(entry, 'published') <= textOf(entry, 'updated'), 'an entry was changed before it came out');
    check(
      childrenOf(entry, 'category').every((category) => category.getAttribute('term')),
      'a category has no term',
    );
    check(childrenOf(entry, 'content')[0]?.getAttribute('type') === 'html', 'a text is not HTML');
    found.push(...htmlFaults(textOf(entry, 'content')));
  }
  const dates = entries.map((entry) => textOf(entry, 'updated')).sort();
  check(
    entries.length === 0 || dates.at(-1) === textOf(feed, 'updated'),
    'the feed changed at another time than its stories',
  );
  return found;
}

type Json = Record<string, unknown>;

const JSON_FEED = [
  'version',
  'title',
  'home_page_url',
  'feed_url',
  'next_url',
  'description',
  'icon',
  'favicon',
  'authors',
  'language',
  'hubs',
  'items',
];
const JSON_ITEM = [
  'id',
  'url',
  'title',
  'summary',
  'content_html',
  'image',
  'date_published',
  'date_modified',
  'authors',
  'tags',
  'language',
  'attachments',
];

/** Errors of a JSON Feed from the URL `self`. */
export function jsonFeedFaults(json: string, self: string): string[] {
  const feed = JSON.parse(json) as Json & { items: (Json & { id: string; content_html: string })[] };
  const found: string[] = [];
  const check = (valid: boolean, error: string) => {
    if (!valid) found.push(error);
  };
  const keys = (value: Json, known: readonly string[]) => Object.keys(value).every((key) => known.includes(key));
  check(feed.version === 'https://jsonfeed.org/version/1.1', 'it is not JSON Feed 1.1');
  check(
    keys(feed, JSON_FEED) && typeof feed.title === 'string' && feed.title !== '',
    'it has no title, or an unknown member',
  );
  check(feed.feed_url === self, `it calls itself ${feed.feed_url}`);
  check(feed.next_url === undefined || isAddress(feed.next_url as string), 'the next page is nowhere');
  for (const address of [feed.home_page_url, feed.icon, feed.favicon])
    check(isAddress(address as string), `${address} is nowhere`);
  check(isLanguage(String(feed.language)), 'the language is none');
  found.push(...repeated(feed.items.map(({ id }) => id)));
  for (const item of feed.items) {
    check(
      keys(item, JSON_ITEM) && typeof item.id === 'string' && item.id !== '',
      'an item has no id, or an unknown member',
    );
    check(
      isAddress(item.url as string) && (item.image === undefined || isAddress(item.image as string)),
      'an item leads nowhere',
    );
    for (const date of [item.date_published, item.date_modified ?? item.date_published])
      check(RFC3339.test(String(date)), 'a date is none');
    check(isLanguage(String(item.language)), 'a language is none');
    check(
      (item.tags as unknown[]).every((tag) => typeof tag === 'string' && tag !== ''),
      'a tag has no name',
    );
    for (const author of item.authors as Json[]) {
      check(
        keys(author, ['name', 'url', 'avatar']) && isAddress(author.url as string),
        'an author is not as they should be',
      );
    }
    for (const file of (item.attachments ?? []) as Json[]) {
      check(
        isAddress(file.url as string) && MEDIA_TYPE.test(String(file.mime_type)),
        'an attachment is not as it should be',
      );
    }
    found.push(...htmlFaults(item.content_html));
  }
  return found;
}
