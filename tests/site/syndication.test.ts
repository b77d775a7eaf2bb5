import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { JSDOM } from 'jsdom';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { routeAt } from '#lib/routes/routes.ts';
import { atomFaults, jsonFeedFaults, parseXml, rssFaults } from './feed-rules.ts';
import { answers, documentOf, eventually, open, project, type Site, startSite } from './running-site.ts';
import { keepFewStories } from './sample-index.ts';

// Documents for feed readers, search engines and other machines, over HTTP.

const ORIGIN = 'https://dateline.example';
const NOW = Date.parse('2026-12-24T12:00:00Z');
const SEALED_UNTIL = Date.parse('2026-12-24T15:00:00Z');

/** Headlines that would break unescaped documents; the newest stories of this edition. */
const HOSTILE_HEADLINES = {
  quotes: 'He said "no" & \'never\' <b>again</b>',
  cdata: 'What ]]> ends, <![CDATA[ begins',
  script: '</script><script>alert(1)</script><!--',
  emoji: 'Whales 🐋 and families 👩‍👩‍👧‍👦 return',
  arabic: 'عودة العبّارات الليلية (2026) إلى الميناء',
  long: `${'A headline that goes on and on and does not end, '.repeat(6)}says a reader`.slice(0, 300),
};

let site: Site;
const folder = mkdtempSync(path.join(tmpdir(), 'dateline-syndication-'));

function story(title: string, date: string, more = '', body = 'The text.'): string {
  return `---\ntitle: ${JSON.stringify(title)}\nauthor: dario-quennell\ndate: ${date}\ntags: [Oceans]\n${more}---\n\n${body}\n`;
}

beforeAll(async () => {
  site = await startSite({
    at: NOW,
    arrange(content) {
      keepFewStories(content); // all pages and feeds of this site are made
      const write = (name: string, text: string) => writeFileSync(path.join(content, 'articles', `${name}.md`), text);
      write('reviewed', story('A long road, reviewed', '2026-12-21', 'type: review\n'));
      for (const [name, headline] of Object.entries(HOSTILE_HEADLINES))
        write(`hostile-${name}`, story(headline, '2026-12-24T10:00:00Z'));
      write('sealed', story('Under embargo', new Date(SEALED_UNTIL).toISOString()));
      write('sketch', story('Only a draft', '2026-12-20', 'draft: true\n'));
      write(
        'corrected',
        story(
          'Put right',
          '2026-12-23',
          'corrections: [{date: 2026-12-24T11:00:00Z, text: "The year <was> wrong."}]\n',
        ),
      );
      write(
        'linked',
        story(
          'With links',
          '2026-12-22',
          '',
          '[A page](/about), [a part](#part), ~~gone~~\n\n## Part\n\n- [x] Done\n\nA note.[^1]\n\n[^1]: Small.',
        ),
      );
      const publication = path.join(content, 'publication.yaml');
      const more = 'profiles: [https://social.example/@dateline]\n';
      writeFileSync(publication, readFileSync(publication, 'utf8') + more);
    },
  });
});
afterAll(async () => {
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(site.origin + (url.startsWith(ORIGIN) ? url.slice(ORIGIN.length) : url), {
    redirect: 'manual',
    headers,
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get('content-type') ?? '',
    headers: response.headers,
  };
};
const text = async (url: string) => (await get(url)).text;

/** Every URL of the sitemaps. */
async function addresses(): Promise<string[]> {
  const parts = locations(await text('/sitemap.xml'));
  return (await Promise.all(parts.map(text))).flatMap(locations);
}

let opened: Promise<Map<string, string>> | undefined;
/** The answers at all URLs of the sitemaps, by path: the status, a line break and the HTML. Requested once. */
const allPages = () =>
  (opened ??= addresses().then((all) =>
    answers(
      site.origin,
      all.map((address) => address.replace(ORIGIN, '') || '/'),
    ),
  ));

const locations = (xml: string) =>
  [...parseXml(xml).querySelectorAll('sitemap > loc, url > loc')].map(({ textContent }) => textContent ?? '');

const LISTS = ['', '/tags/oceans', '/tags/china', '/authors/dario-quennell', '/authors/aqsa-younas-rana'];

describe('feeds', () => {
  test.each(LISTS)('of “%s” keep the rules of their formats', async (list) => {
    const [rss, atom, json] = await Promise.all(['xml', 'atom', 'json'].map((ending) => get(`${list}/feed.${ending}`)));
    expect([rss?.status, atom?.status, json?.status]).toEqual([200, 200, 200]);
    expect([rss?.type, atom?.type, json?.type]).toEqual(
      ['xml', 'xml', 'feed+json'].map((type) => `application/${type}; charset=utf-8`),
    );
    expect(rssFaults(rss?.text ?? '', `${ORIGIN}${list}/feed.xml`)).toEqual([]);
    expect(atomFaults(atom?.text ?? '', `${ORIGIN}${list}/feed.atom`)).toEqual([]);
    expect(jsonFeedFaults(json?.text ?? '', `${ORIGIN}${list}/feed.json`)).toEqual([]);
    expect(parseXml(rss?.text ?? '').querySelectorAll('item').length).toBeGreaterThan(0);
  });

  test('the schemas find errors', async () => {
    const [rss, atom, json] = await Promise.all(['xml', 'atom', 'json'].map((ending) => text(`/feed.${ending}`)));
    const self = (ending: string) => `${ORIGIN}/feed.${ending}`;
    const broken = (rss ?? '')
      .replace(/<pubDate>.*?<\/pubDate>/, '<pubDate>yesterday</pubDate>')
      .replace('&#x3C;p>', '&#x3C;p onclick="x">&#x3C;a href="/x">');
    expect(rssFaults(broken, self('xml'))).toEqual([
      'the date yesterday is none',
      'the HTML holds the attribute onclick',
      'the HTML holds the address /x',
    ]);
    expect(rssFaults(rss ?? '', self('atom'))).toEqual([`it calls itself ${self('xml')}`]);
    expect(atomFaults((atom ?? '').replace(/<updated>[^<]*<\/updated>/, ''), self('atom'))).toContain(
      '<feed> has 0 <updated>',
    );
    expect(jsonFeedFaults((json ?? '').replace('"id"', '"guid"'), self('json'))).toContain(
      'an item has no id, or an unknown member',
    );
  });

  test.each([
    ['/', '', ['xml', 'atom', 'json']],
    ['/tags/oceans', '/tags/oceans', ['xml', 'atom', 'json']],
    ['/authors/dario-quennell', '/authors/dario-quennell', ['xml', 'atom', 'json']],
    ['/about', '', ['xml']],
  ])('are linked from %s', async (page, list, endings) => {
    const { document } = await open(site.origin + page);
    const links = [...document.head.querySelectorAll('link[rel=alternate][type*="application/"]')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(
      endings.map((ending) => `${ORIGIN}${list}/feed.${ending}`),
    );
    const seen = document.querySelector('main .list-head__note a, footer a[type="application/rss+xml"]');
    expect(seen?.getAttribute('href')).toBe(`${list}/feed.xml`);
  });

  test('have the full text, with absolute URLs, and corrections', async () => {
    const entries = parseXml(await text('/feed.atom')).querySelectorAll('entry');
    const of = (title: string) => [...entries].find((entry) => entry.querySelector('title')?.textContent === title);
    const linked = of('With links')?.querySelector('content')?.textContent ?? '';
    expect(linked).toContain(`<a href="${ORIGIN}/about">A page</a>`);
    expect(linked).toContain(`<a href="${ORIGIN}/articles/linked#part">a part</a>`);
    expect(linked).toContain('☑');
    const corrected = of('Put right');
    expect(corrected?.querySelector('updated')?.textContent).toBe('2026-12-24T11:00:00Z');
    expect(corrected?.querySelector('published')?.textContent).toBe('2026-12-23T05:00:00Z');
    expect(corrected?.querySelector('content')?.textContent).toContain('The year &lt;was&gt; wrong.');
  });

  test('have a stylesheet for readers who open one', async () => {
    const { headers, text: rss } = await get('/feed.xml');
    expect(rss).toContain('<?xml-stylesheet type="text/css" href="/feed.css"?>');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'",
    );
    expect((await get('/feed.css')).status).toBe(200);
  });

  test('allow requests from other sites, and get 304', async () => {
    const { headers } = await get('/feed.json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const again = await get('/feed.json', { 'If-None-Match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    const dated = await get('/feed.json', { 'If-Modified-Since': headers.get('last-modified') ?? '' });
    expect(dated.status).toBe(304);
  });

  test.each([
    ['/feed', '/feed.xml'],
    ['/feed/', '/feed.xml'],
    ['/rss.xml', '/feed.xml'],
    ['/atom.xml', '/feed.atom'],
    ['/Tags/Oceans/FEED.xml', '/tags/oceans/feed.xml'],
  ])('%s redirects to the feed', async (former, now) => {
    const { status, headers } = await get(former);
    expect([status, headers.get('location')]).toEqual([308, now]);
  });

  test.each([
    '/tags/nothing/feed.xml',
    '/authors/nobody/feed.atom',
    '/tags/oceans/page/2/feed.xml',
    '/about/feed.xml',
    '/articles/linked/feed.xml',
    '/feed.txt',
  ])('there is none at %s', async (url) => expect((await get(url)).status).toBe(404));
});

describe('sitemaps', () => {
  const schema = path.join(project, 'tests/fixtures/sitemap-schemas/sitemap.xsd');
  const validate = (xml: string) => {
    xmlRegisterFsInputProviders();
    const xsd = XmlDocument.fromBuffer(readFileSync(schema), { url: schema });
    const validator = XsdValidator.fromDoc(xsd);
    const document = XmlDocument.fromString(xml);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
      validator.dispose();
      xsd.dispose();
    }
  };

  test('are valid by their schemas', async () => {
    const index = await text('/sitemap.xml');
    for (const xml of [index, await text('/news-sitemap.xml'), ...(await Promise.all(locations(index).map(text)))])
      validate(xml);
    expect(() => validate(index.replaceAll('loc>', 'location>'))).toThrow();
    expect(() =>
      validate('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/here</loc></url></urlset>'),
    ).toThrow();
  });

  test('have every page once, and each exists', async () => {
    const named = await addresses();
    expect(new Set(named).size).toBe(named.length);
    const missing = [...(await allPages())].filter(([, answer]) => !answer.startsWith('200\n'));
    expect(missing.map(([address]) => address)).toEqual([]);
    // All articles that can be reached by the archive's pages.
    const stories = new Set<string>();
    for (let url: string | null | undefined = '/'; url; ) {
      const { document } = await open(site.origin + url);
      for (const link of document.querySelectorAll('main h2 a, main h3 a'))
        stories.add(ORIGIN + (link.getAttribute('href') ?? ''));
      url = document.querySelector('a[rel=next]')?.getAttribute('href');
    }
    expect(stories.size).toBeGreaterThan(20);
    expect([...stories].filter((address) => !named.includes(address))).toEqual([]);
  });

  test('have the last change of an article, and its image', async () => {
    const xml = await text('/sitemaps/2026-12.xml');
    const url = [...parseXml(xml).querySelectorAll('url')].find((url) =>
      url.textContent?.includes('/articles/corrected'),
    );
    expect(url?.querySelector('lastmod')?.textContent).toBe('2026-12-24T11:00:00Z');
    const images =
      (await Promise.all(locations(await text('/sitemap.xml')).map(text))).join('').match(/<image:loc>[^<]*/g) ?? [];
    expect(images.length).toBeGreaterThan(5);
    const image = await fetch(site.origin + (images[0] ?? '').replace(`<image:loc>${ORIGIN}`, ''));
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test('for news have the stories of today and yesterday', async () => {
    const titles = [...parseXml(await text('/news-sitemap.xml')).getElementsByTagName('news:title')].map(
      ({ textContent }) => textContent,
    );
    expect(titles).toContain('Put right');
    expect(titles).not.toContain('With links');
    expect(titles).toHaveLength(Object.keys(HOSTILE_HEADLINES).length + 1);
  });

  test.each([
    '/sitemaps/2019-01.xml',
    '/sitemaps/2026-12.2.xml',
    '/sitemaps/2026-13.xml',
    '/sitemaps/pages.9.xml',
    '/sitemaps',
  ])('there is no part at %s', async (url) => expect((await get(url)).status).toBe(404));

  test('are named by robots.txt', async () => {
    expect(await text('/robots.txt')).toBe(
      `User-agent: *\nDisallow: /_dateline/\n\nSitemap: ${ORIGIN}/sitemap.xml\nSitemap: ${ORIGIN}/news-sitemap.xml\n`,
    );
  });
});

/** The structured data of a page, by the type of each node. */
async function dataOf(url: string): Promise<Record<string, Record<string, unknown>>> {
  const { document } = await open(site.origin + url);
  const graph = JSON.parse(document.querySelector('script[type="application/ld+json"]')?.textContent ?? '{}')['@graph'];
  return Object.fromEntries((graph as { '@type': string }[]).map((node) => [node['@type'], node]));
}

describe('structured data', () => {
  test('has what Google requires and recommends for an article', async () => {
    const { NewsArticle: article, BreadcrumbList: trail } = await dataOf('/articles/new-alliance-cultural-ip-china');
    expect(article).toMatchObject({
      headline: 'New Alliance Aims to Foster Cultural IP Integration and Development in China',
      datePublished: '2024-01-14T01:04:00-05:00',
      dateModified: '2024-01-14T01:04:00-05:00',
      image: [`${ORIGIN}/articles/new-alliance-cultural-ip-china/share.png`],
      author: [{ '@type': 'Person', name: 'Aqsa Younas Rana', url: `${ORIGIN}/authors/aqsa-younas-rana` }],
      publisher: {
        '@type': 'NewsMediaOrganization',
        name: 'Dateline',
        logo: { '@type': 'ImageObject' },
        correctionsPolicy: `${ORIGIN}/standards`,
        sameAs: ['https://social.example/@dateline'],
      },
      inLanguage: 'en',
    });
    expect(
      ((trail?.itemListElement ?? []) as { name: string; position: number }[]).map(({ name, position }) => [
        position,
        name,
      ]),
    ).toEqual([
      [1, 'Dateline'],
      [2, 'China'],
      [3, 'New Alliance Aims to Foster Cultural IP Integration and Development in China'],
    ]);
  });

  test('has an image in three proportions', async () => {
    const [article] = Object.values(await dataOf('/articles/rovers-final'));
    const images = (article?.image ?? []) as string[];
    const shapes = images.map((address) => /(\d+)x(\d+)\.jpg$/.exec(address)?.slice(1).map(Number) ?? [0, 1]);
    expect(shapes.map(([width = 0, height = 1]) => (width / height).toFixed(2))).toEqual(['1.00', '1.33', '1.78']);
    for (const address of images) expect((await get(address)).status).toBe(200);
  });

  test('of authors, lists and the home page', async () => {
    const { ProfilePage: profile } = await dataOf('/authors/dario-quennell');
    expect(profile?.mainEntity).toMatchObject({
      '@type': 'Person',
      name: 'Dario Quennell',
      url: `${ORIGIN}/authors/dario-quennell`,
    });
    const { CollectionPage: list } = await dataOf('/tags/oceans');
    expect(list).toMatchObject({ name: 'Oceans', mainEntity: { '@type': 'ItemList' } });
    expect(Object.keys(await dataOf('/'))).toEqual(['WebSite']);
  });

  test('has corrections', async () => {
    const { NewsArticle: article } = await dataOf('/articles/corrected');
    expect(article).toMatchObject({
      correction: [
        { '@type': 'CorrectionComment', text: 'The year <was> wrong.', datePublished: '2026-12-24T06:00:00-05:00' },
      ],
    });
  });

  test('uses only terms of schema.org', { timeout: 120_000 }, async () => {
    const graphs = [...(await allPages()).values()].map(
      (answer) => /<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(answer)?.[1] ?? null,
    );
    const results = [...new Set(graphs.filter((graph) => graph !== null))];
    expect(results.length).toBeGreaterThan(40);
    const kinds = new Set(
      results.flatMap((graph) => (JSON.parse(graph)['@graph'] as { '@type': string }[]).map((node) => node['@type'])),
    );
    expect([...kinds]).toEqual(
      expect.arrayContaining(['NewsArticle', 'AnalysisNewsArticle', 'OpinionNewsArticle', 'ReviewNewsArticle']),
    );
    const source = (graph: string, at: number) => `export const g${at}: Graph = ${graph};\n`;
    const wrong = (results[0] ?? '').replace('"url"', '"uurl"').replace('"publisher"', '"publishr"');
    // In the project, where the types can be resolved.
    const types = path.join(project, '.dateline/vocabulary', `${process.pid}`);
    mkdirSync(types, { recursive: true });
    const files = Object.entries({ results, wrong: [wrong] }).map(([name, graphs]) => {
      const file = path.join(types, `${name}.ts`);
      writeFileSync(file, `import type { Graph } from 'schema-dts';\n${graphs.map(source).join('')}`);
      return file;
    });
    const options = ['--noEmit', '--skipLibCheck', '--strict', '--ignoreConfig', '--module', 'nodenext', '--types', ''];
    // Not run synchronously: open connections would end unnoticed meanwhile.
    const output = await promisify(execFile)('node_modules/.bin/tsc', [...options, '--pretty', 'false', ...files], {
      cwd: project,
    }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
    rmSync(types, { recursive: true, force: true });
    // Errors in the one that is wrong, and in no other.
    const errors = output.split('\n').filter((line) => line.includes(': error TS'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.filter((line) => !/(?:^|\/)wrong\.ts\(/.test(line))).toEqual([]);
  });
});

describe('Markdown', () => {
  test('of an article has its front matter, with absolute URLs', async () => {
    const { text: markdown, type, headers } = await get('/articles/linked.md');
    expect(type).toBe('text/markdown; charset=utf-8');
    expect(headers.get('link')).toBe(`<${ORIGIN}/articles/linked>; rel="canonical"`);
    const [, frontMatter = '', body = ''] = /^---\n(.*?)\n---\n\n(.*)$/s.exec(markdown) ?? [];
    expect(parseYaml(frontMatter)).toEqual({
      title: 'With links',
      authors: ['Dario Quennell'],
      date: '2026-12-22T00:00:00-05:00',
      section: 'Oceans',
      type: 'news',
      tags: ['Oceans'],
      lang: 'en',
      url: `${ORIGIN}/articles/linked`,
    });
    expect(body).toContain(`[A page](${ORIGIN}/about), [a part](${ORIGIN}/articles/linked#part), ~~gone~~`);
    expect(body).toContain('- [x] Done');
  });

  test('is sent at the URL of the page for `Accept: text/markdown`', async () => {
    const markdown = await text('/articles/linked.md');
    const request = async (accept: string) => get('/articles/linked', { Accept: accept });
    const given = await request('text/markdown');
    expect(given.text).toBe(markdown);
    expect(given.headers.get('content-location')).toBe('/articles/linked.md');
    expect(given.headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(given.headers.get('cache-control')).toBe('no-store');
    expect((await request('text/markdown, text/html;q=0.9, */*;q=0.1')).text).toBe(markdown);
    for (const accept of [
      'text/html, text/markdown;q=0.5',
      'text/html,application/xhtml+xml,*/*;q=0.8',
      '*/*',
      'text/markdown;q=0, text/html',
    ]) {
      expect((await request(accept)).type).toBe('text/html; charset=utf-8');
    }
  });

  test('llms.txt links to the newest stories', async () => {
    const llms = await text('/llms.txt');
    expect(llms).toMatch(/^# Dateline\n\n> /);
    const [, first = ''] = /\]\((https:[^)]*\.md)\)/.exec(llms) ?? [];
    expect((await get(first)).status).toBe(200);
  });
});

describe('oEmbed', () => {
  const ask = (url: string, more = '') => get(`/oembed?url=${encodeURIComponent(url)}${more}`);

  test('describes how to embed an article', async () => {
    const { document } = await open(`${site.origin}/articles/linked`);
    const link = document.querySelector('link[type="application/json+oembed"]')?.getAttribute('href') ?? '';
    const { status, type, text: json } = await get(link);
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(json)).toEqual({
      version: '1.0',
      type: 'link',
      title: 'With links',
      author_name: 'Dario Quennell',
      author_url: `${ORIGIN}/authors/dario-quennell`,
      provider_name: 'Dateline',
      provider_url: `${ORIGIN}/`,
      thumbnail_url: `${ORIGIN}/articles/linked/share.png`,
      thumbnail_width: 1200,
      thumbnail_height: 630,
    });
    const xml = await ask(`${ORIGIN}/articles/hostile-script`, '&format=xml');
    expect(xml.type).toBe('text/xml; charset=utf-8');
    expect(parseXml(xml.text).querySelector('title')?.textContent).toBe(HOSTILE_HEADLINES.script.replace('--', '–'));
    expect(JSON.parse((await ask(`${ORIGIN}/articles/linked`, '&maxwidth=600')).text)).not.toHaveProperty(
      'thumbnail_url',
    );
  });

  test.each([
    ['/oembed', 400],
    [`/oembed?url=${ORIGIN}/articles/sealed`, 404],
    [`/oembed?url=${ORIGIN}/articles/sketch`, 404],
    [`/oembed?url=${ORIGIN}/about`, 404],
    ['/oembed?url=https://elsewhere.example/articles/linked', 404],
    ['/oembed?url=no%20address', 404],
    [`/oembed?url=${ORIGIN}/articles/linked&format=yaml`, 501],
  ])('%s is answered %i', async (url, status) => expect((await get(url)).status).toBe(status));
});

describe('other documents for machines', () => {
  test('security.txt has a contact and an expiry date', async () => {
    const { text: results, type } = await get('/.well-known/security.txt');
    expect(type).toBe('text/plain; charset=utf-8');
    expect(results).toBe(
      `Contact: mailto:security@dateline.example\nExpires: 2027-06-22T00:00:00Z\nPreferred-Languages: en\nCanonical: ${ORIGIN}/.well-known/security.txt\n`,
    );
  });

  test('the manifest has icons that exist', async () => {
    const { document } = await open(`${site.origin}/`);
    const { text: json, type } = await get(document.querySelector('link[rel=manifest]')?.getAttribute('href') ?? '');
    expect(type).toBe('application/manifest+json; charset=utf-8');
    const { icons, name } = JSON.parse(json) as { name: string; icons: { src: string; type: string }[] };
    expect(name).toBe('Dateline');
    for (const icon of [...icons, { src: '/apple-touch-icon.png', type: 'image/png' }]) {
      const { status, type } = await get(icon.src);
      expect([icon.src, status, type]).toEqual([icon.src, 200, icon.type]);
    }
    expect((await get('/favicon.ico')).status).toBe(200);
  });

  test('a file under public/ replaces a generated document', async () => {
    const own = path.join(project, 'public/series');
    mkdirSync(path.join(own, 'none'), { recursive: true });
    writeFileSync(path.join(own, 'none/feed.xml'), 'Ask us first.\n');
    try {
      expect(await text('/series/none/feed.xml')).toBe('Ask us first.\n');
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe('one record, one truth', () => {
  /** The stories of a list in each format: headline, URL, dates, authors, language. */
  type Said = Readonly<{
    headline: string;
    address: string;
    published: number;
    modified: number;
    authors: string[];
    language: string;
  }>;

  function fromRss(xml: string): Said[] {
    const of = (item: Element, name: string) => item.getElementsByTagName(name)[0]?.textContent ?? '';
    const document = parseXml(xml);
    return [...document.querySelectorAll('item')].map((item) => ({
      headline: of(item, 'title'),
      address: of(item, 'link'),
      published: Date.parse(of(item, 'pubDate')),
      modified: Date.parse(of(item, 'dcterms:modified') || of(item, 'pubDate')),
      authors: [...item.getElementsByTagName('dc:creator')].map(({ textContent }) => textContent ?? ''),
      language: of(item, 'dc:language') || (document.querySelector('channel > language')?.textContent ?? ''),
    }));
  }

  function fromAtom(xml: string): Said[] {
    return [...parseXml(xml).querySelectorAll('entry')].map((entry) => ({
      headline: entry.querySelector('title')?.textContent ?? '',
      address: entry.querySelector('link[rel=alternate]')?.getAttribute('href') ?? '',
      published: Date.parse(entry.querySelector('published')?.textContent ?? ''),
      modified: Date.parse(entry.querySelector('updated')?.textContent ?? ''),
      authors: [...entry.querySelectorAll('author > name')].map(({ textContent }) => textContent ?? ''),
      language: entry.getAttribute('xml:lang') ?? '',
    }));
  }

  function fromJsonFeed(json: string): Said[] {
    type Item = {
      title: string;
      url: string;
      date_published: string;
      date_modified?: string;
      authors: { name: string }[];
      language: string;
    };
    return (JSON.parse(json).items as Item[]).map((item) => ({
      headline: item.title,
      address: item.url,
      published: Date.parse(item.date_published),
      modified: Date.parse(item.date_modified ?? item.date_published),
      authors: item.authors.map(({ name }) => name),
      language: item.language,
    }));
  }

  function fromPage(document: Document): Record<'page' | 'data' | 'graph', Said> {
    const property = (name: string) =>
      document.querySelector(`meta[property="${name}"]`)?.getAttribute('content') ?? '';
    const [data] = JSON.parse(document.querySelector('script[type="application/ld+json"]')?.textContent ?? '{}')[
      '@graph'
    ];
    const times = [...document.querySelectorAll('.story__published time')].map((time) =>
      Date.parse(time.getAttribute('datetime') ?? ''),
    );
    const corrected = [...document.querySelectorAll('.story__corrections time')].map((time) =>
      Date.parse(time.getAttribute('datetime') ?? ''),
    );
    const authors = [...document.querySelectorAll('.byline a')].map(({ textContent }) => textContent ?? '');
    const language = document.querySelector('.date-and-language__language span')?.textContent ?? '';
    return {
      page: {
        headline: document.querySelector('h1')?.textContent ?? '',
        address: document.querySelector('link[rel=canonical]')?.getAttribute('href') ?? '',
        published: times[0] ?? 0,
        modified: Math.max(...times, ...corrected),
        authors,
        language,
      },
      data: {
        headline: data.headline,
        address: data.url,
        published: Date.parse(data.datePublished),
        modified: Date.parse(data.dateModified),
        authors: data.author.map(({ name }: { name: string }) => name),
        language: data.inLanguage,
      },
      graph: {
        headline: property('og:title'),
        address: property('og:url'),
        published: Date.parse(property('article:published_time')),
        modified: Date.parse(property('article:modified_time')),
        authors,
        language,
      },
    };
  }

  function fromMarkdown(markdown: string): Said {
    const keys = parseYaml(/^---\n(.*?)\n---\n/s.exec(markdown)?.[1] ?? '');
    const dates = [
      keys.date,
      keys.updated ?? keys.date,
      ...(keys.corrections ?? []).map(({ date }: { date: string }) => date),
    ].map(Date.parse);
    return {
      headline: keys.title,
      address: keys.url,
      published: dates[0] as number,
      modified: Math.max(...dates),
      authors: keys.authors.filter((author: unknown) => typeof author === 'string'),
      language: keys.lang,
    };
  }

  test('pages, structured data, feeds, sitemaps and Markdown agree on every story', {
    timeout: 120_000,
  }, async () => {
    const articles = (await addresses()).filter((address) => address.includes('/articles/'));
    expect(articles.length).toBeGreaterThan(20);
    const lists = (await addresses())
      .map((address) => address.replace(ORIGIN, '').replace(/\/$/, ''))
      .filter((page) => ['home', 'tag', 'author'].includes(routeAt(page)?.kind ?? ''));
    const all = async (ending: string, from: (text: string) => Said[]) => {
      const results = (await Promise.all(lists.map(async (list) => from(await text(`${list}/feed.${ending}`))))).flat();
      return new Map(results.map((one) => [one.address, one]));
    };
    const [rss, atom, json] = [await all('xml', fromRss), await all('atom', fromAtom), await all('json', fromJsonFeed)];
    const sitemap = new Map<string, number>();
    for (const part of locations(await text('/sitemap.xml'))) {
      for (const url of parseXml(await text(part)).querySelectorAll('url')) {
        sitemap.set(
          url.querySelector('loc')?.textContent ?? '',
          Date.parse(url.querySelector('lastmod')?.textContent ?? ''),
        );
      }
    }
    const news = new Map(
      [...parseXml(await text('/news-sitemap.xml')).querySelectorAll('url')].map((url) => {
        const of = (name: string) => url.getElementsByTagName(name)[0]?.textContent ?? '';
        return [
          of('loc'),
          {
            headline: of('news:title'),
            published: Date.parse(of('news:publication_date')),
            language: of('news:language'),
          },
        ];
      }),
    );
    let inFeeds = 0;
    for (const address of articles) {
      const document = documentOf(((await allPages()).get(address.replace(ORIGIN, '')) ?? '').replace(/^200\n/, ''));
      const { page, data, graph } = fromPage(document);
      // A byline has photographers as well; the other formats call them contributors.
      const record = { ...page, address, authors: data.authors };
      expect(page.authors).toEqual(expect.arrayContaining(data.authors));
      expect(page).toEqual({ ...record, authors: page.authors });
      expect(data).toEqual(record);
      expect({ ...graph, authors: data.authors }).toEqual(record);
      expect(fromMarkdown(await text(`${address}.md`))).toEqual(record);
      expect(sitemap.get(address)).toBe(record.modified);
      for (const feed of [rss, atom, json]) {
        if (feed.has(address)) inFeeds++;
        expect(feed.get(address) ?? record).toEqual(record);
      }
      const { headline, published, language } = record;
      expect(news.get(address) ?? { headline, published, language }).toEqual({ headline, published, language });
    }
    expect(inFeeds).toBe(3 * articles.length);
    expect(news.size).toBe(Object.keys(HOSTILE_HEADLINES).length + 1);
  });

  test.each(Object.entries(HOSTILE_HEADLINES))(
    'a headline with %s is the same text everywhere',
    async (name, headline) => {
      const { document } = await open(`${site.origin}/articles/hostile-${name}`);
      // The typography of the headline is set once, when it is parsed.
      const set = document.querySelector('h1')?.textContent ?? '';
      expect(set.replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replace('–', '--')).toBe(headline);
      expect(document.querySelectorAll('main script').length).toBe(1);
      expect(
        new JSDOM(await text('/feed.xml'), { contentType: 'application/xml' }).window.document.documentElement
          .textContent,
      ).toContain(set);
      expect(await text('/llms.txt')).toContain(`hostile-${name}.md`);
    },
  );
});

describe('notifications', () => {
  let hub: Server;
  const heard: { url: string; type: string; body: string }[] = [];
  let failing = 0;
  let announcing: Site;

  beforeAll(async () => {
    hub = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        heard.push({ url: request.url ?? '', type: request.headers['content-type'] ?? '', body });
        response.writeHead(failing-- > 0 ? 500 : 204).end();
      });
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
    announcing = await startSite({
      env: { WEBSUB_HUB: `${at}/hub`, INDEXNOW_KEY: 'a1b2c3d4e5', INDEXNOW_ENDPOINT: `${at}/indexnow` },
    });
  });
  afterAll(async () => {
    await announcing?.stop();
    hub.close();
  });

  test('the hub and search engines are notified of a new story once', async () => {
    writeFileSync(path.join(announcing.content, 'articles/told.md'), story('Told', '2026-11-20'));
    writeFileSync(
      path.join(announcing.content, 'articles/untold.md'),
      story('Not told', '2026-11-20', 'draft: true\n'),
    );
    await eventually(
      async () => heard.length,
      (count) => count >= 2,
      15_000,
    );
    expect(heard.map(({ url }) => url)).toEqual(['/hub', '/indexnow']);
    const results = new URLSearchParams(heard[0]?.body);
    expect(results.get('hub.mode')).toBe('publish');
    expect(results.getAll('hub.url')).toEqual(
      ['', '/tags/oceans', '/authors/dario-quennell'].flatMap((list) =>
        ['xml', 'atom', 'json'].map((ending) => `${ORIGIN}${list}/feed.${ending}`),
      ),
    );
    expect(JSON.parse(heard[1]?.body ?? '')).toEqual({
      host: 'dateline.example',
      key: 'a1b2c3d4e5',
      keyLocation: `${ORIGIN}/a1b2c3d4e5.txt`,
      urlList: [`${ORIGIN}/articles/told`],
    });
    // Its feeds have the hub, and the site proves that it owns the key.
    const feed = await fetch(`${announcing.origin}/feed.json`);
    const { port } = hub.address() as AddressInfo;
    expect(feed.headers.get('link')).toBe(
      `<http://127.0.0.1:${port}/hub>; rel="hub", <${ORIGIN}/feed.json>; rel="self"`,
    );
    expect(await feed.text()).toContain('"type": "WebSub"');
    const rss = await (await fetch(`${announcing.origin}/feed.xml`)).text();
    expect(rssFaults(rss, `${ORIGIN}/feed.xml`)).toEqual([]);
    expect(rss).toContain('rel="hub"');
    expect(await (await fetch(`${announcing.origin}/a1b2c3d4e5.txt`)).text()).toBe('a1b2c3d4e5\n');
  });

  test('there is no notification of a change that no reader sees, and one of a correction', async () => {
    heard.length = 0;
    const file = path.join(announcing.content, 'articles/told.md');
    writeFileSync(file, story('Told', '2026-11-20', 'corrections: [{date: 2026-11-21, text: "It was Friday."}]\n'));
    await eventually(
      async () => heard.length,
      (count) => count >= 2,
      15_000,
    );
    expect(JSON.parse(heard[1]?.body ?? '').urlList).toEqual([`${ORIGIN}/articles/told`]);
  });
});

describe('unpublished stories', () => {
  const everywhere = [
    '/feed.xml',
    '/feed.atom',
    '/feed.json',
    '/tags/oceans/feed.xml',
    '/authors/dario-quennell/feed.atom',
    '/sitemaps/2026-12.xml',
    '/news-sitemap.xml',
    '/llms.txt',
  ];
  const alone = [
    '/articles/sealed',
    '/articles/sealed.md',
    '/articles/sealed/share.png',
    `/oembed?url=${ORIGIN}/articles/sealed`,
  ];

  // Last: it moves the clock.
  test('are in no document one second early, and in all of them from their time on', async () => {
    await site.setClock(SEALED_UNTIL - 1000);
    for (const url of everywhere) expect([url, (await text(url)).includes('/articles/sealed')]).toEqual([url, false]);
    for (const url of alone) expect([url, (await get(url)).status]).toEqual([url, 404]);
    await site.setClock(SEALED_UNTIL);
    for (const url of everywhere) expect([url, (await text(url)).includes('/articles/sealed')]).toEqual([url, true]);
    for (const url of alone) expect([url, (await get(url)).status]).toEqual([url, 200]);
    for (const url of everywhere) expect((await text(url)).includes('sketch')).toBe(false);
  });

  test('a change is in all of them at once', async () => {
    const file = path.join(site.content, 'articles/sealed.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Under embargo', 'Out at last'));
    const listed = everywhere.filter((url) => !url.startsWith('/sitemaps'));
    for (const url of listed)
      await eventually(
        () => text(url),
        (results) => results.includes('Out at last'),
      );
    for (const url of listed) expect([url, (await text(url)).includes('Under embargo')]).toEqual([url, false]);
    rmSync(file);
    await eventually(
      () => text('/feed.xml'),
      (results) => !results.includes('/articles/sealed'),
    );
    for (const url of everywhere) expect([url, (await text(url)).includes('/articles/sealed')]).toEqual([url, false]);
  });
});
