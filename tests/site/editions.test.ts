import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { messagesIn } from '../../lib/i18n/catalogue.ts';
import type { Messages } from '../../lib/i18n/messages.ts';
import { GitEdition } from '../fixtures/git-edition.ts';
import { documentOf, eventually, open, project, type Site, startSite, walkFrom } from './running-site.ts';

const STORIES = [
  'ferry-crews-night-sailings',
  'open-records-bill',
  'eelgrass-returns',
  'whinmoor-library',
  'rovers-final',
  'heat-pump-cooperative',
  'comet-hask-observatory',
];
const EDITIONS = [
  ['ar', 'rtl'],
  ['es', 'ltr'],
  ['ru', 'ltr'],
  ['zh', 'ltr'],
] as const;

const origin = inject('sharedSite');
/** Every page of the site, by its path. */
let allPages: Map<string, string>;
beforeAll(async () => {
  allPages = await walkFrom(origin, ['/', ...EDITIONS.map(([language]) => `/${language}`)]);
});

const page = async (address: string) => {
  const { status, document, html } = await open(origin + address);
  return { status, document, html };
};
const hrefs = (document: Document, selector: string) =>
  [...document.querySelectorAll(selector)].map((link) => link.getAttribute('href') ?? '');
const textOf = (document: Document, selector: string) =>
  document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim();

describe.each(EDITIONS)('the edition in %s', (language, direction) => {
  let pages: Map<string, string>;
  const documents = new Map<string, Document>();
  beforeAll(() => {
    pages = new Map(
      [...allPages].filter(([address]) => address === `/${language}` || address.startsWith(`/${language}/`)),
    );
    for (const [address, answer] of pages) documents.set(address, documentOf(answer.slice(answer.indexOf('\n') + 1)));
  });

  test('has pages of every kind, without broken links', async () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        ...STORIES.map((slug) => `/${language}/articles/${slug}`),
        ...['tags', 'authors', 'archive', 'corrections', 'about', '2026', '2026/11', '2026/11/19'].map(
          (rest) => `/${language}/${rest}`,
        ),
        `/${language}/tags/science`,
        `/${language}/authors/maren-okoro-lind`,
      ]),
    );
    const lost = [...pages].filter(([, answer]) => !answer.startsWith('200\n'));
    expect(lost.map(([address, answer]) => `${address} ${answer.slice(0, 3)}`)).toEqual([]);
  });

  test('has its language and direction on each page, and links to other editions only where labelled', () => {
    for (const [address, document] of documents) {
      const { lang, dir } = document.documentElement;
      expect([address, lang, dir || 'ltr']).toEqual([address, language, direction]);
      const out = [...document.querySelectorAll('a[href^="/"]:not([hreflang])')]
        .map((link) => link.getAttribute('href') ?? '')
        .filter((href) => href !== `/${language}` && !href.startsWith(`/${language}/`));
      // The stories have links to pages without a translation.
      const written = new Set(hrefs(document, '.prose a'));
      expect(
        out.filter((href) => !written.has(href)),
        address,
      ).toEqual([]);
    }
  });

  test('has no English interface texts', () => {
    const phrases = (words: Messages) =>
      Object.values(words).flatMap((written) => (typeof written === 'string' && written.length > 5 ? [written] : []));
    const translated = new Set(phrases(messagesIn(language)));
    const english = phrases(messagesIn('en')).filter((phrase) => !translated.has(phrase));
    for (const [address, { body }] of documents) {
      const own = body.cloneNode(true) as HTMLElement;
      for (const foreign of own.querySelectorAll('[lang="en"], style, script')) foreign.remove();
      const labels = [...own.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label'));
      const written = [own.textContent, ...labels].join('\n');
      expect(
        english.filter((phrase) => written.includes(phrase)),
        address,
      ).toEqual([]);
    }
  });
});

describe('a story in five languages', () => {
  const [slug] = ['eelgrass-returns'];

  test('has its language beside its date, like the customer’s page, and links to the others', async () => {
    const { document } = await page(`/ar/articles/${slug}`);
    expect(textOf(document, '.date-and-language time')).toBe('2026-11-19');
    expect(textOf(document, '.date-and-language__language')).toBe('ar العربية');
    const links = [...document.querySelectorAll('.date-and-language__translations a')];
    expect(links.map((link) => [link.textContent, link.getAttribute('lang'), link.getAttribute('href')])).toEqual([
      ['English', 'en', `/articles/${slug}`],
      ['español', 'es', `/es/articles/${slug}`],
      ['русский', 'ru', `/ru/articles/${slug}`],
      ['中文', 'zh', `/zh/articles/${slug}`],
    ]);
    for (const link of links) expect(link.getAttribute('hreflang')).toBe(link.getAttribute('lang'));
  });

  test('has `hreflang` links to all languages in each head, with the original as x-default', async () => {
    const origin = 'https://dateline.example';
    for (const prefix of ['', '/ar', '/es', '/ru', '/zh']) {
      const { document } = await page(`${prefix}/articles/${slug}`);
      const links = [...document.querySelectorAll('link[rel="alternate"][hreflang]')];
      expect(
        Object.fromEntries(links.map((link) => [link.getAttribute('hreflang'), link.getAttribute('href')])),
      ).toEqual({
        en: `${origin}/articles/${slug}`,
        ar: `${origin}/ar/articles/${slug}`,
        es: `${origin}/es/articles/${slug}`,
        ru: `${origin}/ru/articles/${slug}`,
        zh: `${origin}/zh/articles/${slug}`,
        'x-default': `${origin}/articles/${slug}`,
      });
      expect(hrefs(document, 'link[rel="canonical"]')).toEqual([`${origin}${prefix}/articles/${slug}`]);
    }
    expect(hrefs((await page('/articles/budget-small-print')).document, 'link[hreflang]')).toEqual([]);
  });

  test('is marked up as translation and original for search engines', async () => {
    const graph = async (address: string) => {
      const { document } = await page(address);
      const text = document.querySelector('script[type="application/ld+json"]')?.textContent ?? '';
      return (JSON.parse(text) as { '@graph': Record<string, unknown>[] })['@graph'][0] ?? {};
    };
    const original = await graph(`/articles/${slug}`);
    const translation = await graph(`/zh/articles/${slug}`);
    expect(translation.inLanguage).toBe('zh');
    expect(translation.translationOfWork).toEqual({ '@type': 'NewsArticle', '@id': original['@id'] });
    expect(original.workTranslation).toContainEqual({ '@type': 'NewsArticle', '@id': translation['@id'] });
  });

  test('has dates, numbers and reading time in its language', async () => {
    const written = async (address: string) => {
      const { document } = await page(address);
      return [...document.querySelectorAll('.story__published, .story__reading-time')].map((line) => line.textContent);
    };
    expect(await written(`/articles/${slug}`)).toEqual(['Published: November 19, 2026 at 6:30 am EST', '4 min read']);
    expect((await written(`/zh/articles/${slug}`)).join(' ')).toMatch(/2026年11月19日.*分钟/);
    expect((await written(`/es/articles/${slug}`)).join(' ')).toMatch(/19 de noviembre de 2026.*min/);
    expect((await written(`/ar/articles/${slug}`)).join(' ')).toMatch(/نوفمبر.*دقائق/);
  });

  test('has names of people and tags in its language, and one page for each', async () => {
    const { document } = await page(`/zh/articles/${slug}`);
    expect(textOf(document, '.byline a')).toBe('玛伦·奥科罗-林德');
    expect(hrefs(document, '.byline a')[0]).toBe('/zh/authors/maren-okoro-lind');
    expect(hrefs(document, '.story__topics a')).toContain('/zh/tags/climate');
    expect(textOf((await page('/zh/tags/climate')).document, 'h1')).toBe('气候');
  });
});

test('the home page links to the other editions, each by its own name, and redirects nobody', async () => {
  const response = await fetch(`${origin}/`, { headers: { 'accept-language': 'ar' }, redirect: 'manual' });
  expect([response.status, response.headers.get('vary')]).toEqual([200, 'Accept-Encoding']);
  expect(await response.text()).toContain('<html lang="en">');
  const { document } = await page('/');
  const editions = [...document.querySelectorAll('.masthead__editions a')];
  expect(
    editions.map((link) => `${link.getAttribute('lang')} ${link.textContent} ${link.getAttribute('href')}`),
  ).toEqual(['ar العربية /ar', 'es español /es', 'ru русский /ru', 'zh 中文 /zh']);
});

test.each([
  ['/en', 308, '/'],
  ['/en/articles/eelgrass-returns', 308, '/articles/eelgrass-returns'],
  ['/ZH/Articles/Eelgrass-Returns/', 308, '/zh/articles/eelgrass-returns'],
  ['/zh/page/1', 308, '/zh'],
  ['/zh/articles/budget-small-print', 404, null],
  ['/zh/tags/food', 404, null],
  ['/zh/2021', 404, null],
  ['/fr', 404, null],
  ['/fr/articles/eelgrass-returns', 404, null],
  ['/fr/search?q=ferry', 404, null],
  ['/-', 404, null],
  ['/-/articles/eelgrass-returns', 404, null],
  ['/zh/zh', 404, null],
  ['/zh/sitemap.xml', 404, null],
  ['/zh/robots.txt', 404, null],
])('%s is answered with %i', async (address, status, location) => {
  const response = await fetch(origin + address, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([status, location]);
});

test('a 404 page is in the language of its edition', async () => {
  const { status, document } = await page('/zh/articles/nothing-here');
  expect(status).toBe(404);
  expect(document.documentElement.lang).toBe('zh');
  expect(textOf(document, 'h1')).toBe(messagesIn('zh').notFound);
  expect((await page('/fr/nothing')).document.documentElement.lang).toBe('en');
});

test('each edition has feeds, a search, and parts of the one sitemap', async () => {
  const text = async (address: string) => (await fetch(origin + address)).text();
  expect(await text('/zh/feed.xml')).toContain('<language>zh</language>');
  expect(await text('/ar/tags/science/feed.atom')).toContain('xml:lang="ar"');
  expect(JSON.parse(await text('/es/feed.json'))).toMatchObject({
    language: 'es',
    home_page_url: expect.stringMatching(/\/es$/),
  });
  expect(await text('/ar/opensearch.xml')).toContain('/ar/search?q={searchTerms}');
  const index = await text('/sitemap.xml');
  for (const part of ['/sitemaps/2026-11.xml', '/zh/sitemaps/2026-11.xml', '/ar/sitemaps/pages.xml'])
    expect(index).toContain(`https://dateline.example${part}`);
  const month = await text('/zh/sitemaps/2026-11.xml');
  expect(month).toContain('<loc>https://dateline.example/zh/articles/eelgrass-returns</loc>');
  expect(month).toContain(
    '<xhtml:link rel="alternate" hreflang="ar" href="https://dateline.example/ar/articles/eelgrass-returns"',
  );
  expect(await text('/zh/articles/eelgrass-returns.md')).toContain('lang: zh');
});

const storyText = (title: string, { date = '2024-02-01T09:00:00Z', more = '', body = 'Text.' } = {}) =>
  `---\ntitle: ${title}\nauthor: tobias-wrenfield\ndate: ${date}\n${more}---\n\n${body}\n`;

/** An edition of a few stories. */
function plainContent(content: string, files: Record<string, string>): void {
  rmSync(path.join(content, 'articles'), { recursive: true });
  rmSync(path.join(content, 'pages/home.md'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(content, name)), { recursive: true });
    writeFileSync(path.join(content, name), text);
  }
}

describe('a language', () => {
  let small: Site;
  beforeAll(async () => {
    small = await startSite({
      arrange: (content) =>
        plainContent(content, {
          'articles/ferry.md': storyText('Ferry to sail', { more: 'tags: [Transport, Harbor]\n' }),
          'articles/quai.fr.md': storyText('Un quai neuf', { more: 'tags: [Transport, Harbor]\n' }),
          'articles/gare.fr-CA.md': storyText('Une gare neuve', { more: 'tags: [交通]\n' }),
          'pages/faq.md': '---\ntitle: Questions\n---\n\nAsk us.\n',
        }),
    });
  });
  afterAll(() => small.stop());
  const at = (address: string) => open(small.origin + address);

  test('a translation needs no original', async () => {
    const { status, document } = await at('/fr/articles/quai');
    expect([status, document.documentElement.lang]).toEqual([200, 'fr']);
    expect(hrefs(document, '.date-and-language__translations a')).toEqual([]);
    expect((await at('/articles/quai')).status).toBe(404);
  });

  test('may have a country, with the interface of the language', async () => {
    const { status, document } = await at('/fr-ca/articles/gare');
    expect([status, document.documentElement.lang]).toEqual([200, 'fr-CA']);
    expect(textOf(document, '.masthead__skip')).toBe(messagesIn('fr').skipToContent);
    expect((await at('/FR-CA')).status).toBe(308);
  });

  test('a tag is found by its name in any language', async () => {
    const { document } = await at('/fr-ca/articles/gare');
    expect(hrefs(document, '.story__topics a')).toEqual(['/fr-ca/tags/transport']);
  });

  test('text about a person or tag in another language has `lang`', async () => {
    const { document } = await at('/fr/articles/quai');
    expect([...document.querySelectorAll('.story__topics a')].map((tag) => tag.getAttribute('lang'))).toEqual([
      'en',
      null,
    ]);
    const author = (await at('/fr/authors/tobias-wrenfield')).document.querySelector('.profile .prose');
    expect(author?.getAttribute('lang')).toBe('en');
    expect(
      (await at('/authors/tobias-wrenfield')).document.querySelector('.profile .prose')?.hasAttribute('lang'),
    ).toBe(false);
  });

  test('is not mistaken for a page with a short name', async () => {
    const { status, document } = await at('/faq');
    expect([status, textOf(document, 'h1')]).toEqual([200, 'Questions']);
  });

  test('is gone with its last published story', async () => {
    rmSync(path.join(small.content, 'articles/gare.fr-CA.md'));
    const { status } = await eventually(
      () => at('/fr-ca'),
      (answer) => answer.status === 404,
    );
    expect(status).toBe(404);
    expect(hrefs((await at('/')).document, '.masthead__editions a')).toEqual(['/fr']);
  });

  test('appears when a translation is pushed, with links both ways at once', async () => {
    writeFileSync(path.join(small.content, 'articles/ferry.fr.md'), storyText('Le ferry prendra la mer'));
    const { document } = await eventually(
      () => at('/articles/ferry'),
      (answer) => answer.html.includes('/fr/articles/ferry'),
    );
    expect(hrefs(document, '.date-and-language__translations a')).toEqual(['/fr/articles/ferry']);
    expect(hrefs((await at('/fr/articles/ferry')).document, '.date-and-language__translations a')).toEqual([
      '/articles/ferry',
    ]);
  });

  test('has the new name of an author or tag at once', async () => {
    const file = path.join(small.content, 'tags/transport.md');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('translations:\n', 'translations:\n  fr: { name: Transports }\n'),
    );
    const { document } = await eventually(
      () => at('/fr/tags/transport'),
      (answer) => answer.html.includes('Transports'),
    );
    expect(textOf(document, 'h1')).toBe('Transports');
    expect(textOf((await at('/tags/transport')).document, 'h1')).toBe('Transport');
  });
});

test('an embargoed translation is nowhere one second before its time, and everywhere from then on', async () => {
  const TURN = Date.parse('2026-03-01T12:00:00Z');
  const embargoed = await startSite({
    at: TURN - 1000,
    arrange: (content) =>
      plainContent(content, {
        'articles/ferry.md': storyText('Ferry to sail'),
        'articles/ferry.ja.md': storyText('フェリー再開', { date: '2026-03-01T12:00:00Z' }),
      }),
  });
  try {
    const ADDRESSES = [
      '/ja',
      '/ja/articles/ferry',
      '/ja/feed.xml',
      '/ja/search?q=フェリー',
      '/ja/articles/ferry/share.png',
    ];
    const OTHERS = ['/', '/articles/ferry', '/sitemap.xml', '/sitemaps/2024-02.xml', '/news-sitemap.xml', '/nothing'];
    const see = async () => ({
      own: await Promise.all(
        ADDRESSES.map(async (address) => (await fetch(embargoed.origin + encodeURI(address))).status),
      ),
      mentioned: await Promise.all(
        OTHERS.map(async (address) => /\/ja\b|日本語/.test(await (await fetch(embargoed.origin + address)).text())),
      ),
    });
    expect(await see()).toEqual({ own: ADDRESSES.map(() => 404), mentioned: OTHERS.map(() => false) });
    await embargoed.setClock(TURN);
    expect(await see()).toEqual({ own: ADDRESSES.map(() => 200), mentioned: OTHERS.map(() => true) });
  } finally {
    await embargoed.stop();
  }
});

describe('an outdated translation', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dateline-behind-'));
  let content: GitEdition;
  let behind: Site;
  const commit = (name: string, body: string, at: string, message = 'Change') => {
    content.write(name, storyText('Ferry', { body }));
    content.commit(message, at);
  };
  const notice = (address: string, accept: (written: string[]) => boolean) =>
    eventually(async () => {
      const { document } = await open(behind.origin + address);
      return [...document.querySelectorAll('.story__notice')].map((written) => written.textContent ?? '');
    }, accept);
  const NOTICE = messagesIn('es').translationOutdated;

  beforeAll(async () => {
    content = new GitEdition(path.join(root, 'content'));
    for (const name of ['publication.yaml', 'authors/tobias-wrenfield.md'])
      content.write(name, readFileSync(path.join(project, 'content', name), 'utf8').replace(/^portrait:.*\n/m, ''));
    commit('articles/ferry.md', 'It sails at ten.', '2024-02-01T10:00:00Z', 'Ready');
    commit('articles/ferry.es.md', 'Zarpa a las diez.', '2024-02-02T10:00:00Z', 'Translate');
    behind = await startSite({ on: { content: content.folder, cache: path.join(root, 'cache') } });
  });
  afterAll(async () => {
    await behind?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test('has a notice from the commit that changed the original, until a commit of its own', async () => {
    expect(await notice('/es/articles/ferry', () => true)).not.toContain(NOTICE);
    commit('articles/ferry.md', 'It sails at ten, sharp.', '2024-02-03T10:00:00Z', 'Minor: sharp');
    commit('articles/other.md', 'Another.', '2024-02-03T11:00:00Z');
    await eventually(
      () => open(`${behind.origin}/articles/ferry/history`),
      ({ status }) => status === 200,
    );
    expect(await notice('/es/articles/ferry', () => true)).not.toContain(NOTICE);
    commit('articles/ferry.md', 'It sails at noon.', '2024-02-04T10:00:00Z');
    expect(await notice('/es/articles/ferry', (written) => written.includes(NOTICE))).toContain(NOTICE);
    expect(await notice('/articles/ferry', () => true)).not.toContain(messagesIn('en').translationOutdated);
    commit('articles/ferry.es.md', 'Zarpa a mediodía.', '2024-02-05T10:00:00Z', 'Follow');
    expect(await notice('/es/articles/ferry', (written) => !written.includes(NOTICE))).not.toContain(NOTICE);
  });
});
