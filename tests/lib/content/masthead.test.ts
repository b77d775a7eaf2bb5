import { expect, test } from 'vitest';
import { readAuthor, readPage, readPublication, readTag } from '#lib/content/masthead.ts';
import { pictures } from '../context.ts';

const PUBLICATION = [
  'name: The Harbor Courier',
  'tagline: News from the coast',
  'origin: https://courier.example',
  'timeZone: America/New_York',
  'language: en',
];

/** The publication with one line in the place of that of its key, or added. */
function publication(line: string) {
  const [key = ''] = line.split(':');
  const lines = PUBLICATION.filter((other) => !other.startsWith(`${key}:`));
  return readPublication('content/publication.yaml', [...lines, line].join('\n'));
}

test('an author has a name; role, portrait and biography may be left out', () => {
  const read = (source: string) => readAuthor('content/authors/mira-oakhurst.md', source, pictures);
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
    },
    problems: [],
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

test('a tag’s file is named as its address', () => {
  expect(readTag('content/tags/sao-tome.md', '---\nname: São Tomé\n---\nIslands.\n', pictures)).toEqual({
    record: { file: 'content/tags/sao-tome.md', slug: 'sao-tome', name: 'São Tomé', description: 'Islands.\n' },
    problems: [],
    uses: [],
    links: [],
  });
});

test('a page has a title and a body', () => {
  expect(readPage('content/pages/about.md', '---\ntitle: About us\n---\nWe are.\n', pictures)).toEqual({
    record: { file: 'content/pages/about.md', slug: 'about', title: 'About us', standfirst: '', body: 'We are.\n' },
    problems: [],
    uses: [],
    links: [],
  });
});

test('a publication may leave out sections, ways to share and footer', () => {
  expect(readPublication('content/publication.yaml', PUBLICATION.join('\n'))).toEqual({
    record: {
      name: 'The Harbor Courier',
      tagline: 'News from the coast',
      origin: 'https://courier.example',
      timeZone: 'America/New_York',
      language: 'en',
      sections: [],
      share: ['mail'],
      notice: '',
      footer: [],
      policies: {},
      profiles: [],
      security: '',
    },
    problems: [],
    uses: [],
    links: [],
  });
});

test('a publication with a byte order mark, comments and carriage returns is read', () => {
  const { record } = readPublication(
    'content/publication.yaml',
    `\uFEFF# Who we are\r\n${PUBLICATION.join('\r\n')}\r\n`,
  );
  expect(record).toMatchObject({ name: 'The Harbor Courier', language: 'en' });
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
])('%s is refused with one problem', (line) => {
  const { record, problems } = publication(line);
  expect(record).toBeNull();
  expect(problems).toMatchObject([{ rule: 'key-value', line: 5 }]);
});

test('the records are frozen to their depths', () => {
  const records = [
    readAuthor('content/authors/a.md', '---\nname: A\n---\n', pictures).record,
    readTag('content/tags/a.md', '---\nname: A\n---\n', pictures).record,
    readPage('content/pages/a.md', '---\ntitle: A\n---\n', pictures).record,
    publication('sections: [River]').record,
    publication('sections: [River]').record?.sections,
  ];
  expect(records.map((record) => record && Object.isFrozen(record))).toEqual(Array(5).fill(true));
});
