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

/** An element of Substack’s editor, which is empty in an export. */
const embed = (name: string, data: object, inside = '') =>
  `<div class="${name}" data-attrs="${attributes(data)}" data-component-name="ToDOM">${inside}</div>`;

test.each([
  [
    'a gallery',
    embed('image-gallery-embed', {
      gallery: {
        images: [{ src: 'https://a.example/1.jpg' }, { src: 'https://a.example/2.jpg' }],
        caption: 'Two',
        alt: 'A',
      },
    }),
    '<div data-passage="gallery"><figure><img src="https://a.example/1.jpg" alt="A"></figure><figure><img src="https://a.example/2.jpg" alt="A"></figure><figcaption>Two</figcaption></div>',
  ],
  [
    'an image that leads to a larger copy of itself',
    '<figure><a class="image-link image2" href="https://substackcdn.com/image/fetch/x/a.png"><img src="https://s3.example/a.png" alt="A"></a></figure>',
    '<figure><a class="image-link image2" href="https://s3.example/a.png"><img src="https://s3.example/a.png" alt="A"></a></figure>',
  ],
  [
    'a name that is mentioned',
    '<p>By <span class="mention-wrap" data-attrs="{&quot;name&quot;:&quot;Ida Holm&quot;,&quot;id&quot;:7}"></span>, in <span class="cashtag-wrap" data-attrs="{&quot;symbol&quot;:&quot;$SHIP&quot;}"></span></p>',
    '<p>By Ida Holm, in $SHIP</p>',
  ],
  [
    'a formula',
    embed('latex-rendered', { persistentExpression: 'a < b' }),
    '<pre><code class="language-latex">a &lt; b</code></pre>',
  ],
  [
    'a poem, without the label of its field',
    '<div class="preformatted-block"><label class="hide-text">Text within this block</label><pre class="text">One\n  two</pre></div>',
    '<pre class="poem">One\n  two</pre>',
  ],
  [
    'a file',
    '<div class="file-embed-wrapper"><div class="file-embed-details-h1">Minutes</div><div class="file-embed-details-h2">31KB ∙ PDF file</div><a class="file-embed-button wide" href="https://a.example/m.pdf"><span>Download</span></a><a class="file-embed-button narrow" href="https://a.example/m.pdf"><span>Download</span></a></div>',
    '<p><a href="https://a.example/m.pdf">Minutes</a> (31KB ∙ PDF file)</p>',
  ],
  [
    'another post',
    embed('digest-post-embed', { canonical_url: 'https://a.example/p/b', title: 'Fog', caption: 'It came.' }),
    '<p><a href="https://a.example/p/b">Fog</a><br>It came.</p>',
  ],
  [
    'another publication',
    embed('embedded-publication-wrap', { base_url: 'https://a.example', name: 'Lamp', hero_text: 'Of the sea.' }),
    '<p><a href="https://a.example">Lamp</a><br>Of the sea.</p>',
  ],
  [
    'a note of a reader',
    embed('comment', { url: 'https://a.example/n/1', comment: { body: 'Well said.', name: 'Olaf', handle: 'olaf' } }),
    '<blockquote><p>Well said.</p><p>— Olaf @olaf</p></blockquote><div data-card="post" data-url="https://a.example/n/1">Olaf @olaf</div>',
  ],
  [
    'a post on Bluesky',
    embed(
      'bluesky-wrap outer',
      { postId: '3k', authorHandle: 'ida.example', authorName: 'Ida', text: 'Fog.' },
      '<iframe src="x"></iframe>',
    ),
    '<blockquote><p>Fog.</p><p>— Ida @ida.example</p></blockquote><div data-card="post" data-url="https://bsky.app/profile/ida.example/post/3k">Ida @ida.example</div>',
  ],
  [
    'a chart',
    embed(
      'datawrapper-wrap outer',
      { url: 'https://d.example/1/', title: 'Ships', thumbnail_url_full: 'https://d.example/1.png' },
      '<iframe src="x"></iframe>',
    ),
    '<figure><a href="https://d.example/1/"><img src="https://d.example/1.png" alt="Ships"></a><figcaption>Ships</figcaption></figure>',
  ],
  [
    'code on GitHub',
    embed(
      'github-gist',
      {},
      '<table><td class="js-file-line">let a;</td><td class="js-file-line">  a = 1;</td></table><a href="https://gist.github.com/ida/0a1b/raw/x">view raw</a><a href="https://gist.github.com/ida/0a1b#file-a-js">a.js</a>',
    ),
    '<pre><code>let a;\n  a = 1;</code></pre><p><a href="https://gist.github.com/ida/0a1b#file-a-js">gist.github.com/ida/0a1b</a></p>',
  ],
  ['a callout', '<div class="callout-block"><p>Mind.</p></div>', '<div data-passage="aside"><p>Mind.</p></div>'],
  [
    'a smaller copy of an image',
    '<img src="https://substackcdn.com/image/fetch/w_1456,c_limit/https%3A%2F%2Fs3.example%2Fpublic%2Fa.png" alt="A">',
    '<img src="https://s3.example/public/a.png" alt="A">',
  ],
  [
    'a footnote whose number has the id',
    '<p>A<a class="footnote-anchor" href="#footnote-1">1</a></p><div class="footnote"><a class="footnote-number" id="footnote-1" href="#footnote-anchor-1">1</a><div class="footnote-content"><p>B</p></div></div>',
    '<p>A<sup data-footnote="1"></sup></p><div data-footnote-text="1"><p>B</p></div>',
  ],
  [
    'an unknown player with an address',
    embed('market-wrap', { url: 'https://m.example/1' }, '<iframe src="https://m.example/embed/1"></iframe>'),
    '<p><a href="https://m.example/1">https://m.example/1</a></p>',
  ],
  [
    'an unknown element with an address',
    embed('market-wrap', { url: 'https://m.example/1', title: 'Will it sail?' }),
    '<p><a href="https://m.example/1">Will it sail?</a></p>',
  ],
  [
    'a footnote with a link to another post',
    '<p>A<a class="footnote-anchor" href="#footnote-1">1</a></p><div class="footnote" id="footnote-1"><div class="footnote-content"><p><a href="https://l.example/p/later">L</a></p></div></div>',
    '<p>A<sup data-footnote="1"></sup></p><div data-footnote-text="1"><p><a href="/p/later">L</a></p></div>',
  ],
])('Substack: %s', async (_, html, expected) => {
  const { story, leftOut } = await readArchive(
    await openSubstack(
      zip(
        { name: 'posts.csv', data: POSTS_CSV },
        { name: 'posts/101.night-ferry.html', data: html },
        { name: 'posts/103.later.html', data: '<p>Later.</p>' },
      ),
    ),
  );
  expect(story('night-ferry.html').text.text).toBe(expected);
  expect(leftOut.filter(({ source }) => source.includes('night-ferry'))).toEqual([]);
});

test('what an export of Substack has no content of is in the report', async () => {
  const html = [
    '<p>One.</p>',
    embed('native-video-embed', { mediaUploadId: 'a' }),
    embed('native-audio-embed', { mediaUploadId: 'b' }),
    embed('poll-embed', { id: 7 }),
    embed('new-thing', { id: 8 }),
  ].join('');
  const { story, leftOut } = await readArchive(
    await openSubstack(zip({ name: 'posts.csv', data: POSTS_CSV }, { name: 'posts/101.night-ferry.html', data: html })),
  );
  expect(story('night-ferry.html').text.text).toContain('<p>One.</p>');
  expect(leftOut.filter(({ source }) => source.includes('night-ferry')).map(({ what }) => what)).toEqual([
    'an element that the export has without its content (ToDOM)',
    'a poll',
    'a sound that the export does not have',
    'a video that the export does not have',
  ]);
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
  // Where the image cannot be had, the text has it.
  expect(text.text).toContain(
    '<figure class="graf graf--figure "><img class="graf-image" src="https://cdn.example/a.jpeg"',
  );
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

test('Medium: a title that is a paragraph comes once, and a draft has the author of the export', async () => {
  const body = graf('p', 'graf--leading', 'Other') + graf('figure', '', '<img src="https://c.example/1.jpeg">');
  const { stories } = await readArchive(
    await openMedium(
      zip(
        { name: 'posts/draft_Other-fedcba654321.html', data: entry('Other', body, '<p>Exported</p>') },
        { name: 'profile/profile.html', data: '<div class="h-card"><b class="p-name">Ida Holm</b></div>' },
      ),
    ),
  );
  expect(stories[0]).toMatchObject({ title: 'Other', authors: ['Ida Holm'] });
  expect(stories[0]?.text.text).not.toContain('Other');
});

test('Medium: link cards have a line for each part, rows of images are galleries, and no words come twice', async () => {
  const card =
    '<div class="graf graf--mixtapeEmbed"><a href="https://a.example/x?a=1&amp;b=2" class="markup--anchor markup--mixtapeEmbed-anchor"><strong>Fog</strong><br><em>It came.</em>a.example</a><a href="https://a.example/x" class="js-mixtapeImage mixtapeImage"></a></div>';
  const row =
    '<div class="section-inner sectionLayout--outsetRow"><figure class="graf"><img src="https://c.example/1.jpeg"></figure><figure class="graf"><img src="https://c.example/2.jpeg"></figure></div>';
  const body = [
    graf('p', '', 'A subtitle that goes on.'),
    card,
    card.replace('It came.', 'Edit description'),
    row,
  ].join('');
  const { stories } = await readArchive(
    await openMedium(
      zip({
        name: 'posts/2018-08-11_Night-ferry-abcdef123456.html',
        data: entry('Night ferry', body, FOOTER).replace('>A subtitle<', '>A subtitle that…<'),
      }),
    ),
  );
  expect(stories[0]?.standfirst).toBeNull();
  expect(stories[0]?.text.text).toContain(
    '<p><a href="https://a.example/x?a=1&amp;b=2">Fog</a><br>It came.<br>a.example</p><p><a href="https://a.example/x?a=1&amp;b=2">Fog</a><br>a.example</p>',
  );
  expect(stories[0]?.text.text).toContain('sectionLayout--outsetRow" data-passage="gallery"><figure');
});
