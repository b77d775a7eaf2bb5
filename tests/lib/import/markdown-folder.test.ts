import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openMarkdownFolder } from '#lib/import/systems/markdown-folder.ts';
import { fileText, fixture, readArchive } from './read-archive.ts';

const read = async (system: 'jekyll' | 'hugo' | 'eleventy') => {
  const archive = await openMarkdownFolder(system, fixture(system));
  return { archive, ...(await readArchive(archive)) };
};

test('a post of Jekyll has its keys, its people and its former addresses', async () => {
  const { archive, authors, story } = await read('jekyll');
  expect(archive.origin).toBe('https://lamp.example');
  expect(authors).toEqual([
    {
      kind: 'author',
      source: '_data/authors ida',
      id: 'ida',
      name: 'Ida Holm',
      role: null,
      biography: { format: 'markdown', text: 'Ida writes about *ferries*.' },
      portrait: '/assets/ida.png',
      links: ['https://ida.example/', 'https://x.com/idaholm'],
      oldAddresses: [],
    },
    expect.objectContaining({ id: 'olaf', name: 'Olaf Berg', role: 'Photographer', links: [] }),
  ]);
  const { text, ...rest } = story('first-ferry.md');
  expect(rest).toEqual({
    kind: 'story',
    source: '_posts/2014-03-12-first-ferry.md',
    title: 'The first “ferry” sails',
    base: '/blog/news/2014/03/first-ferry.html',
    slug: 'first-ferry',
    date: '2014-03-12T23:30:00-07:00',
    updated: null,
    authors: ['ida'],
    tags: ['ferries', 'fog', 'News'],
    section: null,
    standfirst: 'It sails.',
    language: null,
    image: { src: '/assets/ferry.jpg', alt: 'A ferry', caption: null, credit: null },
    draft: false,
    oldAddresses: ['/blog/news/2014/03/first-ferry.html', '/blog/news/2014/03/first-ferry', '/blog/2014/03/12/first/'],
  });
  expect(text.format).toBe('markdown');
});

test('the tags of Liquid become Markdown, and those without a form keep their words', async () => {
  const { leftOut, story } = await read('jekyll');
  expect(story('first-ferry.md').text.text).toBe(`The ferry sails, see [the second](/blog/two/) and
[the log](/blog/log/).


![Fog](/assets/fog.jpg "In fog.")

\`\`\`yaml
times: {{ site.times }}
\`\`\`

Write \`{{ page.title }}\` for The first &#8220;ferry&#8221; sails.

{{ kept }} 

Words of a tag





::video[YouTube]{url="https://www.youtube.com/watch?v=abcdefghijk"}
`);
  expect(leftOut).toContainEqual({
    kind: 'left-out',
    source: '_posts/2014-03-12-first-ferry.md',
    what: 'the tag “unknown_tag” of a template',
    words: 'text="Words of a tag"',
  });
  expect(leftOut.map(({ what }) => what)).toContain('the front matter key “mood” (in 1 file; this is the first)');
});

test('drafts, pages, posts in folders and posts in HTML of Jekyll are read', async () => {
  const { stories, story } = await read('jekyll');
  expect(stories.map(({ source }) => source)).toEqual([
    '_drafts/later.md',
    '_posts/2014-03-12-first-ferry.md',
    '_posts/2014-03-20-second.markdown',
    'about.md',
    'news/_posts/2015-01-02-in-a-folder.html',
  ]);
  expect(story('later.md')).toMatchObject({ kind: 'story', draft: true, date: null, oldAddresses: [] });
  expect(story('second.markdown')).toMatchObject({
    draft: true,
    authors: ['ida', 'olaf'],
    tags: ['a b', 'c'],
    oldAddresses: ['/blog/two/'],
  });
  expect(story('about.md')).toMatchObject({
    kind: 'page',
    slug: 'about',
    oldAddresses: ['/blog/about.html', '/blog/about'],
  });
  expect(story('in-a-folder.html')).toMatchObject({
    authors: ['Somebody Else'],
    updated: '2015-01-03',
    tags: ['news'],
    text: { format: 'html', text: '<p>Text <b>in</b> HTML, /blog/about/.</p>\n' },
  });
});

test('a page bundle of Hugo has its images, its aliases and its shortcodes', async () => {
  const { archive, authors, tags, story } = await read('hugo');
  expect(authors).toEqual([
    expect.objectContaining({
      id: 'ida-holm',
      role: 'Editor',
      biography: { format: 'markdown', text: 'Ida **writes**.\n' },
      links: ['https://github.com/idaholm'],
      oldAddresses: ['/authors/ida-holm/'],
    }),
  ]);
  expect(tags).toEqual([
    {
      kind: 'tag',
      source: 'content/tags/ferries/_index.md',
      name: 'Ferries',
      description: 'Ships for people.',
      oldAddresses: ['/tags/ferries/', '/topics/boats/'],
    },
    expect.objectContaining({ name: 'Fog', oldAddresses: ['/tags/fog/', '/categories/fog/'] }),
    expect.objectContaining({ name: 'Reports' }),
  ]);
  const { text, ...rest } = story('fog/index.md');
  expect(rest).toMatchObject({
    title: 'Fog',
    base: '/2024/01/fog/',
    slug: 'fog',
    date: '2024-01-14T09:00:00-05:00',
    updated: '2024-01-15',
    authors: ['ida-holm', 'Guest Writer'],
    tags: ['Ferries', 'Fog'],
    image: { src: 'cover.jpg', alt: 'A cover', caption: null, credit: null },
    draft: false,
    oldAddresses: ['/2024/01/fog/', '/old-fog/', '/2024/01/older'],
  });
  expect(text.text).toBe(`Fog came in. ![Inside](/inside.jpg "Inside the fog. Olaf Berg")

![](/img/plan.png "Plan")

See [the other](/2024/02/another-one/#part) or [a section](/2024/01/fog/).

::video[YouTube]{url="https://www.youtube.com/watch?v=abcdefghijk"}

:::aside

**Careful**, Since 1910.

:::

- A list
  
  ![The harbor](/harbor.jpg "At noon. Port authority")

> The sea returns.
>
> — A captain

    {{< in-code >}}

Show \`{{< figure src="a" >}}\` to readers. Ships by year
`);
  expect(await fileText(archive, '/2024/01/fog/cover.jpg')).toBe('cover');
  expect(await fileText(archive, '/img/plan.png')).toBe('plan');
  expect(await fileText(archive, '/../../../../../etc/passwd')).toBeNull();
});

test('the languages of Hugo, broken front matter and dates of ending are read', async () => {
  const { leftOut, stories, story } = await read('hugo');
  expect(stories.map(({ source }) => source)).toEqual([
    'content/about.md',
    'content/posts/broken.md',
    'content/posts/fog/index.md',
    'content/posts/other.es.md',
    'content/posts/other.md',
  ]);
  expect(story('about.md')).toMatchObject({ kind: 'page', oldAddresses: ['/about/'] });
  expect(story('other.es.md')).toMatchObject({ title: 'Otro', language: 'es', oldAddresses: ['/es/2024/02/otro/'] });
  expect(story('other.md').text.text).toBe('## A part \n\nOther text.\n');
  expect(story('broken.md').title).toBe('Broken');
  expect(leftOut).toContainEqual({
    kind: 'left-out',
    source: 'content/posts/broken.md',
    what: expect.stringMatching(/^front matter that cannot be read as a whole: line \d+: /) as string,
  });
  expect(leftOut).toContainEqual({
    kind: 'left-out',
    source: 'content/posts/other.md',
    what: 'the date on which a story ends; it stays published',
    words: '2025-01-01',
  });
});

test('Eleventy’s programs are not run, but the address in one is read', async () => {
  const { leftOut, story } = await read('eleventy');
  expect(story('tides.md')).toMatchObject({
    kind: 'story',
    date: '2020-05-06',
    tags: ['Tides'],
    standfirst: 'The water.',
    oldAddresses: ['/2020/05/06/tides/'],
    text: {
      text: 'Tides rise. [The tide](https://www.youtube.com/watch?v=abcdefghijk)\n\n Ida Holm and [here](/here).\n',
    },
  });
  // The dates of Eleventy are in UTC.
  expect(story('second.md').oldAddresses).toEqual(['/2020/06/02/second/']);
  expect(story('contact.md')).toMatchObject({ kind: 'page', oldAddresses: [] });
  expect(leftOut.map(({ source, what }) => `${source}: ${what}`)).toContain(
    'posts/program.md: front matter that cannot be read as a whole: ' +
      'The front matter is a program in “js”, which is not run: write its keys in YAML.',
  );
});

test('a list of authors below a name is read', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-authors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['_data', 'posts']) mkdirSync(path.join(folder, name));
  const people = [{ name: 'Ida Holm', biography: 'She sails.' }, { name: 'Olaf Berg' }];
  writeFileSync(path.join(folder, '_data', 'authors.json'), JSON.stringify({ author: people }));
  writeFileSync(path.join(folder, 'posts', 'a.md'), '---\ntitle: A\ndate: 2020-01-02\nauthor: Ida Holm\n---\nText.\n');
  const { authors, stories } = await readArchive(await openMarkdownFolder('eleventy', folder));
  expect(authors.map(({ name, biography }) => [name, biography?.text])).toEqual([
    ['Ida Holm', 'She sails.'],
    ['Olaf Berg', undefined],
  ]);
  expect(stories[0]?.authors).toEqual(['Ida Holm']);
});

test.each(['eleventy', 'jekyll'] as const)('pages of %s in HTML are read, templates are named', async (system) => {
  const site = mkdtempSync(path.join(tmpdir(), 'dateline-html-'));
  onTestFinished(() => rmSync(site, { recursive: true }));
  mkdirSync(path.join(site, '_includes'));
  for (const [name, text] of Object.entries({
    'help.html': '---\ntitle: Help\n---\n<p>We <b>help</b>.</p>\n',
    'all.html': '---\ntitle: All\n---\n{% for post in collections.posts %}<p>{{ post.title }}</p>{% endfor %}\n',
    'google123.html': 'google-site-verification',
    'about.njk': '---\ntitle: About\n---\n<p>About.</p>\n',
    'team.liquid': '---\ntitle: Team\n---\n<p>Team.</p>\n',
    '_includes/card.njk': '<p>Card.</p>',
    '_includes/foot.html': '---\ntitle: Foot\n---\n<p>Foot.</p>',
    'README.md': 'How to build this site.',
  }))
    writeFileSync(path.join(site, name), text);
  const { stories, leftOut } = await readArchive(await openMarkdownFolder(system, site));
  expect(stories).toEqual([
    expect.objectContaining({
      kind: 'page',
      title: 'Help',
      text: { format: 'html', text: '<p>We <b>help</b>.</p>\n' },
    }),
  ]);
  const title = system === 'jekyll' ? 'Jekyll' : 'Eleventy';
  expect(leftOut.map(({ source, what }) => `${source}: ${what}`).sort()).toEqual([
    `about.njk: a page of ${title} in the format .njk: convert it to Markdown, and import again`,
    'all.html: a page that a template fills with a list',
    'google123.html: an HTML file without front matter',
    `team.liquid: a page of ${title} in the format .liquid: convert it to Markdown, and import again`,
  ]);
});

test('a list of links to read is below its story', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-links-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, 'posts'));
  const links =
    'further_reading:\n  - title: The [fog]\n    url: https://a.example/x\n    source: The Lamp\n  - { title: B, url: "https://b.example" }\n';
  writeFileSync(path.join(folder, 'posts', 'a.md'), `---\ntitle: A\ndate: 2020-01-02\n${links}---\nText.\n`);
  writeFileSync(path.join(folder, 'posts', 'b.md'), '---\ntitle: B\ndate: 2020-01-02\nsources: [A book]\n---\nText.\n');
  const { leftOut, story } = await readArchive(await openMarkdownFolder('eleventy', folder));
  expect(story('a.md').text.text).toBe(
    'Text.\n\n\n## Further reading\n\n- [The \\[fog\\]](<https://a.example/x>), The Lamp\n- [B](<https://b.example>)\n',
  );
  expect(story('b.md').text.text).toBe('Text.\n');
  expect(leftOut.map(({ what }) => what).filter((what) => what.includes('key'))).toEqual([
    'the front matter key “sources” (in 1 file; this is the first)',
  ]);
});

test('no symbolic link leads out of a site', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-links-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  const site = path.join(folder, 'site');
  mkdirSync(path.join(site, '_posts'), { recursive: true });
  writeFileSync(path.join(site, '_posts', '2020-01-01-a.md'), '---\ntitle: A\n---\nText.\n');
  symlinkSync('../../secret.txt', path.join(site, '_posts', '2020-01-02-b.md'));
  symlinkSync('..', path.join(site, 'up'));
  const archive = await openMarkdownFolder('jekyll', site);
  expect((await readArchive(archive)).stories.map(({ title }) => title)).toEqual(['A']);
  expect(await fileText(archive, '/up/secret.txt')).toBeNull();
});

test('a folder that is none, or has no pages, is an error that says what to do', async () => {
  await expect(openMarkdownFolder('jekyll', fixture('none'))).rejects.toThrow(
    /cannot be imported. There is no such folder: name the folder that has the site’s sources.$/,
  );
  await expect(openMarkdownFolder('hugo', fixture('jekyll', '_data'))).rejects.toThrow(
    /has no pages of Hugo: name the folder that has the site’s sources, not the site that was built from them.$/,
  );
});
