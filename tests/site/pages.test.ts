import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { inParallel, leadsToPage, open } from './running-site.ts';
import { examplePath, STYLEGUIDE_PATHS } from './styleguide.ts';

const origin = inject('sharedSite');
type OpenPage = Awaited<ReturnType<typeof open>>;

let pages: Map<string, OpenPage>;
/** The pages of the styleguide, to which no other page links. */
const examples = new Map<string, OpenPage>();
let missing: OpenPage;
beforeAll(async () => {
  pages = await walk(origin);
  await inParallel(STYLEGUIDE_PATHS, async (path) => examples.set(path, await open(origin + path)));
  missing = await open(`${origin}/nothing-here`);
});

/** Returns every page that can be reached from the home page, by its path. */
async function walk(origin: string): Promise<Map<string, OpenPage>> {
  const seen = new Map<string, OpenPage>();
  for (let ahead = new Set(['/']); ahead.size > 0; ) {
    const links: string[] = [];
    await inParallel(ahead, async (path) => {
      const page = await open(origin + path);
      seen.set(path, page);
      for (const link of page.document.querySelectorAll('a[href], link[rel=author]')) {
        const url = new URL(link.getAttribute('href') ?? '', origin + path);
        if (url.origin === origin && leadsToPage(url.pathname)) links.push(url.pathname);
      }
    });
    ahead = new Set(links.filter((path) => !seen.has(path)));
  }
  return seen;
}

test('the 404 page has a description and noindex', async () => {
  const { document } = await open(`${origin}/nothing-here`);
  const content = (name: string) => document.querySelector(`meta[name=${name}]`)?.getAttribute('content');
  expect([content('description'), content('robots')]).toEqual([
    'The Commonwealth and the world, from a folder of text files',
    'noindex',
  ]);
});

test('robots.txt allows search engines everything but /_dateline/', async () => {
  const response = await fetch(`${origin}/robots.txt`);
  expect([response.status, response.headers.get('content-type')?.toLowerCase()]).toEqual([
    200,
    'text/plain; charset=utf-8',
  ]);
  expect(await response.text()).toMatch(/^User-agent: \*\nDisallow: \/_dateline\/\n\nSitemap: /);
});

test('every link of the sample edition leads to a page', () => {
  expect([...pages].filter(([, { status }]) => status !== 200).map(([path]) => path)).toEqual([]);
  const kinds = [
    '/',
    '/page/2',
    '/about',
    '/authors',
    '/tags',
    '/authors/aqsa-younas-rana',
    '/tags/china',
    '/archive',
    '/2024',
    '/2024/01',
    '/2024/01/14',
    '/series',
    '/series/living-with-the-ouselle',
    '/corrections',
  ];
  expect(kinds.filter((path) => !pages.has(path))).toEqual([]);
  expect([...pages.keys()].filter((path) => path.startsWith('/articles/')).length).toBeGreaterThanOrEqual(25);
});

test('the styleguide is behind a preview link only', async () => {
  expect([...pages.keys()].filter((path) => path.startsWith('/_dateline'))).toEqual([]);
  for (const [path, { status, document }] of examples) {
    const robots = document.querySelector('meta[name=robots]')?.getAttribute('content');
    expect([path, status, robots]).toEqual([path, 200, 'noindex, nofollow']);
  }
  const others = [
    '',
    '/',
    '/styleguide',
    '/styleguide/story-news',
    '/preview/styleguide',
    '/preview/not-a-token/styleguide',
  ];
  const index = examplePath(null);
  const behind = [
    `${index}s`,
    `${index}/nothing-here`,
    `${index}/story-news/more`,
    `${index}/page/2`,
    index.replace('/styleguide', ''),
  ];
  for (const path of [...others.map((path) => `/_dateline${path}`), ...behind])
    expect([path, (await open(origin + path)).status]).toEqual([path, 404]);
});

test('no page runs a script, requests another host, or carries Next’s runtime', () => {
  for (const [path, { html, document }] of [...pages, ...examples]) {
    // Structured data is in a script element that no browser runs.
    const other = html.replace(/<script type="application\/ld\+json">[^<]*<\/script>/, '');
    expect(other, path).not.toMatch(/<script|__next|_next\/|<!--|style="/);
    const loaded = document.querySelectorAll(
      'link[rel=stylesheet], link[rel=preload], link[rel=icon], img, source, iframe',
    );
    for (const element of loaded) {
      const widths = `${element.getAttribute('srcset') ?? ''},${element.getAttribute('imagesrcset') ?? ''}`.split(',');
      const addresses = [element.getAttribute('href'), element.getAttribute('src'), ...widths]
        .map((address) => address?.trim())
        .filter(Boolean);
      expect(addresses, path).not.toEqual([]);
      expect(
        addresses.filter((address) => !/^\/(?!\/)/.test(address ?? '')),
        path,
      ).toEqual([]);
    }
  }
});

test('each page has its own canonical address; the styleguide, which is behind a link, has none', () => {
  const canonical = (document: Document) => document.querySelector('link[rel=canonical]')?.getAttribute('href');
  for (const [path, { document }] of pages) {
    expect(canonical(document), path).toBe(
      new URL(path, 'https://dateline.example').href.replace(/^(https:\/\/dateline\.example)\/$/, '$1'),
    );
  }
  for (const [path, { document }] of examples) expect(canonical(document), path).toBeUndefined();
});

test('each page has one first-level heading, a description and a title', () => {
  for (const [path, { document }] of [...pages, ...examples]) {
    expect(document.querySelectorAll('h1'), path).toHaveLength(1);
    expect(document.querySelector('meta[name=description]')?.getAttribute('content') || 'none', path).not.toBe('none');
    expect(document.head.querySelector('title')?.textContent, path).toMatch(/Dateline|ديتلاين/);
  }
});

test('related stories share a series, tags or words with the story', () => {
  const below = (slug: string) => {
    const { document } = pages.get(`/articles/${slug}`) ?? expect.unreachable(slug);
    const slugs = [...document.querySelectorAll('.related-stories :is(h3, li) a')].map((link) =>
      link.getAttribute('href')?.replace('/articles/', ''),
    );
    return { head: document.querySelector('.related-stories h2')?.textContent, slugs };
  };
  const related = (slug: string) => {
    const { head, slugs } = below(slug);
    expect(head).toBe('Related stories');
    return slugs;
  };
  // Parts of a series come first, the nearer before the others.
  expect(related('town-that-moved-uphill').slice(0, 2)).toEqual(['missing-river-gauges', 'tidal-barrage-explained']);
  // Ferries and a night train, before a budget.
  expect(related('ferry-crews-night-sailings')).toContain('express-lane');
  expect(related('eelgrass-returns')).toContain('mapmaker-obituary');
  expect(related('nursery-skarric')).toContain('nine-new-words');
  // No story is related to the only story about China, so the list has no related stories.
  // It has the newest stories, under that heading.
  expect(below('new-alliance-cultural-ip-china')).toEqual({
    head: 'More stories',
    slugs: ['open-records-bill', 'ferry-crews-night-sailings', 'eelgrass-returns', 'budget-small-print'],
  });
});

test('each page has a title of its own', () => {
  // An author may have the same name in several languages.
  const titles = [...pages.values(), ...examples.values()].map(
    ({ document }) => `${document.documentElement.lang} ${document.title}`,
  );
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

describe('HTML', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      // An avatar is an inline <svg>, which needs role="img".
      'prefer-native-element': ['error', { exclude: ['img'] }],
      'long-title': 'off',
      // Headings in Arabic have ids with vowel marks, which HTML allows.
      'valid-id': ['error', { relaxed: true }],
    },
  });
  test('is valid on every page', async () => {
    const invalid: string[] = [];
    for (const [path, { html }] of [...pages, ...examples, ['/nothing-here', missing] as const]) {
      const report = await validator.validateString(html);
      for (const { messages } of report.results) {
        invalid.push(
          ...messages
            // This one has a page frame within the page frame.
            .filter(({ ruleId }) => !(path === examplePath('frame') && ruleId === 'unique-landmark'))
            .map((message) => `${path} ${message.ruleId}: ${message.message}`),
        );
      }
    }
    expect(invalid).toEqual([]);
  });
});
