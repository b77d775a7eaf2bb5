import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pathTo } from '#lib/routes/routes.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { put } from '../../../fixtures/photographs.ts';

let root: string;
let store: ContentStore;

const file = (name: string) => path.join(root, 'content', name);
function article(slug: string, keys: object, name = `${slug}.md`): void {
  const all = { title: slug, author: 'mira', date: '2024-01-14', ...keys };
  put(file(`articles/${name}`), `---\n${JSON.stringify(all)}\n---\nText.\n`);
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-routes-'));
  const publication = { name: 'The Courier', tagline: 'News', origin: 'https://courier.example', timeZone: 'UTC' };
  put(file('publication.yaml'), JSON.stringify({ ...publication, language: 'en' }));
  put(file('authors/mira.md'), '---\nname: Mira\n---\n');
  put(file('authors/idle.md'), '---\nname: Idle\n---\n');
  put(file('tags/described.md'), '---\nname: Described\n---\nWords.\n');
  put(file('pages/about.md'), '---\ntitle: About\n---\nWords.\n');
  put(file('pages/about.fr.md'), '---\ntitle: À propos\n---\nDes mots.\n');
  for (let n = 1; n <= 25; n++) article(`story-${n}`, { tags: ['River'] });
  article('part', { series: 'Tides', tags: ['Coast'] });
  article('sketch', { draft: true, tags: ['Secret'], series: 'Hidden' });
  article('late', { date: '2999-01-01', tags: ['Later'] });
  article('part', { title: '潮' }, 'part.zh.md');
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  ({ store } = await ContentStore.open({
    folders,
    index: path.join(root, 'index.sqlite'),
    clock: () => Date.UTC(2024, 5, 1),
  }));
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

const exists = (path: string) => queriesFor(store, '').pathExists(path);

test('whether there are corrections takes as long as there are corrections, not stories', () => {
  const rows = vi.spyOn(store, 'row');
  queriesFor(store, '').corrections(1);
  const plans = rows.mock.calls.map(([sql, ...values]) =>
    store.db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => String(detail)),
  );
  rows.mockRestore();
  expect(plans).toEqual([
    [expect.stringContaining('corrections'), expect.stringContaining('articles USING INTEGER PRIMARY KEY')],
  ]);
});

describe('a page exists', () => {
  test.each([
    ['/', '/page/2', '/zh', '/archive', '/zh/archive', '/search', '/zh/search'],
    ['/articles/part', '/zh/articles/part', '/articles/part.md', '/2024', '/2024/01/14', '/2024/01/page/2', '/zh/2024'],
    ['/authors', '/zh/authors', '/authors/mira', '/authors/mira/page/2', '/zh/authors/mira'],
    ['/tags', '/zh/tags', '/tags/river', '/tags/river/page/2', '/tags/coast'],
    [
      '/series',
      '/series/tides',
      '/corrections',
      '/zh/corrections',
      '/about',
      '/fr/about',
      '/series/tides/feed.xml',
      '/zh/feed.xml',
    ],
    ['/llms.txt', '/zh/llms.txt', '/sitemap.xml', '/sitemaps/pages.xml', '/sitemaps/2024-01.xml'],
  ])('%s and others', (...paths) => {
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });
});

describe('a page does not exist', () => {
  test.each([
    ['/page/3', '/zh/page/2', '/fr', '/fr/archive', '/fr/search', '/fr/authors', '/fr/tags', '/fr/corrections'],
    ['/articles/sketch', '/articles/late', '/zh/articles/story-1', '/articles/part/history', '/articles/late.md'],
    ['/2023', '/2999', '/2024/02', '/2024/01/page/3', '/authors/nobody', '/authors/idle', '/zh/authors/idle'],
    ['/tags/secret', '/tags/later', '/tags/nothing', '/tags/river/page/3', '/zh/tags/river', '/tags/described'],
    [
      '/series/page/2',
      '/zh/series',
      '/series/hidden',
      '/series/nothing',
      '/zh/series/tides',
      '/corrections/page/2',
      '/authors/page/2',
      '/zh/about',
    ],
    ['/series/hidden/feed.xml', '/fr/feed.xml', '/fr/llms.txt', '/sitemaps/pages.2.xml', '/sitemaps/2999-01.xml'],
    ['/.well-known/security.txt', '/_dateline/styleguide'],
  ])('%s and others', (...paths) => {
    expect(paths.filter(exists)).toEqual([]);
  });
});

test('the sitemap has the pages that exist, without articles and empty lists', () => {
  const listed = (edition: string) => queriesFor(store, edition).listedPages().map(pathTo);
  expect(listed('')).toEqual([
    '/',
    '/about',
    '/corrections',
    '/authors',
    '/authors/mira',
    '/tags',
    '/tags/coast',
    '/tags/river',
    '/series',
    '/series/tides',
    '/archive',
  ]);
  expect(listed('zh')).toEqual([
    '/zh',
    '/zh/corrections',
    '/zh/authors',
    '/zh/authors/mira',
    '/zh/tags',
    '/zh/archive',
  ]);
  for (const path of listed('')) expect([path, exists(path)]).toEqual([path, true]);
});

test('the list of series has the number of published parts of each', () => {
  const { allSeries } = queriesFor(store, '');
  expect(allSeries(1)).toEqual({ items: [{ slug: 'tides', name: 'Tides', stories: 1 }], page: 1, pages: 1, total: 1 });
  expect([allSeries(2), queriesFor(store, 'zh').allSeries(1)]).toEqual([null, null]);
});
