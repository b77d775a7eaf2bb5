import { describe, expect, test } from 'vitest';
import { comparablePath, pathTo, type Route, routeAt } from '#lib/routes/routes.ts';

const routes: [string, Route][] = [
  ['/', { kind: 'home', edition: '', page: 1 }],
  ['/page/2', { kind: 'home', edition: '', page: 2 }],
  ['/articles/night-ferries', { kind: 'article', edition: '', slug: 'night-ferries' }],
  ['/articles/night-ferries/history', { kind: 'history', edition: '', slug: 'night-ferries' }],
  ['/articles/history', { kind: 'article', edition: '', slug: 'history' }],
  ['/articles/page', { kind: 'article', edition: '', slug: 'page' }],
  ['/articles/%E5%A4%9C%E8%88%B9', { kind: 'article', edition: '', slug: '夜船' }],
  ['/authors/mira-oakhurst', { kind: 'author', edition: '', id: 'mira-oakhurst', page: 1 }],
  ['/authors/mira-oakhurst/page/3', { kind: 'author', edition: '', id: 'mira-oakhurst', page: 3 }],
  ['/authors', { kind: 'authors', edition: '', page: 1 }],
  ['/authors/page/2', { kind: 'authors', edition: '', page: 2 }],
  ['/tags/2024', { kind: 'tag', edition: '', slug: '2024', page: 1 }],
  ['/tags/%D0%B9%D0%BE%D0%B3%D0%B0/page/10', { kind: 'tag', edition: '', slug: 'йога', page: 10 }],
  ['/tags', { kind: 'tags', edition: '', page: 1 }],
  ['/tags/page/999999', { kind: 'tags', edition: '', page: 999_999 }],
  ['/series', { kind: 'allSeries', edition: '', page: 1 }],
  ['/series/page/2', { kind: 'allSeries', edition: '', page: 2 }],
  ['/series/the-river', { kind: 'series', edition: '', slug: 'the-river', page: 1 }],
  ['/series/the-river/page/2', { kind: 'series', edition: '', slug: 'the-river', page: 2 }],
  ['/archive', { kind: 'archive', edition: '' }],
  ['/2024', { kind: 'period', edition: '', date: '2024', page: 1 }],
  ['/2024/01/page/3', { kind: 'period', edition: '', date: '2024-01', page: 3 }],
  ['/2024/02/29', { kind: 'period', edition: '', date: '2024-02-29', page: 1 }],
  ['/corrections', { kind: 'corrections', edition: '', page: 1 }],
  ['/corrections/page/2', { kind: 'corrections', edition: '', page: 2 }],
  ['/about', { kind: 'page', edition: '', slug: 'about' }],
  ['/faq', { kind: 'page', edition: '', slug: 'faq' }],
  ['/how-we-work', { kind: 'page', edition: '', slug: 'how-we-work' }], // the length of a code, but none
  ['/no-comment', { kind: 'page', edition: '', slug: 'no-comment' }],
  ['/en', { kind: 'home', edition: 'en', page: 1 }],
  ['/zh/page/2', { kind: 'home', edition: 'zh', page: 2 }],
  ['/zh-hant/articles/x', { kind: 'article', edition: 'zh-Hant', slug: 'x' }],
  ['/es-419/articles/x/history', { kind: 'history', edition: 'es-419', slug: 'x' }],
  ['/ar/authors/mira-oakhurst', { kind: 'author', edition: 'ar', id: 'mira-oakhurst', page: 1 }],
  ['/zh/2024/01', { kind: 'period', edition: 'zh', date: '2024-01', page: 1 }],
  ['/zh/about', { kind: 'page', edition: 'zh', slug: 'about' }],
  ['/zh/search', { kind: 'search', edition: 'zh' }],
  ['/zh/feed.xml', { kind: 'feed', of: { kind: 'home', edition: 'zh' }, format: 'rss' }],
  [
    '/zh-hant/tags/%E4%B8%AD%E5%9B%BD/feed.json',
    { kind: 'feed', of: { kind: 'tag', edition: 'zh-Hant', slug: '中国' }, format: 'json' },
  ],
  ['/zh/articles/x.md', { kind: 'markdown', edition: 'zh', slug: 'x' }],
  ['/zh/sitemaps/pages.xml', { kind: 'sitemap', edition: 'zh', part: { of: 'pages', number: 1 } }],
  ['/zh/sitemaps/2024-01.2.xml', { kind: 'sitemap', edition: 'zh', part: { of: '2024-01', number: 2 } }],
  ['/zh/llms.txt', { kind: 'document', edition: 'zh', name: 'llms' }],
  ['/zh/opensearch.xml', { kind: 'document', edition: 'zh', name: 'opensearch' }],
  ['/feed.xml', { kind: 'feed', of: { kind: 'home', edition: '' }, format: 'rss' }],
  ['/feed.140.xml', { kind: 'feed', of: { kind: 'home', edition: '' }, format: 'rss', from: 140 }],
  [
    '/ar/tags/china/feed.20.json',
    { kind: 'feed', of: { kind: 'tag', edition: 'ar', slug: 'china' }, format: 'json', from: 20 },
  ],
  [
    '/tags/%E4%B8%AD%E5%9B%BD/feed.atom',
    { kind: 'feed', of: { kind: 'tag', edition: '', slug: '中国' }, format: 'atom' },
  ],
  [
    '/authors/mira-oakhurst/feed.json',
    { kind: 'feed', of: { kind: 'author', edition: '', id: 'mira-oakhurst' }, format: 'json' },
  ],
  [
    '/series/the-river/feed.xml',
    { kind: 'feed', of: { kind: 'series', edition: '', slug: 'the-river' }, format: 'rss' },
  ],
  ['/articles/%E5%A4%9C%E8%88%B9.md', { kind: 'markdown', edition: '', slug: '夜船' }],
  ['/sitemap.xml', { kind: 'sitemap', edition: '', part: null }],
  ['/sitemaps/pages.xml', { kind: 'sitemap', edition: '', part: { of: 'pages', number: 1 } }],
  ['/sitemaps/2024-01.12.xml', { kind: 'sitemap', edition: '', part: { of: '2024-01', number: 12 } }],
  ['/robots.txt', { kind: 'document', edition: '', name: 'robots' }],
  ['/.well-known/security.txt', { kind: 'document', edition: '', name: 'security' }],
];

describe('each path is parsed to its page, and each page has that path', () => {
  test.each(routes)('%s', (path, route) => {
    expect(pathTo(route)).toBe(path);
    expect(routeAt(path)).toEqual(route);
  });
});

describe('another spelling of a path has the same route', () => {
  test.each([
    ['', '/'],
    ['//', '/'],
    ['/index', '/'],
    ['/page/1', '/'],
    ['/page/0002', '/page/2'],
    ['/page/2/', '/page/2'],
    ['/page/2/index', '/page/2'],
    ['/Articles/Night-Ferries/', '/articles/night-ferries'],
    ['/articles//night-ferries', '/articles/night-ferries'],
    ['/articles/%6eight-ferries', '/articles/night-ferries'],
    ['/articles/夜船', '/articles/%E5%A4%9C%E8%88%B9'],
    ['/articles/%e5%a4%9c%e8%88%b9', '/articles/%E5%A4%9C%E8%88%B9'],
    ['/Articles/Night-Ferries/History/', '/articles/night-ferries/history'],
    ['/tags/%D0%B8%CC%86%D0%BE%D0%B3%D0%B0', '/tags/%D0%B9%D0%BE%D0%B3%D0%B0'], // й in two characters
    ['/authors/index', '/authors'],
    ['/authors/mira-oakhurst/page/1', '/authors/mira-oakhurst'],
    ['//about', '/about'],
    ['/Feed.XML', '/feed.xml'],
    ['/feed/', '/feed.xml'],
    ['/atom.xml', '/feed.atom'],
    ['/authors/mira-oakhurst/page/1/feed.json', '/authors/mira-oakhurst/feed.json'],
    ['/articles/Night-Ferries.md', '/articles/night-ferries.md'],
    ['/sitemaps/2024-01.1.xml', '/sitemaps/2024-01.xml'],
    ['/ZH/Tags/China', '/zh/tags/china'],
    ['/zh-Hant/index', '/zh-hant'],
    ['/zh/page/1', '/zh'],
    ['/zh/rss.xml', '/zh/feed.xml'],
    ['/iw/about', '/he/about'], // an outdated code
  ])('%s → %s', (path, canonical) => {
    const route = routeAt(path);
    expect(route && pathTo(route)).toBe(canonical);
  });
});

describe('no page is at', () => {
  test.each(
    [
      '/articles',
      '/articles/',
      '/authors/feed.xml',
      '/tags/feed.xml',
      '/zh/sitemap.xml', // one for all editions
      '/zh/robots.txt',
      '/zh/news-sitemap.xml',
      '/about/feed.xml',
      '/tags/china/page/2/feed.xml',
      '/articles/night-ferries/feed.xml',
      '/articles/.md',
      '/articles/two--hyphens.md',
      '/sitemaps/2024-13.xml',
      '/sitemaps/2024.xml',
      '/sitemaps/pages.0.xml',
      '/articles/page/2',
      '/2024/13',
      '/2023/02/29',
      '/2024/1',
      '/2024/01/14/extra',
      '/archive/2024',
      '/archive/page/2',
      '/series/page',
      '/series/feed.xml',
      '/articles/index',
      '/articles/night-ferries/page/2',
      '/articles/night-ferries/history/page/2',
      '/articles/night-ferries/history/more',
      '/articles//history/history/history',
      '/tags/science/history',
      '/articles/2024/night-ferries',
      '/about/page/2',
      '/about/us',
      '/page',
      '/page/0',
      '/page/-1',
      '/page/1e3',
      '/page/two',
      '/page/1000000',
      '/page/2/page/3',
      '/authors/page',
      '/tags/page',
      '/tags/page/page/2',
      '/fonts',
      '/media',
      '/_next',
      '/_next/static/x.js',
      '/_dateline',
      '/_dateline/health',
      '/_dateline/styleguide',
      '/_dateline/styleguide/tokens',
      '/index/index',
      '/night_ferries',
      '/night--ferries',
      '/-night',
      '/night-',
      '/humans.txt',
      // hostile
      '/%00',
      '/articles/%00',
      '/articles/night%00ferries',
      '/articles/%2e%2e',
      '/articles/..',
      '/../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/articles/a%2Fb',
      '/articles/a%5Cb',
      '/articles/%0d%0aset-cookie:x',
      '/articles/<script>',
      '/articles/%3Cscript%3E',
      '/articles/%F0%9F%98%80',
      '/articles/%E2%80%AEevil',
      '/%',
      '/%zz',
      '/articles/%ff',
      '/articles/%ED%A0%80', // a lone surrogate
      '//evil.example',
      '/\\evil.example',
      '/https://evil.example',
      `/articles/${'x'.repeat(201)}`,
      `/articles/${'x'.repeat(1_000_000)}`,
      '/a'.repeat(100_000),
    ].map((path) => [path.slice(0, 60), path]),
  )('%s', (_, path = '') => {
    expect(routeAt(path)).toBeNull();
  });
});

test('a canonical path never names another host', () => {
  for (const path of ['//evil', '///evil', '/%2Fevil', '/\\evil', '//evil/index', '/;//evil']) {
    const route = routeAt(path);
    expect(route === null || /^\/(?![/\\])/.test(pathTo(route))).toBe(true);
  }
});

test.each([
  ['/2019/03/Old-Story.html', '/2019/03/old-story.html'],
  ['//2019//old story/', '/2019/old story'],
  ['/caf%C3%A9', '/café'],
  ['/cafe%CC%81', '/café'],
  ['/index', '/'],
  ['/%ff', null],
  ['/100%', null],
])('%s is compared as %s', (path, compared) => {
  expect(comparablePath(path)).toBe(compared);
});
