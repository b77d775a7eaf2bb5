import { HtmlValidate } from 'html-validate';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadsToPage, open, type Site, startSite } from './serve.ts';
import { examplePath, STYLEGUIDE_PATHS, WITH_STYLEGUIDE } from './styleguide.ts';

let site: Site;
let pages: Map<string, { status: number; html: string }>;
/** The pages of the styleguide, to which none of these links. */
const examples = new Map<string, { status: number; html: string }>();
let missing: { status: number; html: string };
beforeAll(async () => {
  site = await startSite({ env: WITH_STYLEGUIDE });
  pages = await walk(site.origin);
  for (const path of STYLEGUIDE_PATHS) examples.set(path, await open(site.origin + path));
  // Now, since the server lets go of a connection while the tests below are busy with what they have.
  missing = await open(`${site.origin}/nothing-here`);
});
afterAll(() => site.stop());

/** Every page that can be reached from the home page, by its path. */
async function walk(origin: string): Promise<Map<string, { status: number; html: string }>> {
  const seen = new Map<string, { status: number; html: string }>();
  const ahead = ['/'];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (seen.has(path)) continue;
    const { status, html, document } = await open(origin + path);
    seen.set(path, { status, html });
    for (const link of document.querySelectorAll('a[href], link[rel=author]')) {
      const url = new URL(link.getAttribute('href') ?? '', origin + path);
      if (url.origin === origin && leadsToPage(url.pathname)) ahead.push(url.pathname);
    }
  }
  return seen;
}

test('the page that says “not found” describes itself, and is not to be found by search engines', async () => {
  const { document } = await open(`${site.origin}/nothing-here`);
  const content = (name: string) => document.querySelector(`meta[name=${name}]`)?.getAttribute('content');
  expect([content('description'), content('robots')]).toEqual([
    'The Commonwealth and the world, from a folder of text files',
    'noindex',
  ]);
});

test('search engines are told, in a form that they read, that they are welcome', async () => {
  const response = await fetch(`${site.origin}/robots.txt`);
  expect([response.status, response.headers.get('content-type')?.toLowerCase()]).toEqual([
    200,
    'text/plain; charset=utf-8',
  ]);
  expect(await response.text()).toMatch(/^User-agent: \*\nDisallow: \/_dateline\/\n\nSitemap: /);
});

test('every link of the sample edition leads to a page', () => {
  expect([...pages].filter(([, { status }]) => status !== 200)).toEqual([]);
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
    '/series/living-with-the-ouselle',
    '/corrections',
  ];
  expect(kinds.filter((path) => !pages.has(path))).toEqual([]);
  expect([...pages.keys()].filter((path) => path.startsWith('/articles/')).length).toBeGreaterThanOrEqual(25);
});

test('the styleguide is behind a preview link only', async () => {
  expect([...pages.keys()].filter((path) => path.startsWith('/_dateline'))).toEqual([]);
  for (const [path, { status, html }] of examples) {
    const { document } = new JSDOM(html).window;
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
    expect([path, (await open(site.origin + path)).status]).toEqual([path, 404]);
});

test('no page runs a script, asks another host, or carries Next’s runtime', () => {
  for (const [path, { html }] of [...pages, ...examples]) {
    // What a page says of itself to search engines is data, which no browser runs.
    const other = html.replace(/<script type="application\/ld\+json">[^<]*<\/script>/, '');
    expect(other, path).not.toMatch(/<script|__next|_next\/|<!--|style="/);
    const { document } = new JSDOM(html).window;
    const asked = document.querySelectorAll(
      'link[rel=stylesheet], link[rel=preload], link[rel=icon], img, source, iframe',
    );
    for (const element of asked) {
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

test('each page has one first-level heading, a description and its own canonical address', () => {
  for (const [path, { html }] of [...pages, ...examples]) {
    const { document } = new JSDOM(html).window;
    expect(document.querySelectorAll('h1'), path).toHaveLength(1);
    expect(document.querySelector('meta[name=description]')?.getAttribute('content') || 'none', path).not.toBe('none');
    expect(document.querySelector('link[rel=canonical]')?.getAttribute('href'), path).toBe(
      new URL(path, 'https://dateline.example').href.replace(/^(https:\/\/dateline\.example)\/$/, '$1'),
    );
    expect(document.head.querySelector('title')?.textContent, path).toMatch(/Dateline|ديتلاين/);
  }
});

test('what is related to a story has to do with it', () => {
  const below = (slug: string) => {
    const { document } = new JSDOM(pages.get(`/articles/${slug}`)?.html).window;
    const slugs = [...document.querySelectorAll('.related :is(h3, li) a')].map((link) =>
      link.getAttribute('href')?.replace('/articles/', ''),
    );
    return { head: document.querySelector('.related h2')?.textContent, slugs };
  };
  const related = (slug: string) => {
    const { head, slugs } = below(slug);
    expect(head).toBe('Related stories');
    return slugs;
  };
  // Parts of a series before all else, the nearer first.
  expect(related('town-that-moved-uphill').slice(0, 2)).toEqual(['missing-river-gauges', 'tidal-barrage-explained']);
  // Ferries and a night train, before a budget.
  expect(related('ferry-crews-night-sailings')).toContain('express-lane');
  expect(related('eelgrass-returns')).toContain('mapmaker-obituary');
  expect(related('nursery-skarric')).toContain('nine-new-words');
  // Nothing has to do with the only story about China, and nothing is made up.
  // What is newest is offered instead, and called so.
  expect(below('new-alliance-cultural-ip-china')).toEqual({
    head: 'More stories',
    slugs: ['open-records-bill', 'ferry-crews-night-sailings', 'eelgrass-returns', 'budget-small-print'],
  });
});

test('titles are not shared between pages', () => {
  // An author may have the same name in several languages.
  const titles = [...pages.values(), ...examples.values()].map(({ html }) => {
    const { title, documentElement } = new JSDOM(html).window.document;
    return `${documentElement.lang} ${title}`;
  });
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

describe('HTML', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      // An avatar is an image that has no file: role="img" on the <svg> is what says so.
      'prefer-native-element': ['error', { exclude: ['img'] }],
      'long-title': 'off',
      // Headings in Arabic have ids with the marks of its vowels, which HTML allows.
      'valid-id': ['error', { relaxed: true }],
    },
  });
  test('is valid on every page', async () => {
    const said: string[] = [];
    for (const [path, { html }] of [...pages, ...examples, ['/nothing-here', missing] as const]) {
      const report = await validator.validateString(html);
      for (const { messages } of report.results) {
        said.push(
          ...messages
            // This one shows, within the frame that each page has, a frame.
            .filter(({ ruleId }) => !(path === examplePath('frame') && ruleId === 'unique-landmark'))
            .map((message) => `${path} ${message.ruleId}: ${message.message}`),
        );
      }
    }
    expect(said).toEqual([]);
  });
});
