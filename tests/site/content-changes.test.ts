import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTheme } from '../fixtures/themes.ts';
import { eventually, launch, open, operatorHealth, type Site, startSite } from './running-site.ts';

const BROKEN = 'articles/2024/01/new-alliance-cultural-ip-china.md';
const FRESH = 'articles/2026/11/fresh.md';

let site: Site;
beforeAll(async () => {
  // Broken at the start: it has no last good version.
  site = await startSite({
    arrange: (content) => writeFileSync(path.join(content, 'articles/never-good.md'), '---\ntitle: Half\n---\n'),
  });
});
afterAll(() => site.stop());

const file = (name: string) => path.join(site.content, name);
const headlineAt = async (url: string) => (await open(site.origin + url)).document.querySelector('h1')?.textContent;
const article = (headline: string, more = '') =>
  `---\ntitle: ${headline}\nauthor: maren-okoro-lind\ndate: 2026-11-01\ntags: [Oceans]\n${more}---\n\nText.\n`;

describe('a file that is broken at the start', () => {
  test('has no page, is logged with position and fix, and affects no other page', async () => {
    expect((await open(`${site.origin}/articles/never-good`)).status).toBe(404);
    expect(site.log()).toContain(
      'content/articles/never-good.md:1:1  error  key-missing  “date” is missing: when it was first published. Add it like this: date: 2024-01-14T01:04:00-05:00',
    );
    expect((await open(`${site.origin}/`)).status).toBe(200);
    const { diagnostics } = await operatorHealth(site.origin);
    expect(new Set(diagnostics.listed.map((diagnostic) => diagnostic.file))).toEqual(
      new Set(['content/articles/never-good.md']),
    );
  });
});

describe('a file that is broken later', () => {
  const original = () => readFileSync(file(BROKEN), 'utf8');

  test.each([
    [
      'no title',
      (text: string) => text.replace(/^title: .*$/m, 'titel: Oops'),
      /:2:1 {2}error {2}key-unknown .*Did you mean “title”\?/,
    ],
    [
      'an unknown author',
      (text: string) => text.replace('Aqsa Younas Rana', 'Aqsa Yunas Rana'),
      /author-unknown .*Did you mean “Aqsa Younas Rana”\?/,
    ],
    ['a bad date', (text: string) => text.replace('2024-01-14T', '2024-13-14T'), /date-impossible/],
    ['bad YAML', (text: string) => text.replace('[China]', '[China'), /yaml-syntax/],
    ['a key twice', (text: string) => text.replace('tags:', 'title: Again\ntags:'), /key-duplicate/],
    ['a program', (text: string) => text.replace('---', '---js\nglobalThis.ran = true;'), /front-matter-language/],
  ])('with %s keeps its last good version', async (_name, spoil, message) => {
    const good = original();
    const before = site.log().length;
    writeFileSync(file(BROKEN), spoil(good));
    const logged = await eventually(
      async () => site.log().slice(before),
      (log) => message.test(log),
    );
    expect(logged).toMatch(message);
    expect(await headlineAt('/articles/new-alliance-cultural-ip-china')).toMatch(/^New Alliance/);
    expect((await open(`${site.origin}/articles/open-records-bill`)).status).toBe(200);
    writeFileSync(file(BROKEN), good);
    await eventually(
      async () => site.log().slice(before),
      (log) => log.includes('1 error fixed'),
    );
    expect(site.log().slice(before)).toContain('1 error fixed');
  });
});

describe('a changed file is on the page at once', () => {
  test('a new article, headline, author’s name and URL, and a deletion', async () => {
    mkdirSync(path.dirname(file(FRESH)), { recursive: true });
    writeFileSync(file(FRESH), article('First words'));
    expect(
      await eventually(
        () => headlineAt('/articles/fresh'),
        (it) => it === 'First words',
      ),
    ).toBe('First words');
    const listed = async () =>
      (await open(`${site.origin}/tags/oceans`)).document.querySelector('.teaser a[href="/articles/fresh"]')
        ?.textContent;
    expect(await listed()).toBe('First words');

    writeFileSync(file(FRESH), article('Second words'));
    expect(
      await eventually(
        () => headlineAt('/articles/fresh'),
        (it) => it === 'Second words',
      ),
    ).toBe('Second words');
    expect(await listed()).toBe('Second words');

    const author = file('authors/maren-okoro-lind.md');
    writeFileSync(author, readFileSync(author, 'utf8').replace('Maren Okoro-Lind', 'Maren Lind'));
    const byline = async () =>
      (await open(`${site.origin}/articles/fresh`)).document.querySelector('.byline')?.textContent;
    expect(await eventually(byline, (it) => it === 'By: Maren Lind')).toBe('By: Maren Lind');

    renameSync(file(FRESH), file('articles/renamed.md'));
    expect(
      await eventually(
        () => headlineAt('/articles/renamed'),
        (it) => it === 'Second words',
      ),
    ).toBe('Second words');
    expect((await open(`${site.origin}/articles/fresh`)).status).toBe(404);

    rmSync(file('articles/renamed.md'));
    expect(
      (
        await eventually(
          () => open(`${site.origin}/articles/renamed`),
          ({ status }) => status === 404,
        )
      ).status,
    ).toBe(404);
  });

  test('publication.yaml switches the date-and-language line off', async () => {
    const first = async () =>
      (await open(`${site.origin}/articles/new-alliance-cultural-ip-china`)).document.querySelector(
        'article header > *',
      )?.className;
    expect(await first()).toBe('date-and-language');
    const publication = file('publication.yaml');
    const text = readFileSync(publication, 'utf8');
    writeFileSync(publication, text.replace('dateAndLanguage: true\n', ''));
    expect(await eventually(first, (it) => it === 'kicker')).toBe('kicker');
    writeFileSync(publication, text);
    expect(await eventually(first, (it) => it === 'date-and-language')).toBe('date-and-language');
  });

  test('a draft and an embargoed article are nowhere', async () => {
    writeFileSync(file(FRESH), article('A draft', 'draft: true\n'));
    writeFileSync(file('articles/later.md'), article('Later').replace('2026-11-01', '2999-01-01'));
    writeFileSync(file('articles/marker.md'), article('Marker'));
    await eventually(
      () => headlineAt('/articles/marker'),
      (it) => it === 'Marker',
    );
    for (const slug of ['fresh', 'later']) {
      expect((await open(`${site.origin}/articles/${slug}`)).status).toBe(404);
      for (const list of ['/', '/tags/oceans', '/authors/maren-okoro-lind']) {
        expect((await open(site.origin + list)).html).not.toContain(`/articles/${slug}"`);
      }
    }
  });
});

test('without a valid publication.yaml the site does not start, and prints the reason', async () => {
  const { child, log } = launch(['lib/server/main.ts'], {
    ...process.env,
    PORT: '0',
    CONTENT_DIR: 'tests/fixtures/broken',
    DATELINE_CACHE: `${site.content}/../nothing`,
  });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
  expect(log()).toContain('Dateline could not start. content/publication.yaml is missing');
});

describe('a theme', () => {
  const publication = () => readFileSync(file('publication.yaml'), 'utf8');
  const headersOf = async (url: string) => {
    const { headers } = await fetch(site.origin + url);
    return { policy: headers.get('content-security-policy') ?? '', etag: headers.get('etag') ?? '' };
  };
  const styleOf = async (url: string) => {
    const { html, document } = await open(site.origin + url);
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    return { html, document, style };
  };

  test('that is pushed is on every page, in its policy, the manifest and share images, and goes without a trace', async () => {
    const urls = ['/', '/articles/open-records-bill', '/tags/science', '/authors', '/ar'];
    const before = await Promise.all(urls.map((url) => styleOf(url)));
    const share = await headersOf('/articles/open-records-bill/share.png');
    const plain = publication();
    withTheme(site.content, 'tabloid');
    writeFileSync(file('publication.css'), '.kicker{letter-spacing:0}.is-nowhere{color:red}');
    const look = publication().slice(publication().indexOf('theme:'));
    writeFileSync(file('publication.yaml'), `${plain}${look}`);
    await eventually(
      () => styleOf('/'),
      ({ style, document }) =>
        style.includes('--accent:#d0021b') && document.querySelector('.masthead__name img') !== null,
    );
    for (const url of urls) {
      const { style, document } = await styleOf(url);
      expect(style, url).toContain('--paper:#ffffff');
      expect(style, url).not.toContain('is-nowhere');
      expect((await headersOf(url)).policy, url).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`);
      const logo = document.querySelector('.masthead__name img');
      expect(logo?.getAttribute('alt'), url).toBeTruthy();
      const image = await fetch(site.origin + logo?.getAttribute('src'));
      expect([image.status, image.headers.get('content-type')], url).toEqual([200, 'image/svg+xml']);
    }
    const { style, document } = await styleOf('/articles/open-records-bill');
    expect(style).toContain('.kicker{letter-spacing:0}');
    const fonts = [...document.querySelectorAll('link[rel=preload][as=font]')].map((link) => link.getAttribute('href'));
    expect(fonts).toEqual(['/fonts/newsreader-text-1.woff2', '/fonts/libre-franklin-display-1.woff2']);
    for (const url of fonts) expect((await fetch(site.origin + url)).status).toBe(200);
    const colours = [...document.querySelectorAll('meta[name=theme-color]')].map((meta) =>
      meta.getAttribute('content'),
    );
    expect(colours[0]).toBe('#ffffff');
    expect(await (await fetch(`${site.origin}/manifest.webmanifest`)).json()).toMatchObject({ theme_color: '#ffffff' });
    expect((await headersOf('/articles/open-records-bill/share.png')).etag).not.toBe(share.etag);

    rmSync(file('publication.css'));
    writeFileSync(file('publication.yaml'), plain);
    await eventually(
      () => styleOf('/'),
      ({ html }) => html === before[0]?.html,
    );
    for (const [index, url] of urls.entries()) expect((await styleOf(url)).html, url).toBe(before[index]?.html);
    expect((await headersOf('/articles/open-records-bill/share.png')).etag).toBe(share.etag);
  });
});
