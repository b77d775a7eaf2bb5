import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openMedium } from '#lib/import/systems/medium.ts';
import { openSubstack } from '#lib/import/systems/substack.ts';
import { ZipArchive } from '#lib/import/systems/zip-archive.ts';
import { writeZip } from '../../fixtures/zip-file.ts';
import { fileText, readArchive } from './read-archive.ts';

function zip(...members: Parameters<typeof writeZip>[1]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-zip-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'export.zip');
  writeZip(file, members);
  return file;
}

test('files of an archive are read', async () => {
  const archive = await ZipArchive.open(zip({ name: 'a/b.txt', data: 'Text “ä”.' }, { name: 'c/', data: '' }));
  expect(archive.names).toEqual(['a/b.txt']);
  expect(await archive.text('a/b.txt')).toBe('Text “ä”.');
  expect(await archive.text('no.txt')).toBeNull();
  await archive.close();
});

test.each([
  [
    '../../etc/passwd',
    '“export.zip” cannot be imported: Its file “../../etc/passwd” has a name that leads out of the archive. Export again.',
  ],
  ['/etc/passwd', /has a name that leads out of the archive/],
  ['C:/windows', /has a name that leads out of the archive/],
])('a name that climbs out (%s) is refused', async (name, message) => {
  await expect(ZipArchive.open(zip({ name, data: 'x' }))).rejects.toThrow(message);
});

test('a ZIP bomb is refused before it is unpacked, and one that lies about its size while it is', async () => {
  await expect(ZipArchive.open(zip({ name: 'a.html', data: Buffer.alloc(5_000_000) }))).rejects.toThrow(
    /Its file “a.html” would become \d+ times larger, as only a ZIP bomb does. Export again.$/,
  );
  const liar = await ZipArchive.open(zip({ name: 'a.html', data: Buffer.alloc(5_000_000), claimed: 100 }));
  await expect(liar.text('a.html')).rejects.toThrow(
    /^“a.html” in “export.zip” is damaged \(.*\): download the export again.$/,
  );
  await liar.close();
});

test('an encrypted, a truncated and a missing archive are errors that say what to do', async () => {
  await expect(ZipArchive.open(zip({ name: 'a', data: 'x', flags: 1 }))).rejects.toThrow(
    /“a” is encrypted. Save the archive/,
  );
  const file = zip({ name: 'a', data: 'text' });
  writeFileSync(file, readFileSync(file).subarray(0, -30));
  await expect(ZipArchive.open(file)).rejects.toThrow(
    'It is no ZIP archive, or its end is missing. Download it again.',
  );
  await expect(ZipArchive.open('/no/such/export.zip')).rejects.toThrow(
    '“export.zip” cannot be imported: There is no such file.',
  );
});

const POSTS_CSV = `post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url
101.night-ferry,2021-01-20T13:15:12.230Z,true,,newsletter,everyone,Night ferry,"It sails, at last.",
102.for-payers,2021-01-21T13:15:12.230Z,true,,newsletter,only_paid,For payers,,
103.later,2021-01-22T13:15:12.230Z,false,,newsletter,everyone,Later,,
104.sounds,2021-01-23T13:15:12.230Z,true,,podcast,everyone,Sounds,,https://sounds.example/a.mp3
105.talk,2021-01-24T13:15:12.230Z,true,,thread,everyone,Talk,,
`;

const attributes = (data: object) => JSON.stringify(data).replaceAll('"', '&quot;');

const NIGHT_FERRY = `<p>It sails.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a> See <a href="https://lamp.substack.com/p/later">later</a>.</p>
<div class="captioned-image-container"><figure><a class="image-link" href="https://cdn.example/a.jpg"><img src="https://cdn.example/a.jpg" alt="A"><div class="image-link-expand"><svg></svg></div></a><figcaption>C</figcaption></figure></div>
<div id="youtube2-x" class="youtube-wrap" data-attrs="${attributes({ videoId: 'abcdefghijk' })}"><div class="youtube-inner"></div></div>
<div class="subscription-widget-wrap"><p>Thanks for reading!</p><form></form></div>
<p class="button-wrapper"><a class="button primary" href="https://lamp.substack.com/subscribe?"><span>Subscribe</span></a></p>
<p class="button-wrapper"><a class="button primary" href="https://tickets.example"><span>Tickets</span></a></p>
<div class="tweet" data-attrs="${attributes({ url: 'https://x.com/lamp/status/1', full_text: 'Fog <again>', username: 'lamp', name: 'Lamp' })}"><a href="x">Fog again 3 Likes</a></div>
<div class="footnote" id="footnote-1"><a class="footnote-number" href="#footnote-anchor-1">1</a><div class="footnote-content"><p>At nine.</p></div></div>`;

test('an export of Substack has its posts, with our elements for its own', async () => {
  const archive = await openSubstack(
    zip(
      { name: 'posts.csv', data: POSTS_CSV },
      { name: 'posts/101.night-ferry.html', data: NIGHT_FERRY },
      { name: 'posts/102.for-payers.html', data: '<p>Paid.</p>' },
      { name: 'posts/103.later.html', data: '<p>Later.</p>' },
      { name: 'posts/104.sounds.html', data: '' },
      { name: 'posts/105.talk.html', data: '<p>Talk.</p>' },
      { name: 'posts/106.nobody.html', data: '<p>Nobody.</p>' },
      { name: 'email_list.lamp.csv', data: 'email\na@lamp.example\n' },
    ),
  );
  const { leftOut, stories, story } = await readArchive(archive);
  const { text, ...rest } = story('night-ferry.html');
  expect(rest).toEqual({
    kind: 'story',
    source: 'posts/101.night-ferry.html',
    title: 'Night ferry',
    base: '/p/night-ferry',
    slug: 'night-ferry',
    date: '2021-01-20T13:15:12.230Z',
    updated: null,
    authors: [],
    tags: [],
    section: null,
    standfirst: 'It sails, at last.',
    language: null,
    image: null,
    draft: false,
    oldAddresses: ['/p/night-ferry'],
  });
  expect(text.text.split('\n').filter((line) => line !== '')).toEqual([
    '<p>It sails.<sup data-footnote="1"></sup> See <a href="/p/later">later</a>.</p>',
    '<div class="captioned-image-container"><figure><a class="image-link" href="https://cdn.example/a.jpg"><img src="https://cdn.example/a.jpg" alt="A"></a><figcaption>C</figcaption></figure></div>',
    '<div data-card="video" data-url="https://www.youtube.com/watch?v=abcdefghijk"></div>',
    '<p class="button-wrapper"><a class="button primary" href="https://tickets.example"><span>Tickets</span></a></p>',
    '<blockquote><p>Fog &lt;again&gt;</p><p>— Lamp @lamp</p></blockquote><div data-card="post" data-url="https://x.com/lamp/status/1">Lamp @lamp</div>',
    '<div data-footnote-text="1"><p>At nine.</p></div>',
  ]);
  expect(stories.map(({ slug, draft }) => [slug, draft])).toEqual([
    ['night-ferry', false],
    ['for-payers', true],
    ['later', true],
    ['sounds', false],
  ]);
  expect(story('sounds.html').text.text).toBe('<div data-card="audio" data-url="https://sounds.example/a.mp3"></div>');
  expect(leftOut.map(({ source, what }) => `${source}: ${what}`)).toEqual([
    'email_list.lamp.csv: a table of subscribers or of what they opened',
    'posts/101.night-ferry.html: a form to subscribe',
    'posts/102.for-payers.html: the paywall of a post for subscribers, which becomes a draft',
    'posts/105.talk.html: a discussion thread of readers',
    'posts/106.nobody.html: a text that posts.csv does not name',
  ]);
  await archive.close();
});

test('a broken table and another archive are errors', async () => {
  await expect(openSubstack(zip({ name: 'a.html', data: '' }))).rejects.toThrow(
    /is no export of Substack: it has no posts.csv/,
  );
  const archive = await openSubstack(zip({ name: 'posts.csv', data: 'post_id,title\n1,"never closed\n' }));
  await expect(readArchive(archive)).rejects.toThrow(/^“posts.csv” cannot be read: line \d+: /);
  await archive.close();
});

const graf = (tag: string, more: string, words: string) =>
  `<${tag} class="graf graf--${tag} ${more}">${words}</${tag}>`;
const entry = (
  title: string,
  body: string,
  footer: string,
) => `<!DOCTYPE html><html><head><title>${title}</title></head><body>
<article class="h-entry"><header><h1 class="p-name">${title}</h1></header>
<section data-field="subtitle" class="p-summary">A subtitle</section>
<section data-field="body" class="e-content">
<section class="section section--body section--first"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><div class="section-inner">${body}</div></div></section>
<section class="section section--body section--last"><div class="section-divider"><hr class="section-divider"></div>
<div class="section-content"><p class="graf graf--p">Another part.</p></div></section>
</section><footer>${footer}</footer></article></body></html>`;

const FOOTER = `<p class="p-tags">Tagged in <a class="p-tag" href="https://medium.com/tag/fog">Fog</a>, <a class="p-tag" href="x">Sea</a></p>
<p>By <a href="https://medium.com/@ida" class="p-author h-card">Ida Holm</a> on <a href="https://medium.com/p/abcdef123456"><time class="dt-published" datetime="2018-08-11T11:23:34.123Z">August 11, 2018</time></a>.</p>
<p><a href="https://medium.com/@ida/night-ferry-abcdef123456" class="p-canonical">Canonical link</a></p>`;

test('an export of Medium has its stories, its drafts and its author', async () => {
  const body = [
    graf('h3', 'graf--title', 'Night ferry'),
    graf('h4', 'graf--subtitle', 'A subtitle'),
    graf(
      'figure',
      '',
      '<img class="graf-image" src="https://cdn.example/a.jpeg" alt="A"><figcaption class="imageCaption">C</figcaption>',
    ),
    graf(
      'p',
      '',
      'It <strong>sails</strong>, see <a href="https://medium.com/@ida/other-fedcba654321?source=x">other</a>.',
    ),
  ].join('');
  const archive = await openMedium(
    zip(
      { name: 'posts/2018-08-11_Night-ferry-abcdef123456.html', data: entry('Night ferry', body, FOOTER) },
      {
        name: 'posts/draft_Other-fedcba654321.html',
        data: entry('Other', graf('h3', '', 'A head'), '<p>Exported</p>'),
      },
      {
        name: 'posts/2019-01-01_I-agree-aaaabbbbcccc.html',
        data: entry('I agree', graf('p', '', 'I agree'), FOOTER).replace(
          /<section class="section section--body section--last">[\s\S]*?<\/section>/,
          '',
        ),
      },
      {
        name: 'profile/profile.html',
        data: '<section class="h-card"><h3 class="p-name">Ida Holm</h3><img class="u-photo" src="https://cdn.example/i.jpeg"><li><b>Email address:</b> ida@lamp.example</li><a class="u-url" href="https://medium.com/@ida">@ida</a></section>',
      },
      { name: 'claps/claps-0001.html', data: 'x' },
    ),
  );
  const { authors, leftOut, stories, story } = await readArchive(archive);
  expect(authors).toEqual([
    expect.objectContaining({
      id: 'Ida Holm',
      portrait: 'https://cdn.example/i.jpeg',
      links: ['https://medium.com/@ida'],
    }),
  ]);
  const { text, ...rest } = story('Night-ferry-abcdef123456.html');
  expect(rest).toEqual({
    kind: 'story',
    source: 'posts/2018-08-11_Night-ferry-abcdef123456.html',
    title: 'Night ferry',
    base: null,
    slug: 'night-ferry',
    date: '2018-08-11T11:23:34.123Z',
    updated: null,
    authors: ['Ida Holm'],
    tags: ['Fog', 'Sea'],
    section: null,
    standfirst: 'A subtitle',
    language: null,
    image: { src: 'https://cdn.example/a.jpeg', alt: 'A', caption: 'C', credit: null },
    draft: false,
    oldAddresses: ['/night-ferry-abcdef123456', '/p/abcdef123456'],
  });
  expect(text.text).toContain('It <strong>sails</strong>, see <a href="/p/fedcba654321">other</a>.');
  expect(text.text).not.toContain('A subtitle');
  // The line above the first section is none; the one between sections is.
  expect(text.text.match(/<hr/g)).toHaveLength(1);
  expect(stories.map(({ slug, draft }) => [slug, draft])).toEqual([
    ['night-ferry', false],
    ['other', true],
  ]);
  expect(leftOut.map(({ source, what }) => `${source}: ${what}`)).toEqual([
    'profile/profile.html: the mail addresses of an author',
    'claps/claps-0001.html: private data of Medium (claps)',
    'posts/2019-01-01_I-agree-aaaabbbbcccc.html: a response to a story of somebody else',
  ]);
  expect(await fileText(archive, '/claps/claps-0001.html')).toBe('x');
  await archive.close();
  await expect(openMedium(zip({ name: 'a', data: '' }))).rejects.toThrow(/is no export of Medium/);
});
