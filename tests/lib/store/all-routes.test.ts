import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathTo } from '#lib/routes/routes.ts';
import { allRoutes, oldUrls } from '#lib/store/all-routes.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';

const NOW = Date.UTC(2026, 0, 10);

let folder: string;
let store: ContentStore;

function write(name: string, text: string): void {
  const file = path.join(folder, 'content', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function story(slug: string, day: string, more = ''): void {
  write(
    `articles/${slug}.md`,
    `---\ntitle: ${slug}\nauthor: ann\ndate: ${day}\ntags: [Rivers, Night ferries]\n${more}---\n\nText.\n`,
  );
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-routes-'));
  write(
    'publication.yaml',
    'name: The Lamp\ntagline: Light\norigin: https://lamp.example\ntimeZone: America/New_York\nlanguage: en\n',
  );
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  write('authors/bob.md', '---\nname: Bob\n---\n\nWrites nothing.\n');
  write('tags/unused.md', '---\nname: Unused\n---\n\nNobody uses it.\n');
  write('pages/about.md', '---\ntitle: About\n---\n\nText.\n');
  for (let day = 1; day <= 30; day++) story(`november-${day}`, `2025-11-${String(day).padStart(2, '0')}`);
  story('moved', '2025-12-01', 'redirectFrom: [/2019/old-story, /Früher]\n');
  story('in-series', '2025-12-02', 'series: The long night\n');
  story('in-series.es', '2025-12-03', 'series: The long night\n');
  story('draft', '2025-12-04', 'draft: true\nredirectFrom: [/secret]\n');
  story('later', '2026-02-01', 'redirectFrom: [/secret-too]\n');
  const folders = { content: path.join(folder, 'content'), public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => NOW }));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('every route is that of a page or document, and is named once', () => {
  const routes = allRoutes(store);
  const { routeExists } = queriesFor(store, '');
  expect(routes.filter((route) => !routeExists(route)).map(pathTo)).toEqual([]);
  const paths = routes.map(pathTo);
  expect(new Set(paths).size).toBe(paths.length);
});

test('it names every kind of page, with the later pages of lists and in each edition', () => {
  const paths = allRoutes(store).map(pathTo);
  expect(paths).toEqual(
    expect.arrayContaining([
      '/',
      '/page/2',
      '/es',
      '/articles/november-7',
      '/articles/november-7.md',
      '/es/articles/in-series',
      '/tags/rivers',
      '/tags/rivers/page/2',
      '/tags/night-ferries/feed.xml',
      '/authors/ann/page/2',
      '/authors/ann/feed.json',
      '/series/the-long-night',
      '/es/series/the-long-night/feed.atom',
      '/series',
      '/about',
      '/archive',
      '/2025',
      '/2025/page/2',
      '/2025/11',
      '/2025/11/page/2',
      '/2025/11/07',
      '/es/2025/12/03',
      '/sitemap.xml',
      '/sitemaps/pages.xml',
      '/sitemaps/2025-11.xml',
      '/es/sitemaps/2025-12.xml',
      '/robots.txt',
      '/news-sitemap.xml',
      '/manifest.webmanifest',
      '/feed.css',
      '/llms.txt',
      '/es/llms.txt',
    ]),
  );
});

test('it names nothing unpublished, no search, and no list that a reader would not find', () => {
  const paths = allRoutes(store).map(pathTo);
  expect(paths.filter((path) => /draft|later|secret|2026|search|unused|bob|page\/3|security/.test(path))).toEqual([]);
});

test('old URLs are those that published stories claim', () => {
  expect(oldUrls(store)).toEqual([
    { path: '/2019/old-story', redirect: { kind: 'moved', path: '/articles/moved' } },
    { path: '/früher', redirect: { kind: 'moved', path: '/articles/moved' } },
  ]);
});
