import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openGhost } from '#lib/import/systems/ghost.ts';
import { cardToHtml, ghostHtml } from '#lib/import/systems/ghost-cards.ts';
import { lexicalHtml, mobiledocHtml } from '#lib/import/systems/ghost-texts.ts';
import { fileText, readArchive } from './read-archive.ts';

const post = (id: string, more: object) => ({
  ...{ id, slug: `story-${id}`, title: `Story ${id}`, type: 'post', status: 'published', visibility: 'public' },
  ...{
    html: `<p>Text of ${id}.</p>`,
    created_at: '2021-03-01T08:00:00.000Z',
    published_at: '2021-03-01T09:30:00.000Z',
  },
  ...more,
});

const DATA = {
  posts: [
    post('1', {
      title: 'Ferries &amp; fog',
      html: '<p>See <a href="__GHOST_URL__/story-2/">two</a>.</p><!--kg-card-begin: html--><b>x</b><!--kg-card-end: html-->',
      feature_image: '__GHOST_URL__/content/images/2021/03/fog.jpg',
      custom_excerpt: 'In fog.',
      updated_at: '2021-04-01T09:30:00.000Z',
      canonical_url: 'https://other.example/ferries/',
      codeinjection_head: '<script>run()</script>',
    }),
    post('2', {
      status: 'scheduled',
      published_at: '2999-01-01T00:00:00.000Z',
      html: null,
      lexical: '{"root":{"children":[]}}',
    }),
    post('3', { status: 'draft', published_at: null }),
    post('4', { visibility: 'paid' }),
    post('5', { type: 'page' }),
    post('6', { status: 'sent' }),
    post('7', { html: '', mobiledoc: '{"sections":[[1,"p",[[0,[],0,"From Mobiledoc."]]]]}' }),
    post('8', { html: '', lexical: '{' }),
  ],
  posts_authors: [
    { id: 'a', post_id: '1', author_id: 'u2', sort_order: 1 },
    { id: 'b', post_id: '1', author_id: 'u1', sort_order: 0 },
  ],
  posts_tags: [
    { post_id: '1', tag_id: 't2', sort_order: 1 },
    { post_id: '1', tag_id: 't1', sort_order: 0 },
  ],
  posts_meta: [{ post_id: '1', feature_image_alt: 'Fog', feature_image_caption: '<span>By <b>Olaf</b></span>' }],
  tags: [
    { id: 't1', name: 'News', slug: 'news', description: 'What is new.', visibility: 'public' },
    { id: 't2', name: '#wide', slug: 'hash-wide', visibility: 'internal' },
  ],
  users: [
    {
      ...{ id: 'u1', name: 'Ida Holm', slug: 'ida', email: 'ida@lamp.example', bio: 'Writes.', location: 'Harbor' },
      ...{ profile_image: '__GHOST_URL__/content/images/ida.png', website: 'https://ida.example', twitter: '@ida' },
    },
    { id: 'u2', name: 'Olaf Berg', slug: 'olaf' },
  ],
};

function exportFile(content: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-ghost-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'lamp.ghost.json');
  writeFileSync(file, content);
  return file;
}

test('an export of Ghost has its posts, pages, people and tags', async () => {
  const file = exportFile(JSON.stringify({ db: [{ meta: { version: '5.80.0' }, data: DATA }] }));
  mkdirSync(path.join(path.dirname(file), 'content', 'images'), { recursive: true });
  writeFileSync(path.join(path.dirname(file), 'content', 'images', 'ida.png'), 'ida');
  const archive = await openGhost(file);
  const { authors, leftOut, stories, story, tags } = await readArchive(archive);
  expect(authors).toEqual([
    {
      kind: 'author',
      source: 'user u1',
      id: 'u1',
      name: 'Ida Holm',
      role: null,
      biography: { format: 'markdown', text: 'Writes.' },
      portrait: '/content/images/ida.png',
      links: ['https://ida.example/', 'https://x.com/ida'],
      oldAddresses: ['/author/ida/'],
    },
    expect.objectContaining({ id: 'u2', name: 'Olaf Berg' }),
  ]);
  expect(await fileText(archive, '/content/images/ida.png')).toBe('ida');
  expect(tags).toEqual([
    { kind: 'tag', source: 'tag t1', name: 'News', description: 'What is new.', oldAddresses: ['/tag/news/'] },
  ]);
  expect(story('(story-1)')).toEqual({
    kind: 'story',
    source: 'post 1 (story-1)',
    title: 'Ferries & fog',
    text: { format: 'html', text: expect.stringContaining('<a href="/story-2/">two</a>') as string },
    base: '/story-1/',
    slug: 'story-1',
    date: '2021-03-01T09:30:00.000Z',
    updated: '2021-04-01T09:30:00.000Z',
    authors: ['u1', 'u2'],
    tags: ['News'],
    section: null,
    standfirst: 'In fog.',
    language: null,
    image: { src: '/content/images/2021/03/fog.jpg', alt: 'Fog', caption: 'By Olaf', credit: null },
    draft: false,
    oldAddresses: ['/story-1/'],
  });
  expect(stories.map(({ slug, kind, draft }) => [slug, kind, draft])).toEqual([
    ['story-1', 'story', false],
    ['story-3', 'story', true],
    ['story-4', 'story', true],
    ['story-5', 'page', false],
    ['story-6', 'story', true],
    ['story-7', 'story', false],
  ]);
  expect(story('(story-7)').text.text).toBe('<p>From Mobiledoc.</p>');
  expect(leftOut.map(({ source, what, words }) => [source, what, words ?? ''])).toEqual([
    ['user u1', 'the mail address of an author', ''],
    ['user u1', 'the place of an author', 'Harbor'],
    ['tag t2', 'an internal tag', '#wide'],
    ['post 1 (story-1)', 'code that Ghost puts into a page', ''],
    ['post 1 (story-1)', 'the address of a post’s original', 'https://other.example/ferries/'],
    ['post 2 (story-2)', 'a post without a text', ''],
    ['post 4 (story-4)', 'the access for paid only to a post, which becomes a draft', ''],
    ['post 6 (story-6)', 'a post that was only mailed, which becomes a draft', ''],
    ['post 8 (story-8)', expect.stringMatching(/^a post that cannot be read: its text is damaged \(/), ''],
  ]);
  expect((await readArchive(archive)).stories).toHaveLength(6);
});

test('an old export has its data at the top, and pages as posts', async () => {
  const rows = [post('1', { page: 1, type: undefined, author_id: 7, published_at: 1_400_000_000_000 })];
  const old = {
    data: { users: [{ id: 7, name: 'Ida' }], posts: rows, settings: [{ key: 'permalinks', value: '/:year/:slug/' }] },
  };
  const { story } = await readArchive(await openGhost(exportFile(JSON.stringify(old))));
  expect(story('(story-1)')).toMatchObject({ kind: 'page', authors: ['7'], date: '2014-05-13T16:53:20.000Z' });
});

test('a file that is no export, or damaged, is an error that says where and what to do', async () => {
  await expect(openGhost(exportFile('{"db":[{"data":{"tags":[]}}]}'))).rejects.toThrow(
    '“lamp.ghost.json” is no export of Ghost: it has no posts. Name the .json file of Settings, Import/Export.',
  );
  const whole = JSON.stringify({ db: [{ data: DATA }] });
  await expect(openGhost(exportFile(whole.slice(0, -40)))).rejects.toThrow(
    /“lamp.ghost.json” cannot be imported: its JSON is damaged at its end: it is cut off \(.*\). Export it again.$/,
  );
  await expect(openGhost(exportFile('<rss></rss>'))).rejects.toThrow(/JSON is damaged/);
  await expect(openGhost('/no/such/export.json')).rejects.toThrow(/no such/);
});

const text = (words: string, format = 0) => ({ type: 'extended-text', text: words, format });
const lexical = (...children: object[]) => lexicalHtml(JSON.stringify({ root: { type: 'root', children } }));

test('a text in Lexical becomes HTML', () => {
  const { html, lost } = lexical(
    { type: 'extended-heading', tag: 'h3', children: [text('A <head>')] },
    {
      type: 'paragraph',
      children: [
        ...[text('bold', 1), text(' both', 3), text('x', 64), { type: 'linebreak' }],
        { type: 'link', url: 'https://a.example/?a=1&b="2"', children: [text('link')] },
      ],
    },
    {
      type: 'list',
      listType: 'number',
      start: 3,
      children: [
        {
          type: 'listitem',
          children: [text('one'), { type: 'list', children: [{ type: 'listitem', children: [text('two')] }] }],
        },
      ],
    },
    { type: 'extended-quote', children: [text('quoted')] },
    { type: 'horizontalrule' },
    { type: 'codeblock', code: 'a < b', language: 'js' },
    { type: 'email', html: '<p>Only in mails</p>' },
    { type: 'paywall' },
    { type: 'nobody-knows', text: 'x' },
  );
  expect(html).toBe(
    '<h3>A &lt;head&gt;</h3>' +
      '<p><strong>bold</strong><em><strong> both</strong></em><sup>x</sup><br>' +
      '<a href="https://a.example/?a=1&amp;b=&quot;2&quot;">link</a></p>' +
      '<ol start="3"><li>one<ul><li>two</li></ul></li></ol>' +
      '<blockquote>quoted</blockquote><hr><pre><code class="language-js">a &lt; b</code></pre>',
  );
  expect(lost).toEqual([
    'a passage that only mails have',
    'the place from which only members read on',
    'the unknown card “nobody-knows”',
  ]);
});

test('a text in Mobiledoc becomes HTML', () => {
  const source = {
    version: '0.3.1',
    markups: [['strong'], ['a', ['href', 'https://a.example']], ['script']],
    atoms: [['soft-return', '', {}]],
    cards: [['image', { src: '/i.jpg', alt: 'I', caption: 'C' }]],
    sections: [
      [1, 'h2', [[0, [], 0, 'Head']]],
      [
        1,
        'p',
        [
          [0, [0], 0, 'bold '],
          [0, [1], 2, 'link'],
          [1, [], 0, 0],
          [0, [2], 1, 'a < b'],
        ],
      ],
      [3, 'ol', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
      [10, 0],
      [99, 'later'],
    ],
  };
  expect(mobiledocHtml(JSON.stringify(source)).html).toBe(
    [
      '<h2>Head</h2>',
      '<p><strong>bold <a href="https://a.example">link</a></strong><br>a &lt; b</p>',
      '<ol><li>one</li><li>two</li></ol>',
      '<figure><img src="/i.jpg" alt="I"><figcaption>C</figcaption></figure>',
      '',
    ].join('\n'),
  );
});

test.each([
  [
    'gallery',
    { images: [{ src: '/a.jpg', alt: 'A' }], caption: 'C' },
    '<div data-passage="gallery"><figure><img src="/a.jpg" alt="A"></figure><figcaption>C</figcaption></div>',
  ],
  [
    'embed',
    { url: 'https://youtu.be/x', html: '<iframe src="https://y.example/x"></iframe>', metadata: { title: 'T' } },
    '<figure><iframe title="T" src="https://y.example/x"></iframe></figure>',
  ],
  ['embed', { url: 'https://a.example/' }, '<p><a href="https://a.example/">https://a.example/</a></p>'],
  [
    'bookmark',
    { url: 'https://a.example', metadata: { title: 'T', description: 'D', author: 'A', publisher: 'P' } },
    '<p><a href="https://a.example">T</a><br>D<br>A, P</p>',
  ],
  [
    'callout',
    { calloutEmoji: '💡', calloutText: 'So <b>it</b> is.' },
    '<div data-passage="aside"><p>💡 So <b>it</b> is.</p></div>',
  ],
  ['toggle', { heading: 'Why?', content: '<p>So.</p>' }, '<details><summary>Why?</summary><p>So.</p></details>'],
  ['button', { buttonText: 'Go', buttonUrl: '/go' }, '<p><a href="/go">Go</a></p>'],
  [
    'header',
    { header: 'H', subheader: 'S', buttonEnabled: true, buttonText: 'B', buttonUrl: '/b' },
    '<h2>H</h2><p>S</p><p><a href="/b">B</a></p>',
  ],
  ['markdown', { markdown: '## H\n\n*it*' }, '<h2>H</h2>\n<p><em>it</em></p>\n'],
  [
    'video',
    { src: '/v.mp4', fileName: 'v.mp4', caption: 'C' },
    '<figure><video src="/v.mp4" title="v.mp4"></video><figcaption>C</figcaption></figure>',
  ],
  ['audio', { src: '/a.mp3', title: 'Sound' }, '<figure><audio src="/a.mp3" title="Sound"></audio></figure>'],
  ['file', { src: '/f.pdf', fileTitle: 'F', fileCaption: 'D' }, '<p><a href="/f.pdf">F</a></p><p>D</p>'],
  [
    'callout',
    { calloutEmoji: '💡', calloutText: '<p dir="ltr"><span>So.</span></p>' },
    '<div data-passage="aside"><p>💡 <span>So.</span></p></div>',
  ],
  [
    'product',
    {
      productTitle: 'P',
      productRatingEnabled: true,
      productStarRating: 4,
      productDescription: '<p>D</p>',
      productButtonEnabled: true,
      productButton: 'Buy',
      productUrl: '/p',
    },
    '<h4>P</h4><p>4/5</p><p>D</p><p><a href="/p">Buy</a></p>',
  ],
  ['hr', {}, '<hr>'],
])('the card %s becomes HTML', (name, values, html) => {
  expect(cardToHtml(name, values)).toEqual({ html, lost: null });
});

test('cards in the HTML of Ghost have the same forms', () => {
  const { html, lost } = ghostHtml(
    '<p>A</p><div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">So.</div></div>' +
      '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4><button></button></div>' +
      '<div class="kg-toggle-content"><p>So.</p></div></div>' +
      '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://a.example"><div class="kg-bookmark-title">T</div></a></figure>' +
      '<figure class="kg-card kg-image-card"><img src="/a.jpg"><figcaption>C</figcaption></figure>' +
      '<div class="kg-card kg-product-card"><h4 class="kg-product-card-title">P</h4><span class="kg-product-card-rating-active kg-product-card-rating-star"></span></div>' +
      '<div class="kg-card kg-signup-card"><form></form></div><!--members-only--><p>Z</p>',
  );
  expect(html).toBe(
    '<p>A</p><div data-passage="aside"><p>💡 So.</p></div><details><summary>Why?</summary><p>So.</p></details>' +
      '<p><a href="https://a.example">T</a></p>' +
      '<figure class="kg-card kg-image-card"><img src="/a.jpg"><figcaption>C</figcaption></figure><h4>P</h4><p>1/5</p><!--members-only--><p>Z</p>',
  );
  expect(lost).toEqual(['the place from which only members read on', 'a form to subscribe']);
});

test('rows are read one by one: a table that nobody wants is not made', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => post(String(index), { html: `<p>${'x'.repeat(10_000)}</p>` }));
  const file = exportFile(JSON.stringify({ db: [{ data: { mobiledoc_revisions: rows, posts: rows.slice(0, 3) } }] }));
  expect((await readArchive(await openGhost(file))).stories).toHaveLength(3);
});
