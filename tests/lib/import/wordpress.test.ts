import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markFootnotes } from '#lib/import/html-footnotes.ts';
import { markdownTree } from '#lib/import/html-to-markdown.ts';
import { parseHtml } from '#lib/import/html-tree.ts';
import type { ImportedItem, ImportedStory } from '#lib/import/imported-item.ts';
import { wordsOfTree } from '#lib/import/lost-words.ts';
import { openWordPress } from '#lib/import/systems/wordpress.ts';
import { withParagraphs } from '#lib/import/systems/wordpress-paragraphs.ts';
import { withoutShortcodes } from '#lib/import/systems/wordpress-shortcodes.ts';
import { wordPressHtml } from '#lib/import/systems/wordpress-text.ts';
import { writeMarkdown } from '#lib/import/tidy-markdown.ts';
import { differences, pageOf, wordsOfHtml } from '../../same-words.ts';

const EXPORT = path.resolve(import.meta.dirname, '../../fixtures/import/wordpress.xml');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-wxr-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function itemsIn(file: string): Promise<ImportedItem[]> {
  const archive = await openWordPress([file]);
  const items: ImportedItem[] = [];
  for await (const item of archive.items()) items.push(item);
  return items;
}

/** Writes a file and opens it as an export. */
function open(xml: string | Buffer) {
  const file = path.join(folder, 'export.xml');
  writeFileSync(file, xml);
  return openWordPress([file]);
}

test('an export has stories, pages, authors and tags, and what is left out', async () => {
  const items = await itemsIn(EXPORT);
  const stories = items.filter((item): item is ImportedStory => item.kind === 'story' || item.kind === 'page');
  expect(
    stories.map(({ source, kind, slug, date, draft, authors, language }) => [
      source,
      kind,
      slug,
      date,
      draft,
      authors,
      language,
    ]),
  ).toEqual([
    ['post 12', 'story', 'eel-supper', '2019-03-15T18:30:00Z', false, ['orla'], null],
    ['post 14', 'story', 'tide-tables', '2020-07-01T05:00:00Z', false, ['t.marsh'], null],
    ['page 2', 'page', 'about', '2018-01-01T10:00:00Z', false, ['orla'], null],
    ['page 3', 'page', 'team', '2018-01-02T10:00:00Z', false, ['orla'], null],
    ['post 41', 'story', null, '2021-02-03T04:05:06', true, ['orla'], null],
    ['post 42', 'story', 'lamps-to-be-lit', '2031-01-01T09:00:00Z', false, ['lodger'], null],
  ]);
  expect(stories[0]).toMatchObject({
    section: 'Tides',
    tags: ['Harbour & Docks', 'Tides', 'Eels'],
    standfirst: 'After nine years the pans are out again.',
    image: { alt: 'A stone quay with three lamps', caption: 'The quay, seen from the ferry.' },
    oldAddresses: ['/2019/03/eel-supper/', '/2019/03/eels/', '/?p=12'],
    base: '/2019/03/eel-supper/',
  });
  const authors = items.flatMap((item) => (item.kind === 'author' ? [[item.id, item.name, item.oldAddresses]] : []));
  expect(authors).toEqual([
    ['orla', 'Orla Fenwick', ['/author/orla/', '/?author=1']],
    ['t.marsh', 'Tobias Marsh & Sons', ['/author/t-marsh/', '/?author=2']],
    ['nobody', 'Wrote Nothing', ['/author/nobody/', '/?author=3']],
  ]);
  const tags = items.flatMap((item) => (item.kind === 'tag' ? [[item.name, item.description, item.oldAddresses]] : []));
  expect(tags).toEqual([
    ['Harbour & Docks', 'All about the <em>quay</em>.', ['/category/harbour/', '/?cat=4']],
    ['Tides', null, ['/category/harbour/tides/', '/?cat=5']],
    ['Eels', null, ['/tag/eels/', '/?tag=eels']],
  ]);
  const left = items.flatMap((item) => (item.kind === 'left-out' ? [`${item.source}: ${item.what}`] : []));
  expect(left.sort()).toEqual([
    'author orla: e-mail address of an author',
    'post 12: comment',
    'post 12: comment',
    'post 12: shortcode [contact-form-7]',
    'post 12: shortcode [highlight]',
    'post 14: block “latest-posts”',
    'post 51: private post',
    'post 52: post with a password',
    'post 53: post in the state “trash”',
    'post 55: item of the type “event”',
  ]);
});

test('the archive can be read twice', async () => {
  const archive = await openWordPress([EXPORT]);
  const counts = [0, 0];
  for (const index of [0, 1]) for await (const _ of archive.items()) counts[index] = (counts[index] ?? 0) + 1;
  expect(counts[0]).toBe(counts[1]);
});

const XML = readFileSync(EXPORT, 'utf8');

test.each([
  [
    'is cut',
    XML.slice(0, XML.indexOf('A net')),
    /^export\.xml:\d+:\d+: The file ends in the middle of “<content:encoded>”: it is not complete\./,
  ],
  ['is cut between two items', XML.slice(0, XML.indexOf('<item>')), /ends in the middle of “<channel>”/],
  [
    'has a document type',
    '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
    /^export\.xml:1:\d+: An export of WordPress has no document type/,
  ],
  [
    'has an entity that does not exist',
    '<rss><channel><title>&nope;</title></channel></rss>',
    /^export\.xml:1:\d+: The XML is damaged/,
  ],
  ['is a page', '<html><body></body></html>', /no export of WordPress: it begins with “<html>”/],
  [
    'is another feed',
    '<rss version="2.0"><channel><title>x</title></channel></rss>',
    /no export of WordPress: it has no “wp:wxr_version”/,
  ],
  ['is no XML', 'PK\u0003\u0004', /export\.xml:1:\d+: /],
  ['is empty', '', /export\.xml:1:\d+: /],
])('a file that %s is refused with its position', async (_, xml, message) => {
  await expect(open(xml)).rejects.toThrow(message);
});

test('no text is longer than the memory allows, and no element deeper than any export', async () => {
  const long = 'a'.repeat(20_600_000);
  const reason = /export\.xml:\d+:\d+: The text .* has more than 20000000 characters\./;
  await expect(open(`<rss><channel><title><![CDATA[${long}]]></title></channel></rss>`)).rejects.toThrow(reason);
  await expect(open(`<rss>${'<a>'.repeat(60)}`)).rejects.toThrow('More than 50 elements are within each other.');
});

test('all words of a post are on its page', async () => {
  for (const item of await itemsIn(EXPORT)) {
    if (item.kind !== 'story' && item.kind !== 'page') continue;
    const tree = parseHtml(item.text.text);
    markFootnotes(tree);
    const written = wordsOfTree(tree);
    const page = pageOf(writeMarkdown(markdownTree(tree)), 'en');
    const { missing } = differences(written, wordsOfHtml(page));
    expect(missing, item.source).toEqual([]);
  }
});

test('a file in another encoding is refused; control characters of old archives are not', async () => {
  await expect(open(Buffer.from(XML.replace('dusk', 'd\u00fcsk'), 'latin1'))).rejects.toThrow('not UTF-8');
  await expect(open(XML.replace('dusk', 'du\u0003sk'))).resolves.toBeTruthy();
});

test.each([
  ['One\n\ntwo\nthree\n\n\n', '<p>One</p>\n<p>two<br>\nthree</p>'],
  ['<p>One</p>two', '<p>One</p><p>two</p>'],
  ['<blockquote>One\n\ntwo</blockquote>', '<blockquote><p>One</p>\n<p>two</p>\n</blockquote>'],
  ['<ul>\n<li>One</li>\n<li>two\nthree</li>\n</ul>', '<ul>\n<li>One</li>\n<li>two<br>\nthree</li>\n</ul>'],
  ['<pre>a\n\nb</pre>', '<pre>a\n\nb</pre>'],
  ['<strong>One</strong> two', '<p><strong>One</strong> two</p>'],
  ['One<br />\ntwo', '<p>One<br>\ntwo</p>'],
])('paragraphs of the classic editor: %j', (text, expected) => {
  expect(withParagraphs(text)).toBe(expected);
});

test('the image of a cover that is in its style only stays, and links to profiles', () => {
  const cover = (image: string) =>
    `<!-- wp:cover {"url":"https://x.example/a.jpg","id":7} --><div class="wp-block-cover">${image}<!-- wp:paragraph --><p>One</p><!-- /wp:paragraph --></div><!-- /wp:cover -->`;
  const html = (text: string) =>
    wordPressHtml(text, {
      attachment: (id) => (id === '7' ? { id, url: 'u', alt: 'A mill', caption: '', parent: '' } : undefined),
      attachmentsOf: () => [],
      reusableBlock: () => undefined,
      post: '1',
      footnotes: '',
      leaveOut: () => {},
    });
  const styled = '<div role="img" style="background-image:url(https://x.example/a.jpg)"></div>';
  expect(html(cover(styled))).toBe(
    `<figure><img alt="A mill" class="wp-image-7" src="https://x.example/a.jpg"></figure><div class="wp-block-cover">${styled}<p>One</p></div>`,
  );
  const profile = '<!-- wp:social-link {"url":"https://x.example/ida","service":"mastodon"} /-->';
  expect(html(`<!-- wp:social-links --><ul>${profile}</ul><!-- /wp:social-links -->`)).toBe(
    '<ul><li><a href="https://x.example/ida">Mastodon</a></li></ul>',
  );
  const image = '<img alt="B" src="https://x.example/a.jpg">';
  expect(html(cover(image))).toBe(`<div class="wp-block-cover">${image}<p>One</p></div>`);
});

test.each([
  ['[sic] and [1] stay', '[sic] and [1] stay', []],
  ['[[gallery]] makes one', '[gallery] makes one', []],
  ['<code>[gallery]</code>', '<code>[gallery]</code>', []],
  ['[box]One [b x="1"]two[/b][/box]', 'One two', ['box', 'b']],
  ['[youtube https://youtu.be/abc]', '<p>https://youtu.be/abc</p>', []],
  ['[embed]https://youtu.be/abc[/embed]', '<p>https://youtu.be/abc</p>', []],
  ['[vimeo 123]', '<p>https://vimeo.com/123</p>', []],
  ['[audio mp3="https://x.example/a.mp3"][/audio]', '<audio src="https://x.example/a.mp3" title=""></audio>', []],
  ['[gallery ids="1"]', '', ['gallery']],
  [
    'One[fn]Two[/fn]',
    'One<sup data-footnote="shortcode-1"></sup>\n\n<div data-footnote-text="shortcode-1">Two</div>',
    [],
  ],
])('shortcodes: %s', (text, expected, unknown) => {
  const found: string[] = [];
  const html = withoutShortcodes(text, { figures: () => [], unknown: (name) => found.push(name) });
  expect(html.trim()).toBe(expected);
  expect(found.sort()).toEqual([...unknown].sort());
});
