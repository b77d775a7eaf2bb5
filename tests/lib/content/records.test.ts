import { expect, test } from 'vitest';
import { readAuthor } from '#lib/content/author.ts';
import { type HomePageLookup, readHomePage } from '#lib/content/home-page.ts';
import { readPage } from '#lib/content/page.ts';
import { publicationIn, readPublication } from '#lib/content/publication.ts';
import { readTag } from '#lib/content/tag.ts';
import { NO_FILES } from '#lib/content/theme.ts';
import { images } from '../context.ts';

const PUBLICATION = [
  'name: The Harbor Courier',
  'tagline: News from the coast',
  'origin: https://courier.example',
  'timeZone: America/New_York',
  'language: en',
];

/** The publication with one line replaced by its key, or added. */
function publication(line: string) {
  const [key = ''] = line.split(':');
  const lines = PUBLICATION.filter((other) => !other.startsWith(`${key}:`));
  const { record, ...reading } = readPublication('content/publication.yaml', [...lines, line].join('\n'), NO_FILES);
  return { ...reading, record: record?.publication ?? null };
}

test('an author needs a name; role, portrait and biography are optional', () => {
  const read = (source: string) => readAuthor('content/authors/mira-oakhurst.md', source, images);
  expect(read('---\nname: Mira Oakhurst\n---\n')).toEqual({
    record: {
      file: 'content/authors/mira-oakhurst.md',
      id: 'mira-oakhurst',
      name: 'Mira Oakhurst',
      role: '',
      portrait: '',
      email: '',
      links: [],
      biography: '',
      translations: {},
    },
    diagnostics: [],
    uses: [],
    links: [],
  });
  const full = '---\nname: Mira Oakhurst\nrole: Editor\nportrait: /images/harbor.jpg\n---\nShe *writes*.\n';
  expect(read(full).record).toMatchObject({
    role: 'Editor',
    portrait: '/images/harbor.jpg',
    biography: 'She *writes*.\n',
  });
});

test('the file name of a tag is its slug', () => {
  expect(readTag('content/tags/sao-tome.md', '---\nname: São Tomé\n---\nIslands.\n', images)).toEqual({
    record: {
      file: 'content/tags/sao-tome.md',
      slug: 'sao-tome',
      name: 'São Tomé',
      colour: 'red',
      description: 'Islands.\n',
      translations: {},
    },
    diagnostics: [],
    uses: [],
    links: [],
  });
});

test('a page needs a title and a body', () => {
  expect(readPage('content/pages/about.md', '---\ntitle: About us\n---\nWe are.\n', images, 'en')).toEqual({
    record: {
      file: 'content/pages/about.md',
      slug: 'about',
      language: 'en',
      title: 'About us',
      standfirst: '',
      body: 'We are.\n',
    },
    diagnostics: [],
    uses: [],
    links: [],
  });
});

test('sections, share links and footer of a publication are optional', () => {
  expect(readPublication('content/publication.yaml', PUBLICATION.join('\n'), NO_FILES)).toEqual({
    record: {
      redirects: { file: 'content/publication.yaml', redirects: [] },
      publication: {
        name: 'The Harbor Courier',
        tagline: 'News from the coast',
        origin: 'https://courier.example',
        timeZone: 'America/New_York',
        language: 'en',
        sections: [],
        share: ['mail'],
        dateAndLanguage: false,
        notice: '',
        footer: [],
        policies: {},
        profiles: [],
        security: '',
        translations: {},
      },
    },
    diagnostics: [],
    uses: [],
    links: [],
  });
});

test('a publication with a byte order mark, comments and carriage returns is read', () => {
  const { record } = readPublication(
    'content/publication.yaml',
    `\uFEFF# Who we are\r\n${PUBLICATION.join('\r\n')}\r\n`,
    NO_FILES,
  );
  expect(record?.publication).toMatchObject({ name: 'The Harbor Courier', language: 'en' });
});

test.each(['http://localhost:3000', 'https://courier.example', 'https://xn--kuste-kva.example'])(
  '%s is an origin',
  (origin) => {
    expect(publication(`origin: ${origin}`).record?.origin).toBe(origin);
  },
);

test.each([
  'origin: https://courier.example/',
  'origin: https://courier.example/news',
  'origin: https://COURIER.example',
  'origin: https://courier.example:443',
  'origin: https://user:secret@courier.example',
  'origin: ftp://courier.example',
  'origin: javascript:alert(1)',
  'origin: courier.example',
  'origin: https://',
  'timeZone: Mars/Olympus',
  'timeZone: EST5PDT6',
  'language: English',
  'language: EN',
])('%s is rejected with one diagnostic', (line) => {
  const { record, diagnostics } = publication(line);
  expect(record).toBeNull();
  expect(diagnostics).toMatchObject([{ rule: 'key-value', line: 5 }]);
});

const translated = (lines: string) => `---\nname: Mira Oakhurst\ntranslations:\n${lines}---\n`;

test('an author has translations, by canonical language codes', () => {
  const source = translated('  zh: {name: 米拉, role: 编辑, biography: 她*写作*。}\n  pt-br: {role: Editora}\n');
  expect(readAuthor('content/authors/mira-oakhurst.md', source, images).record?.translations).toEqual({
    zh: { name: '米拉', role: '编辑', biography: '她*写作*。' },
    'pt-BR': { role: 'Editora' },
  });
});

test('a tag has names and descriptions in other languages', () => {
  const source =
    '---\nname: China\ntranslations: {zh: {name: 中国, description: 城市。}, zh-hant: {name: 中國}}\n---\n';
  expect(readTag('content/tags/china.md', source, images).record?.translations).toEqual({
    zh: { name: '中国', description: '城市。' },
    'zh-Hant': { name: '中國' },
  });
});

test('in another language the publication has its translations, and all else from the original', () => {
  const { record } = publication('translations: {es: {tagline: Noticias de la costa}, zh: {name: 海港信使报}}');
  if (!record) return expect.unreachable();
  expect(publicationIn(record, 'en')).toEqual({ ...record, edition: '' });
  expect(publicationIn(record, 'es')).toEqual({
    ...record,
    tagline: 'Noticias de la costa',
    language: 'es',
    edition: 'es',
  });
  expect(publicationIn(record, 'zh')).toMatchObject({
    name: '海港信使报',
    tagline: 'News from the coast',
    edition: 'zh',
  });
  expect(publicationIn(record, 'fr')).toMatchObject({ name: 'The Harbor Courier', language: 'fr', edition: 'fr' });
});

test.each([
  ['about.md', 'about', 'en'],
  ['about.zh.md', 'about', 'zh'],
  ['about.zh-hant.md', 'about', 'zh-Hant'],
  ['关于.zh.md', '关于', 'zh'],
  ['faq.md', 'faq', 'en'], // has the form of a language code, but is none
  ['how-we-work.md', 'how-we-work', 'en'],
])('the page %s is “%s” in %s', (name, slug, language) => {
  const { record, diagnostics } = readPage(`content/pages/${name}`, '---\ntitle: A\n---\n', images, 'en');
  expect(record).toMatchObject({ slug, language });
  expect(diagnostics).toEqual([]);
});

test.each(['en', 'zh', 'zh-hant'])('a page cannot be called “%s”, the path of an edition', (slug) => {
  const { record, diagnostics } = readPage(`content/pages/${slug}.md`, '---\ntitle: A\n---\n', images, 'en');
  expect(record).toBeNull();
  expect(diagnostics).toMatchObject([{ rule: 'slug-reserved' }]);
});

test('the home page of an edition lists stories in its language', () => {
  const lookup: HomePageLookup = {
    language: 'en',
    hasStory: (slug, language) => `${language} ${slug}` === 'zh fog',
    hasTag: () => true,
    stories: (language) => (language === 'zh' ? ['fog'] : []),
    tags: () => [],
  };
  const read = (name: string, lead: string) =>
    readHomePage(`content/pages/${name}`, `---\nlead: ${lead}\n---\n`, lookup);
  expect(read('home.zh.md', 'fog')).toMatchObject({ record: { language: 'zh', lead: 'fog' }, diagnostics: [] });
  expect(read('home.zh.md', 'fogg').diagnostics).toMatchObject([
    { rule: 'home-page-unknown', fix: 'Did you mean “fog”?' },
  ]);
  expect(read('home.md', 'fog')).toMatchObject({
    record: { language: 'en' },
    diagnostics: [{ rule: 'home-page-unknown' }],
  });
});

test('the records are deeply frozen', () => {
  const records = [
    readAuthor('content/authors/a.md', '---\nname: A\n---\n', images).record,
    readTag('content/tags/a.md', '---\nname: A\n---\n', images).record,
    readPage('content/pages/a.md', '---\ntitle: A\n---\n', images, 'en').record,
    publication('sections: [River]').record,
    publication('sections: [River]').record?.sections,
  ];
  expect(records.map((record) => record && Object.isFrozen(record))).toEqual(Array(5).fill(true));
});
