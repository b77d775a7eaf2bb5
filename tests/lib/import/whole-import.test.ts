import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeZip } from '../../fixtures/zip-file.ts';
import { wordsIn } from '../../same-words.ts';
import { expectOldAddresses, expectWordsOfSource, importWhole } from '../../whole-import.ts';
import { fixture } from './read-archive.ts';

// `tests/endurance/import.test.ts` does the same with large archives.

test.each(['jekyll', 'hugo', 'eleventy'])('a small site of %s is imported whole', async (system) => {
  const folder = fixture(system);
  const imported = await importWhole(system, [folder]);
  const { pairs, remove } = imported;
  try {
    expect(pairs.length).toBeGreaterThan(2);
    expect(await expectOldAddresses(imported)).toBeGreaterThan(1);
    const data = globSync('{data,_data}/**/*.*', { cwd: folder }).map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    const allowed = new Set([...data.flatMap(wordsIn), ...wordsIn(readFileSync(configOf(folder), 'utf8'))]);
    for (const pair of pairs) {
      if (pair.file.endsWith('.md') && !pair.story.source.endsWith('.html')) expectWordsOfSource(folder, pair, allowed);
    }
  } finally {
    remove();
  }
});

const LEXICAL = JSON.stringify({
  root: {
    type: 'root',
    children: [
      { type: 'paragraph', children: [{ type: 'text', text: 'From Lexical.', format: 1 }] },
      { type: 'callout', calloutEmoji: '💡', calloutText: 'A callout.' },
      { type: 'toggle', heading: 'Why?', content: '<p>A toggle.</p>' },
      { type: 'bookmark', url: 'https://a.example/', metadata: { title: 'A bookmark', description: 'On ferries.' } },
      { type: 'embed', url: 'https://www.youtube.com/watch?v=abcdefghijk' },
      { type: 'gallery', images: [{ src: '__GHOST_URL__/content/images/a.jpg', alt: 'A' }], caption: 'A gallery.' },
      { type: 'codeblock', code: 'a < b', language: 'js' },
      { type: 'file', src: '__GHOST_URL__/content/files/a.pdf', fileTitle: 'A file' },
    ],
  },
});
const GHOST = {
  db: [
    {
      data: {
        posts: [
          {
            id: '1',
            slug: 'one',
            title: 'One',
            type: 'post',
            status: 'published',
            published_at: '2021-03-01T09:30:00.000Z',
            lexical: LEXICAL,
          },
          {
            id: '2',
            slug: 'about',
            title: 'About',
            type: 'page',
            status: 'published',
            published_at: '2021-03-01T09:30:00.000Z',
            html: '<p>About.</p>',
          },
        ],
        posts_authors: [{ post_id: '1', author_id: '7', sort_order: 0 }],
        users: [{ id: '7', name: 'Ida Holm', slug: 'ida', bio: 'Writes.' }],
      },
    },
  ],
};
const SUBSTACK = [
  {
    name: 'posts.csv',
    data: 'post_id,post_date,is_published,type,audience,title,subtitle\n1.one,2021-01-20T13:15:12.230Z,true,newsletter,everyone,One,Two\n',
  },
  {
    name: 'posts/1.one.html',
    data: '<p>Text.<a class="footnote-anchor" href="#footnote-1">1</a></p><div class="footnote" id="footnote-1"><div class="footnote-content"><p>A note.</p></div></div>',
  },
];
const MEDIUM = [
  {
    name: 'posts/2018-08-11_One-abcdef123456.html',
    data: '<article class="h-entry"><h1 class="p-name">One</h1><section class="e-content"><h3 class="graf graf--title">One</h3><p class="graf">Text.</p><p class="graf">More.</p></section><footer><a class="p-author">Ida</a><time class="dt-published" datetime="2018-08-11T11:23:34.123Z"></time><a class="p-canonical" href="https://medium.com/@ida/one-abcdef123456"></a></footer></article>',
  },
];

test.each([
  [
    'ghost',
    'export.json',
    ['From Lexical.', ':::aside', 'A toggle.', '[A bookmark](https://a.example/)', '::video[', 'a < b', 'A file'],
    2,
  ],
  ['substack', 'export.zip', ['Text.[^1]', '[^1]: A note.'], 1],
  ['medium', 'export.zip', ['Text.', 'More.'], 1],
] as const)('a small archive of %s is imported whole', async (system, name, texts, count) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, name);
  if (system === 'ghost') writeFileSync(file, JSON.stringify(GHOST));
  else writeZip(file, system === 'substack' ? SUBSTACK : MEDIUM);
  const imported = await importWhole(system, [file]);
  onTestFinished(imported.remove);
  expect(imported.pairs).toHaveLength(count);
  expect(await expectOldAddresses(imported)).toBeGreaterThan(0);
  const [first] = imported.pairs;
  for (const text of texts) expect.soft(first?.body).toContain(text);
});

const configOf = (folder: string) =>
  path.join(folder, globSync(['_config.yml', 'hugo.toml', '_data/site.json'], { cwd: folder })[0] ?? '');
