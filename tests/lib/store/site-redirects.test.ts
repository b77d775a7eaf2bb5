import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatDiagnostic } from '#lib/content/parse/diagnostic.ts';
import { readRedirectsFile } from '#lib/content/site-redirects.ts';
import { oldUrls, queryRedirects, redirectPatterns } from '#lib/store/all-routes.ts';
import { audit } from '#lib/store/audit/audit.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { put } from '../../fixtures/photographs.ts';

// The redirects of publication.yaml and redirects.csv, from the files to the answer.

let root: string;
let store: ContentStore;
let now = Date.UTC(2024, 5, 1);
const OPENS = Date.UTC(2024, 6, 1);

const file = (name: string) => path.join(root, 'content', name);

function publication(redirects: Readonly<Record<string, string>>): void {
  const keys = {
    name: 'The Courier',
    tagline: 'News',
    origin: 'https://courier.example',
    timeZone: 'UTC',
    language: 'en',
  };
  put(file('publication.yaml'), JSON.stringify({ ...keys, redirects }));
}

function article(slug: string, keys: object = {}): void {
  const all = { title: slug, author: 'mira', date: '2024-01-14', tags: ['River'], ...keys };
  put(file(`articles/${slug}.md`), `---\n${JSON.stringify(all)}\n---\nText.\n`);
}

const CSV = [
  'from,to',
  '/old-story.html,/articles/ferries',
  '"/a,b",/about',
  '/?p=1,/articles/ferries',
  '/?p=2,/articles/sealed',
  '/index.php?id=5&lang=en,/about',
  '/sealed-old,/articles/sealed',
  '/chain,/old-story.html',
  '/circle-one,/circle-two',
  '/circle-two,/circle-one',
  '/about,/articles/ferries',
  '/claimed,/about',
  '/gone-tag,/tags/none',
  '/files/old.pdf,/files/new.pdf',
  '/2019/*,/archive',
  '/tagged/:tag,/tag/:tag',
  '/Old-Story.html,/about',
  'no-path,/about',
  '/with/:name,/about/:other',
  '/old-feed,/tags/river/feed.xml',
].join('\n');

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-redirects-'));
  publication({
    '/category/:tag': '/tags/:tag',
    '/by/:name': '/authors/:name',
    '/en/feed/': '/feed.xml',
    '/articles/former': '/articles/ferries',
  });
  put(file('authors/mira.md'), '---\nname: Mira\n---\n');
  put(file('pages/about.md'), '---\ntitle: About\n---\nWords.\n');
  put(file('public/files/new.pdf'), 'new');
  article('ferries', { redirectFrom: ['/claimed'] });
  article('sealed', { date: new Date(OPENS).toISOString(), tags: ['Later'] });
  put(file('redirects.csv'), `${CSV}\n`);
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(root, 'index.sqlite'), clock: () => now }));
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

const queries = () => queriesFor(store, '');
const led = (from: string) => {
  const redirect = queries().redirect(from);
  return redirect?.kind === 'moved' ? redirect.path : redirect?.kind;
};

describe('an old address', () => {
  test.each([
    ['/old-story.html', '/articles/ferries'],
    ['/Old-Story.HTML/', '/articles/ferries'],
    ['/a,b', '/about'],
    ['/category/River', '/tags/river'],
    ['/by/mira', '/authors/mira'],
    ['/articles/former', '/articles/ferries'],
    ['/old-feed', '/tags/river/feed.xml'],
    ['/2019/03/x', '/archive'],
    ['/files/old.pdf', '/files/new.pdf'],
  ])('%s leads to %s', (from, to) => {
    expect(led(from)).toBe(to);
  });

  test('that redirects to another old one leads to the page in one step', () => {
    expect(led('/chain')).toBe('/articles/ferries');
  });

  test('that a story claims leads to the story', () => {
    expect(led('/claimed')).toBe('/articles/ferries');
  });

  test.each(['/circle-one', '/gone-tag', '/category/none', '/by/nobody', '/tagged', '/no-path', '/%E0'])(
    '%s leads nowhere',
    (from) => {
      expect(led(from)).toBeUndefined();
    },
  );

  test('with a query counts before the page at its path, and keeps the rest of the query', () => {
    const at = (path: string, query: string) => queries().redirectOfQuery(path, query);
    expect(at('/', '?p=1')).toBe('/articles/ferries');
    expect(at('/index', '?utm_source=x&p=1')).toBe('/articles/ferries?utm_source=x');
    expect(at('/index.php', '?lang=en&id=5')).toBe('/about');
    for (const query of ['', '?p=', '?p=12', '?q=1', '?P=1', '?id=5']) expect(at('/', query), query).toBeNull();
    expect(at('/index.php', '?id=5')).toBeNull();
  });

  test('of an embargoed story is as unknown as any other until its time', () => {
    for (const from of ['/sealed-old', '/never']) expect(led(from)).toBeUndefined();
    expect(queries().redirectOfQuery('/', '?p=2')).toBeNull();
    now = OPENS;
    expect(led('/sealed-old')).toBe('/articles/sealed');
    expect(queries().redirectOfQuery('/', '?p=2')).toBe('/articles/sealed');
    now = Date.UTC(2024, 5, 1);
  });

  test('costs one lookup, however many there are', () => {
    const plan = store.db
      .prepare(
        `EXPLAIN QUERY PLAN SELECT query, target FROM site_redirects WHERE path = ? AND query IN (SELECT value FROM json_each(?))
         AND start IS NULL ORDER BY length(query) DESC, file LIMIT 1`,
      )
      .all('/x', '[""]')
      .map(({ detail }) => String(detail));
    expect(plan[0]).toContain('SEARCH site_redirects USING PRIMARY KEY (path=? AND query=?)');
    const patterns = store.db
      .prepare(
        "EXPLAIN QUERY PLAN SELECT path, target FROM site_redirects WHERE start IN (?, '') ORDER BY file, position",
      )
      .all('x')
      .map(({ detail }) => String(detail));
    expect(patterns[0]).toContain('USING INDEX redirect_patterns (start=?)');
  });
});

test('an export gets the addresses that lead somewhere', () => {
  const moved = oldUrls(store).map(({ path, redirect }) => [path, redirect.kind === 'moved' ? redirect.path : '']);
  expect(moved).toEqual([
    ['/a,b', '/about'],
    ['/articles/former', '/articles/ferries'],
    ['/chain', '/articles/ferries'],
    ['/claimed', '/articles/ferries'],
    ['/files/old.pdf', '/files/new.pdf'],
    ['/old-feed', '/tags/river/feed.xml'],
    ['/old-story.html', '/articles/ferries'],
  ]);
  expect(queryRedirects(store)).toEqual([
    { path: '/', query: 'p=1', target: '/articles/ferries' },
    { path: '/index.php', query: 'id=5&lang=en', target: '/about' },
  ]);
  expect(redirectPatterns(store).map(([pattern]) => pattern)).toEqual([
    '/category/:tag',
    '/by/:name',
    '/2019/*',
    '/tagged/:tag',
  ]);
});

test('check names what is no redirect, shadows a page, leads in a circle or to nothing', async () => {
  const found = [...store.diagnostics(), ...(await audit(store.db, store.folders, now))];
  const lines = found.filter(({ file }) => /redirects\.csv|publication\.yaml/.test(file)).map(formatDiagnostic);
  expect(lines.map((line) => line.replace('content/redirects.csv:', ''))).toEqual([
    '17:1  error  redirect-taken  Line 2 redirects /Old-Story.html already. Remove one of the two. (This keeps nothing off the site.)',
    '18:1  error  redirect-invalid  “no-path” is not a path that begins with one “/”, without “#”. Write what follows the name of the site in an address, such as /2019/old-story.html. (This keeps nothing off the site.)',
    '19:1  error  redirect-invalid  “/about/:other” has “:other”, and “/with/:name” has not. Write it there, too; or write what it stands for. (This keeps nothing off the site.)',
    '8:1  warning  link-moved  The redirect leads to /old-story.html, where the page no longer is: readers are redirected. Write /articles/ferries.',
    '13:1  error  link-broken  The redirect leads to /tags/none, and there is no such tag. Correct or remove the redirect. (This keeps nothing off the site.)',
    'content/publication.yaml:1:180  error  redirect-taken  The path /en/feed belongs to the site itself. Remove the redirect: readers never follow it. (This keeps nothing off the site.)',
    '11:1  error  redirect-taken  The path /about belongs to content/pages/about.md. Remove the redirect: readers never follow it. (This keeps nothing off the site.)',
    '12:1  error  redirect-taken  The path /claimed belongs to content/articles/ferries.md. Remove the redirect: readers never follow it. (This keeps nothing off the site.)',
    '9:1  error  redirect-loop  /circle-one leads to /circle-two, and from there back again: readers find nothing. Write the path of a page, or remove one of the redirects. (This keeps nothing off the site.)',
    '10:1  error  redirect-loop  /circle-two leads to /circle-one, and from there back again: readers find nothing. Write the path of a page, or remove one of the redirects. (This keeps nothing off the site.)',
    '16:1  error  link-broken  The redirect leads to /tag/:tag, and no page has such a path. Correct the path, such as /tags/:tag. (This keeps nothing off the site.)',
  ]);
});

test('a change of redirects.csv alone is visible, reads no other file, and can be undone', async () => {
  put(file('redirects.csv'), '/new-old,/about\n');
  expect(await store.sync(['content/redirects.csv'])).toMatchObject({ read: 1, visible: true });
  expect([led('/new-old'), led('/old-story.html'), led('/category/river')]).toEqual([
    '/about',
    undefined,
    '/tags/river',
  ]);
  rmSync(file('redirects.csv'));
  expect(await store.sync(['content/redirects.csv'])).toMatchObject({ gone: 1, visible: true });
  expect(led('/new-old')).toBeUndefined();
  publication({ '/yaml': '/about' });
  expect(await store.sync(['content/publication.yaml'])).toMatchObject({ visible: true });
  expect([led('/yaml'), led('/category/river')]).toEqual(['/about', undefined]);
});

test('a page that took the path of a redirect counts', async () => {
  put(file('redirects.csv'), '/contact,/about\n');
  await store.sync(['content/redirects.csv']);
  expect(queries().pathExists('/contact')).toBe(false);
  expect(led('/contact')).toBe('/about');
  put(file('pages/contact.md'), '---\ntitle: Contact\n---\nWords.\n');
  await store.sync(['content/pages/contact.md']);
  expect(queries().pathExists('/contact')).toBe(true);
});

test('a hundred thousand lines are read, and those beyond are named', () => {
  const lines = Array.from({ length: 100_001 }, (_, at) => `/old/${at}.html,/about`);
  const { record, diagnostics } = readRedirectsFile('content/redirects.csv', lines.join('\n'));
  expect(record?.redirects).toHaveLength(100_000);
  expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual([['redirect-invalid', 100_001]]);
}, 60_000);

test('a request makes a few reads, however many redirects there are', async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `/old/${at}.html,/about`);
  put(file('redirects.csv'), lines.join('\n'));
  await store.sync(['content/redirects.csv']);
  const read = vi.spyOn(store, 'read');
  expect(led('/old/1999.html')).toBe('/about');
  expect(read.mock.calls.length).toBeLessThan(10);
  read.mockRestore();
});
