import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { check } from '#lib/cli/check.ts';
import { formatDiagnostic } from '#lib/content/parse/diagnostic.ts';
import { row } from '#lib/sqlite.ts';
import { openIndex } from '#lib/store/index-file.ts';
import { article, Edition, PUBLICATION } from './edition.ts';

const NOW = Date.parse('2026-02-01T12:00:00Z');

let edition: Edition;
afterEach(() => edition?.remove());

async function reported(options: { only?: ReadonlySet<string>; fix?: 'files' | 'images' } = {}): Promise<string[]> {
  const { diagnostics } = await check(edition.routes, { now: NOW, ...options });
  return diagnostics.map(formatDiagnostic);
}

type Files = Record<string, string>;
const A = 'content/articles/a.md';
const B = 'content/articles/b.md';
const other = (keys: Record<string, string> = {}) => article('Text.', { title: 'Another story', ...keys });

const publication = (keys: string) =>
  `name: The Courier\ntagline: News\norigin: https://courier.example\ntimeZone: America/New_York\nlanguage: en\n${keys}\n`;

/** For each rule between files: files that break it, the message, and the fix. */
const rules: [rule: string, broken: Files, message: string, fixed: Files][] = [
  [
    'link-broken to a story',
    { [A]: article('One.\n\nSee [the harbor](/articles/harbor-reopen).', { title: 'A' }) },
    `${A}:10:5  error  link-broken  The link leads to /articles/harbor-reopen, and there is no such story. Did you mean /articles/harbor-reopens? (This keeps nothing off the site.)`,
    { [A]: article('See [the harbor](/articles/harbor-reopens).', { title: 'A' }) },
  ],
  [
    'link-broken by the address of the site, and by reference',
    { [A]: article('See [the harbor][it].\n\n[it]: https://courier.example/authors/mira', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /authors/mira, and there is no such author. Correct or remove the link. (This keeps nothing off the site.)`,
    { [A]: article('See [her][it].\n\n[it]: https://courier.example/authors/mira-oakhurst', { title: 'A' }) },
  ],
  [
    'link-broken to a tag',
    { [A]: article('See [it](/tags/rivr).', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /tags/rivr, and there is no such tag. Did you mean /tags/river? (This keeps nothing off the site.)`,
    { [A]: article('See [it](/tags/river).', { title: 'A' }) },
  ],
  [
    'link-broken to a page, from a page',
    { 'content/pages/contact.md': '---\ntitle: Contact\n---\n\nSee [us](/abouts).\n' },
    'content/pages/contact.md:5:5  error  link-broken  The link leads to /abouts, and there is no such page. Did you mean /about? (This keeps nothing off the site.)',
    { 'content/pages/contact.md': '---\ntitle: Contact\n---\n\nSee [us](/about).\n' },
  ],
  [
    'link-broken to a file',
    { [A]: article('See [the table](/tide-tables.pdf).', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /tide-tables.pdf, and there is no such file. Put the file under public/, or correct the link. (This keeps nothing off the site.)`,
    { [A]: article('See [the table](/tide-table.pdf), [all](/) and [the year](/2026).', { title: 'A' }) },
  ],
  [
    'link-broken to a former path of a story',
    { [A]: article('See [it](/2019/05/Harbor-Reopens.html).', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /2019/05/Harbor-Reopens.html, and there is no such file. Write /articles/harbor-reopens; and add redirectFrom: [/2019/05/Harbor-Reopens.html] to content/articles/harbor-reopens.md, if that was its path. (This keeps nothing off the site.)`,
    {
      [B]: other({ redirectFrom: '[/2019/05/Harbor-Reopens.html]' }),
      [A]: article('See [b](/articles/b).', { title: 'A' }),
    },
  ],
  [
    'link-broken to a path that no name explains',
    { [A]: article('See [it](/blog/2019/old).', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /blog/2019/old, and there is no such page or file. Correct the link; or, if a story had this path before, add redirectFrom: [/blog/2019/old] to that story. (This keeps nothing off the site.)`,
    { [A]: article('See [it](/articles/harbor-reopens).', { title: 'A' }) },
  ],
  [
    'link-broken to the path of a template',
    { [A]: article('See [it](/{BRANCH}/).', { title: 'A' }) },
    `${A}:8:5  error  link-broken  The link leads to /{BRANCH}/, and there is no such page or file. Correct or remove the link; or put it between “\`”, so that readers see what is written. (This keeps nothing off the site.)`,
    { [A]: article('See [it](/articles/harbor-reopens).', { title: 'A' }) },
  ],
  [
    'link-anchor in another text',
    { [A]: article('See [us](/about#who-we-ar).', { title: 'A' }) },
    `${A}:8:5  warning  link-anchor  The link leads to /about#who-we-ar, and no heading there has that address. Did you mean “#who-we-are”?`,
    { [A]: article('See [us](/about#who-we-are).', { title: 'A' }) },
  ],
  [
    'link-embargoed to a story of tomorrow',
    { [A]: article('See [b](/articles/b).', { title: 'A' }), [B]: other({ date: '2026-02-02' }) },
    `${A}:8:5  warning  link-embargoed  The link leads to /articles/b, which is under embargo: readers find nothing there. Publish this story no earlier than that one, or remove the link.`,
    { [A]: article('See [b](/articles/b).', { title: 'A', date: '2026-02-03' }), [B]: other({ date: '2026-02-02' }) },
  ],
  [
    'link-embargoed to a draft',
    { [A]: article('See [b](/articles/b).', { title: 'A' }), [B]: other({ draft: 'true' }) },
    `${A}:8:5  warning  link-embargoed  The link leads to /articles/b, which is a draft: readers find nothing there. Publish that story first, or remove the link.`,
    { [B]: other() },
  ],
  [
    'link-embargoed to an author of whom nothing is published',
    {
      [A]: article('See [Ada](/authors/ada).', { title: 'A' }),
      [B]: other({ author: 'ada', draft: 'true' }),
      'content/authors/ada.md': '---\nname: Ada\n---\n',
    },
    `${A}:8:5  warning  link-embargoed  The link leads to /authors/ada, where nothing is published yet: readers find nothing there. Publish a story by this author first, or remove the link.`,
    { [B]: other({ author: 'ada' }) },
  ],
  [
    'publication-unknown in the footer',
    { 'content/publication.yaml': publication('footer: [about, abuot]') },
    'content/publication.yaml:6:17  error  publication-unknown  There is no page content/pages/abuot.md. Did you mean “about”? (This keeps nothing off the site.)',
    { 'content/publication.yaml': publication('footer: [about]') },
  ],
  [
    'publication-unknown among the policies',
    { 'content/publication.yaml': publication('policies: {ethics: standards}') },
    'content/publication.yaml:6:20  error  publication-unknown  There is no page content/pages/standards.md. Write that page, or remove the name. (This keeps nothing off the site.)',
    { 'content/pages/standards.md': '---\ntitle: Standards\n---\n\nWords.\n' },
  ],
  [
    'publication-unknown among the sections, although an embargoed story has it',
    {
      'content/publication.yaml': publication('sections: [River, Harbour]'),
      [B]: other({ section: 'Harbour', date: '2026-02-02' }),
    },
    'content/publication.yaml:6:19  warning  publication-unknown  No file and no published story has the section “Harbour”. It appears with its first story; or correct the name.',
    { [B]: other({ section: 'Harbour' }) },
  ],
  [
    'publication-unknown for a section that has a file and no story',
    {
      'content/publication.yaml': publication('sections: [River, Harbour]'),
      'content/tags/harbour.md': '---\nname: Harbour\n---\n',
      [B]: other({ section: 'Harbour', date: '2026-02-02' }),
    },
    'content/publication.yaml:6:19  warning  publication-unknown  No published story has the section “Harbour”: the navigation leaves it out. It appears with its first story.',
    { [B]: other({ section: 'Harbour' }) },
  ],
  [
    'link-broken to an old path with a date',
    {
      [A]: article('See [b](/2019/01/05/c/).', { title: 'A' }),
      'content/articles/2019-01-05-c.md': other(),
    },
    `${A}:8:5  error  link-broken  The link leads to /2019/01/05/c/, and there is no such page or file. Write /articles/2019-01-05-c; and add redirectFrom: [/2019/01/05/c/] to content/articles/2019-01-05-c.md, if that was its path. (This keeps nothing off the site.)`,
    { [A]: article('See [b](/articles/2019-01-05-c).', { title: 'A' }) },
  ],
  [
    'link-moved',
    {
      [A]: article('See [b](/2019/old-b.html).', { title: 'A' }),
      [B]: other({ redirectFrom: '[/2019/old-b.html]' }),
    },
    `${A}:8:5  warning  link-moved  The link leads to /2019/old-b.html, where the page no longer is: readers are redirected. Write /articles/b; npm run check -- --fix does it.`,
    { [A]: article('See [b](/articles/b).', { title: 'A' }) },
  ],
  [
    'link-moved by a redirect of the site',
    { [A]: article('See [us](/who-we-are).', { title: 'A' }), 'content/redirects.csv': '/who-we-are,/about\n' },
    `${A}:8:5  warning  link-moved  The link leads to /who-we-are, where the page no longer is: readers are redirected. Write /about; npm run check -- --fix does it.`,
    { [A]: article('See [us](/about).', { title: 'A' }), 'content/redirects.csv': '/who-we-are,/about\n' },
  ],
  [
    'redirect-loop',
    { 'content/publication.yaml': publication('redirects: {/old/*: /old/archive/*}') },
    'content/publication.yaml:6:13  error  redirect-loop  /old/* leads to /old/archive/*, and from there back again: readers find nothing. Write the path of a page, or remove one of the redirects. (This keeps nothing off the site.)',
    { 'content/publication.yaml': publication('redirects: {/old/*: /archive}') },
  ],
  [
    'redirect-taken by a page',
    { 'content/redirects.csv': '/About,/authors\n' },
    'content/redirects.csv:1:1  error  redirect-taken  The path /about belongs to content/pages/about.md. Remove the redirect: readers never follow it. (This keeps nothing off the site.)',
    { 'content/redirects.csv': '/about-us,/about\n' },
  ],
  [
    'foreign-markup for the path of a story',
    {
      [A]: article('See [b]({{< ref "posts/b.md" >}}) and [c]({{ "/2019/old-b/" | url }}).', { title: 'A' }),
      [B]: other({ redirectFrom: '[/2019/old-b]' }),
    },
    `${A}:8:9  warning  foreign-markup  “{{< ref "posts/b.md" >}}” is markup of Hugo and leads nowhere here. The text has 2 of them. Write /articles/b instead; npm run check -- --fix does it. Likewise the others.`,
    { [A]: article('See [b](/articles/b).', { title: 'A' }) },
  ],
  [
    'foreign-markup for a file',
    { [A]: article('See [b]({{ "/assets/b.pdf" | url }}).', { title: 'A' }) },
    `${A}:8:9  warning  foreign-markup  “{{ "/assets/b.pdf" | url }}” is markup of Jekyll (Liquid) and leads nowhere here. Put the file at public/assets/b.pdf, and write /assets/b.pdf instead.`,
    { [A]: article('See b.', { title: 'A' }) },
  ],
  [
    'foreign-markup for what no story is called',
    { [A]: article('See {% post_url 2019-01-05-b %}.', { title: 'A' }) },
    `${A}:8:5  warning  foreign-markup  “{% post_url 2019-01-05-b %}” is markup of Jekyll (Liquid) and leads nowhere here. There is no story or page “2019-01-05-b” here: write the address that it stands for, or remove the link and keep its words.`,
    { [A]: article('See b.', { title: 'A' }) },
  ],
  [
    'foreign-markup for an image whose alt text is long',
    { [A]: article(`{{< img src="a.jpg" alt="${'Word '.repeat(50).trim()}" >}}`, { title: 'A' }) },
    `${A}:8:1  warning  foreign-markup  “{{< img src="a.jpg" alt="Word Word Word …” is markup of Hugo; readers see it as it is. Put a.jpg beside this file, and write ![…](a.jpg) instead. Put its alt text in place of “…”.`,
    { [A]: article('Text.', { title: 'A' }) },
  ],
  [
    'title-duplicate',
    { [B]: article() },
    'content/articles/harbor-reopens.md:2:8  warning  title-duplicate  The headline “Harbor reopens” is also that of content/articles/b.md. If they are one story, keep one file, with the path of the other page in redirectFrom. Otherwise give one of the two another headline.',
    { [B]: other() },
  ],
  [
    'author-unused',
    { 'content/authors/ada.md': '---\nname: Ada\n---\n' },
    'content/authors/ada.md:2:7  warning  author-unused  No article is by Ada. Name them in an article, or delete the file.',
    { [B]: other({ author: 'Ada' }) },
  ],
  [
    'tag-similar',
    { [A]: article('Text.', { title: 'A', tags: '[Culture, culture, Rivers]' }) },
    `${A}:5:26  warning  tag-similar  The tag “Rivers” is similar to “River”, and has no file. Write “River” if that is meant; otherwise add content/tags/rivers.md.`,
    { 'content/tags/rivers.md': '---\nname: Rivers\n---\n' },
  ],
  [
    'tag-similar in two stories',
    { [A]: article('Text.', { title: 'A', tags: '[Rievr]' }), [B]: other({ tags: '[Rievr]' }) },
    `${A}:5:8  warning  tag-similar  The tag “Rievr” is similar to “River”, and has no file. 2 stories have it. Write “River” if that is meant; otherwise add content/tags/rievr.md.`,
    { [A]: article('Text.', { title: 'A' }), [B]: other() },
  ],
  [
    'tag-similar in a draft',
    { [A]: article('Text.', { title: 'A', tags: '[Rive]', draft: 'true' }) },
    `${A}:5:8  warning  tag-similar  The tag “Rive” is similar to “River”, and has no file. Write “River” if that is meant; otherwise add content/tags/rive.md.`,
    { [A]: article('Text.', { title: 'A', tags: '[River]', draft: 'true' }) },
  ],
  [
    'tag-similar for several tags in one',
    { [A]: article('Text.', { title: 'A', tags: 'River, Culture' }) },
    `${A}:5:7  warning  tag-similar  “River, Culture” is one tag, although it names several. If several are meant, write tags: [River, Culture]`,
    { [A]: article('Text.', { title: 'A', tags: '[River, Culture]' }) },
  ],
  [
    'tag-spelling',
    {
      [A]: article('Text.', { title: 'A', tags: '[New York]' }),
      [B]: other({ tags: '[new york]' }),
      'content/articles/c.md': other({ title: 'C', tags: '[New York]' }),
    },
    `${B}:5:8  warning  tag-spelling  “new york” is the tag that most stories write “New York”: readers see that name. Write “New York”; npm run check -- --fix does it in every story. If readers are to see another name, put it into content/tags/new-york.md.`,
    { [B]: other({ tags: '[New York]' }) },
  ],
  [
    'tag-spelling for a section that most stories write as in a URL',
    {
      [A]: article('Text.', { title: 'A', tags: '[emerging-tech]' }),
      [B]: other({ section: 'Emerging Tech' }),
      'content/articles/c.md': other({ title: 'C', tags: '[emerging-tech]' }),
    },
    `${B}:6:10  warning  tag-spelling  “Emerging Tech” is the tag that most stories write “emerging-tech”: readers see that name. If readers are to see “Emerging Tech”, make content/tags/emerging-tech.md with “name: Emerging Tech”. Otherwise write “emerging-tech”; npm run check -- --fix does it in every story.`,
    { 'content/tags/emerging-tech.md': '---\nname: Emerging Tech\n---\n' },
  ],
  [
    'publication-unknown for a section that no story has, and none in another case',
    { 'content/publication.yaml': `${PUBLICATION}sections: [Rivr]\n` },
    'content/publication.yaml:6:12  error  publication-unknown  No file and no published story has the section “Rivr”. Did you mean “River”? (This keeps nothing off the site.)',
    { 'content/publication.yaml': `${PUBLICATION}sections: [RIVER]\n` },
  ],
  [
    'date-far',
    { [B]: other({ date: '2028-01-05' }) },
    `${B}:4:7  warning  date-far  The article is to come out more than a year from now. Correct the year, if that is not meant.`,
    { [B]: other({ date: '2026-01-05' }) },
  ],
];

describe('diagnostics between files', () => {
  test.each(rules)('%s', async (_, broken, message, fixed) => {
    edition = new Edition(broken);
    expect(await reported()).toEqual([message]);
    edition.write(fixed);
    expect(await reported()).toEqual([]);
  });
});

test('a link to a story’s file name gets its path as a fix', async () => {
  edition = new Edition({ [A]: article('See [b](/harbor-reopens).', { title: 'A' }) });
  expect(await reported()).toEqual([
    `${A}:8:5  error  link-broken  The link leads to /harbor-reopens, and there is no such page. Write /articles/harbor-reopens for the story. (This keeps nothing off the site.)`,
  ]);
});

test('a file with an error has no diagnostics of its last good version', async () => {
  edition = new Edition({ [B]: other({ date: '2028-01-05' }) });
  expect(await reported()).toEqual([expect.stringContaining('date-far')]);
  edition.write({ [B]: other({ date: '2026-01-05', updated: '2026-01-04' }) });
  expect(await reported()).toEqual([expect.stringContaining('date-order')]);
});

test('a story with a broken link stays online: only errors of its own file keep a story off the site', async () => {
  edition = new Edition({ [A]: article('See [b](/articles/b).', { title: 'A' }), [B]: other() });
  expect(await reported()).toEqual([]);
  renameSync(path.join(edition.folder, B), path.join(edition.folder, 'content/articles/c.md'));
  expect(await reported()).toHaveLength(1);
  const db = openIndex(edition.routes);
  expect(row(db, 'SELECT body FROM articles WHERE file = ?', A)).toEqual({ body: '\nSee [b](/articles/b).\n' });
  db.close();
});

test('a headline of three stories names the other two at each but the first', async () => {
  edition = new Edition({ [A]: article('Text.', { date: '2025-01-05' }), [B]: article() });
  const fix = 'Give each of them a headline of its own.';
  expect(await reported()).toEqual([
    `${B}:2:8  warning  title-duplicate  The headline “Harbor reopens” is also that of ${A} and content/articles/harbor-reopens.md. ${fix}`,
    `content/articles/harbor-reopens.md:2:8  warning  title-duplicate  The headline “Harbor reopens” is also that of ${A} and ${B}. ${fix}`,
  ]);
});

test('a check of some files reports those only', async () => {
  edition = new Edition({
    [A]: article('Text.', { title: 'A', author: 'nobody' }),
    [B]: article('Text.', { title: 'B', author: 'noone' }),
  });
  expect(await reported()).toHaveLength(2);
  expect(await reported({ only: new Set([B]) })).toEqual([expect.stringContaining(`${B}:3:9  error  author-unknown`)]);
});

test('a missing image is a warning in a draft, and an error in a published story', async () => {
  const text = '![](boat.jpg)';
  edition = new Edition({ [A]: article(text, { title: 'A', draft: 'true' }) });
  const severities = async () => (await reported()).map((line) => line.split('  ').slice(1, 3).join(' '));
  expect(await severities()).toEqual(['warning image-alt', 'warning image-missing']);
  edition.write({ [A]: article(text, { title: 'A' }) });
  expect(await severities()).toEqual(['error image-alt', 'error image-missing']);
});

describe('--fix', () => {
  const fix = async (name: string, text: string) => {
    edition = new Edition({ [name]: text });
    const { fixed } = await check(edition.routes, { fix: 'files', now: NOW });
    return { fixed, text: (file = name) => readFileSync(path.join(edition.folder, file), 'utf8') };
  };

  test('adds the offset of the time zone to times, not to days', async () => {
    const { fixed, text } = await fix(
      A,
      article('Text.', { title: 'A', date: '2026-07-05 06:30', updated: '2026-07-06' }),
    );
    expect(fixed).toEqual([`${A}: offsets added to dates, keys sorted.`]);
    expect(text()).toContain('date: 2026-07-05T06:30:00-04:00\n');
    expect(text()).toContain('updated: 2026-07-06\n');
  });

  test('spells tags like their files, and leaves comments and everything else', async () => {
    const source = `---\n# For Sunday.\ntitle: A\nauthor: mira-oakhurst\ndate: 2026-01-05 # a Monday\ntags: [rivers, "New, one"]\n---\n\ntags: [rivers]\n`;
    const { fixed, text } = await fix(A, source);
    expect(fixed).toEqual([`${A}: tags spelt as their files do.`]);
    expect(text()).toBe(source.replace('[rivers, "New', '[River, "New'));
  });

  test('sorts keys, each with the comments above it', async () => {
    const source = `---\n# Who?\nauthor: mira-oakhurst\ncorrections:\n  - date: 2026-01-06\n    text: A year was wrong.\n# What?\ntitle: A\ndate: 2026-01-05\n---\n\nText.\n`;
    const { text } = await fix(A, source);
    expect(text()).toBe(
      `---\n# What?\ntitle: A\n# Who?\nauthor: mira-oakhurst\ndate: 2026-01-05\ncorrections:\n  - date: 2026-01-06\n    text: A year was wrong.\n---\n\nText.\n`,
    );
  });

  test('corrects links to the former paths of stories', async () => {
    const link = '[/2019/old-b.html](/2019/old-b.html#part "Old") and <https://courier.example/2019/old-b.html>';
    const source = (path: string) =>
      article(
        `${link.replaceAll('(/2019/old-b.html', `(${path}`).replace('example/2019/old-b.html', `example${path}`)}, \`/2019/old-b.html\`.`,
        {
          title: 'A',
        },
      );
    edition = new Edition({
      [A]: source('/2019/old-b.html'),
      [B]: article('## Part', { title: 'B', redirectFrom: '[/2019/old-b.html]' }),
    });
    const { fixed, diagnostics } = await check(edition.routes, { fix: 'files', now: NOW });
    expect(fixed).toEqual([`${A}: links corrected.`]);
    expect(diagnostics.map(({ rule }) => rule)).toEqual([]);
    expect(readFileSync(path.join(edition.folder, A), 'utf8')).toBe(source('/articles/b'));
  });

  test('writes the paths of stories and pages for markup of other systems', async () => {
    const links = [
      ['{{< ref "b.md" >}}', '/articles/b'],
      ['{{< relref "news/2019-01-05-c.md#part" >}}', '/articles/2019-01-05-c#part'],
      ['{{ "/2019/01/05/c/" | url }}', '/articles/2019-01-05-c'],
      ['{{ "/2020/12/31/c/" | url }}', '/articles/2019-01-05-c'],
      ['{{ "/" | relative_url }}', '/'],
      ['{{ "/tags/river" | url }}', '/tags/river'],
      ['{% link _posts/b.md %}', '/articles/b'],
      ['{{ "/tags/none" | url }}', '{{ "/tags/none" | url }}'],
      ['{{< ref "none.md" >}}', '{{< ref "none.md" >}}'],
    ] as const;
    const source = (at: 0 | 1) =>
      article(
        `${links.map((link) => `[b](${link[at]} "B") <a href="${link[at]}">b</a>`).join('\n')} \`{{< ref "b" >}}\``,
        {
          title: 'A',
        },
      );
    edition = new Edition({
      [A]: source(0),
      [B]: article('Text.', { title: 'B', tags: '[River]' }),
      'content/articles/2019-01-05-c.md': article('## Part', { title: 'C' }),
    });
    const { fixed } = await check(edition.routes, { fix: 'files', now: NOW });
    expect(fixed).toEqual([`${A}: links corrected.`]);
    expect(readFileSync(path.join(edition.folder, A), 'utf8')).toBe(source(1));
  });

  test('writes the characters of HTML entities in front matter, not in addresses', async () => {
    const { fixed, text } = await fix(
      A,
      article('Text &#8217;.', {
        title: 'The harbor&#8217;s &ldquo;A&rdquo;',
        standfirst: "'AT&amp;T &unknown; a&b;'",
        redirectFrom: "['/a&amp;b']",
      }),
    );
    expect(fixed).toEqual([`${A}: HTML entities replaced, keys sorted.`]);
    expect(text()).toContain('title: "The harbor’s “A”"\nstandfirst: "AT&T &unknown; a&b;"\n');
    expect(text()).toContain("['/a&amp;b']");
    expect(text()).toContain('Text &#8217;.');
  });

  test('leaves files that it cannot parse, and values of YAML aliases', async () => {
    const broken = '---\ntitle: "A\n---\n\nText.\n';
    const { fixed, text } = await fix(A, broken);
    expect(fixed).toEqual([]);
    expect(text()).toBe(broken);
    const alias = article('Text.', { standfirst: '&a Words.', title: 'B', section: '*a' });
    edition.write({ [A]: alias });
    await check(edition.routes, { fix: 'files', now: NOW });
    expect(text()).toBe(alias);
  });

  test('renames a file to a valid slug, never to the name of another', async () => {
    const { fixed } = await fix('content/articles/Ferries & Fog.md', article('Text.', { title: 'A' }));
    expect(fixed).toEqual(['content/articles/Ferries & Fog.md: renamed to ferries-fog.md.']);
    edition.write({ 'content/articles/Ferries, Fog.md': article('Other.', { title: 'B' }) });
    const again = await check(edition.routes, { fix: 'files', now: NOW });
    expect(again.fixed).toEqual([]);
    expect(again.diagnostics.map(({ rule }) => rule)).toEqual(['slug-invalid']);
  });

  test('a file without diagnostics stays the same, byte for byte', async () => {
    const { fixed } = await fix(A, article('Text.', { title: 'A' }).replaceAll('\n', '\r\n'));
    expect(fixed).toEqual([]);
  });
});

test('an author whom only a broken article names is not reported as unused', async () => {
  edition = new Edition({
    'content/authors/ada.md': '---\nname: Ada\n---\n',
    [B]: other({ author: 'Ada', date: 'yesterday' }),
  });
  expect((await reported()).some((diagnostic) => diagnostic.includes('author-unused'))).toBe(false);
});

test('while front matter cannot be read, an author may be one that it names', async () => {
  edition = new Edition({
    'content/authors/ada.md': '---\nname: Ada\n---\n',
    [B]: '---\ntitle: [\nauthor: Ada\n---\nText.\n',
  });
  const unused = (await reported()).find((diagnostic) => diagnostic.includes('author-unused'));
  expect(unused).toContain('Fix the articles that have errors first: one of them may name this author.');
});

test('text that is lost is an error in a new story, and a warning in one that is already published', async () => {
  edition = new Edition({ [A]: article('Text.', { title: 'A' }), [B]: other() });
  expect(await reported()).toEqual([]);
  edition.write({
    [A]: article('Text.\n\n<!-- Ask Ida.', { title: 'A' }),
    'content/articles/c.md': article('Text.\n\n<!-- Ask Ida.', { title: 'C' }),
  });
  const found = (await reported()).filter((line) => line.includes('text-lost'));
  expect(found).toEqual([expect.stringMatching(/a\.md:10:1 {2}warning/), expect.stringMatching(/c\.md:10:1 {2}error/)]);
});

test('--fix spells a tag as most stories do', async () => {
  edition = new Edition({
    [A]: article('Text.', { title: 'A', tags: '[New York]' }),
    [B]: other({ section: 'new york' }),
    'content/articles/c.md': other({ title: 'C', tags: '[New York]' }),
  });
  expect(await reported({ fix: 'files' })).toEqual([]);
  expect(readFileSync(path.join(edition.folder, B), 'utf8')).toContain('section: New York');
});
