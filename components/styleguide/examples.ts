import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import type { PublicationEdition } from '#lib/content/publication.ts';
import type { ImageFacts } from '#lib/routes/image-files.ts';
import type { ArticleHistory } from '#lib/store/article-history.ts';
import type { ListPage } from '#lib/store/list-page.ts';
import type { SeriesPart } from '#lib/store/queries/series-queries.ts';
import type { AuthorProfile, Contributor, ImageView, Story, Summary } from '#lib/store/views.ts';

// Example records for the styleguide and for the tests. Each function takes the fields of interest and fills
// in the rest.

/** 1:04 am on January 14, 2024 in New York. */
export const PUBLISHED = Date.parse('2024-01-14T06:04:00Z');
export const TIME_ZONE = 'America/New_York';

export function author(name = 'Ida Holm', overrides: Partial<AuthorProfile> = {}): AuthorProfile {
  const id = name.toLowerCase().replaceAll(' ', '-');
  const file = `content/authors/${id}.md`;
  const none = { role: '', portrait: null, email: '', links: [], biography: '', images: {} };
  return { file, id, name, language: 'en', ...none, ...overrides };
}

/** The facts of a photograph. */
export function facts(overrides: Partial<ImageFacts> = {}): ImageFacts {
  const hash = '0123456789abcdef0123';
  return { hash, width: 3000, height: 2000, colour: '8a7', transparent: false, svg: false, ...overrides };
}

export function image(overrides: Partial<ImageView> = {}): ImageView {
  return { alt: 'Three ferries', caption: 'The fleet.', credit: 'Mei Tan', facts: facts(), ...overrides };
}

export function contributor(name = 'Ida Holm', role = ''): Contributor {
  return { id: author(name).id, name, role };
}

export function summary(overrides: Partial<Summary> = {}): Summary {
  return {
    slug: 'night-ferries',
    language: 'en',
    edition: '',
    type: 'news',
    headline: 'Night ferries to sail again',
    standfirst: 'Crews voted by a wide margin.',
    section: { slug: 'harbor', name: 'Harbor' },
    published: PUBLISHED,
    image: null,
    keyPoints: [],
    byline: [contributor()],
    ...overrides,
  };
}

export function story(overrides: Partial<Story> = {}): Story {
  return {
    ...summary(),
    opening: '',
    tags: [{ slug: 'harbor', name: 'Harbor' }],
    dateline: '',
    updated: null,
    series: null,
    corrections: [],
    redirectFrom: [],
    body: 'The crews **agreed** on Friday.',
    images: {},
    authors: [author('Ida Holm', { biography: 'Ida Holm writes about the harbor.' })],
    ...overrides,
  };
}

/** `count` different stories: `Story 1`, `Story 2`, … */
export function summaries(count: number): Summary[] {
  return Array.from({ length: count }, (_, index) =>
    summary({ slug: `story-${index + 1}`, headline: `Story ${index + 1}` }),
  );
}

export function listOf<Item>(items: readonly Item[], overrides: Partial<ListPage<Item>> = {}): ListPage<Item> {
  return { items, page: 1, pages: 1, total: items.length, ...overrides };
}

export function publication(overrides: Partial<PublicationEdition> = {}): PublicationEdition {
  return {
    name: 'The Harbor Courier',
    tagline: 'News from the coast',
    origin: 'https://courier.example',
    timeZone: TIME_ZONE,
    language: 'en',
    sections: [],
    share: ['mail'],
    dateAndLanguage: true,
    notice: '',
    footer: [],
    policies: {},
    profiles: [],
    security: '',
    translations: {},
    edition: '',
    ...overrides,
  };
}

/** `count` tags: some short, some long. */
export function tags(count: number): Story['tags'] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${['Harbor', 'Ferries', 'The upper river and its towns'][index % 3]} ${index + 1}`;
    return { slug: name.toLowerCase().replaceAll(' ', '-'), name };
  });
}

/** Two writers and a photographer. */
export const THREE_CONTRIBUTORS: readonly Contributor[] = [
  contributor('Ida Holm'),
  contributor('Jon Vale'),
  contributor('Mei Tan', 'Photographs'),
];

/** The second of three parts of a series. */
export const MIDDLE_PART: SeriesPart = {
  name: 'The river',
  slug: 'the-river',
  part: 2,
  parts: 3,
  previous: { edition: '', slug: 'source', headline: 'At the source' },
  next: { edition: '', slug: 'mouth', headline: 'At the mouth' },
};

/** Three changes of an article: a large one, a minor one, and one without changed words. */
export const HISTORY: ArticleHistory = {
  changes: [
    {
      number: 3,
      at: PUBLISHED + 3 * 86_400_000,
      minor: false,
      differences: [
        {
          part: 'headline',
          passages: [
            { kind: 'kept', text: 'Night ferries to ' },
            { kind: 'removed', text: 'sail' },
            { kind: 'added', text: 'run' },
            { kind: 'kept', text: ' again' },
          ],
        },
        {
          part: 'text',
          passages: [
            { kind: 'kept', text: '… counting it again, because the chair had lost her glasses, took ' },
            { kind: 'removed', text: 'ten' },
            { kind: 'added', text: 'twenty' },
            { kind: 'kept', text: '.' },
          ],
        },
        { part: 'text', passages: [{ kind: 'added', text: 'The board has not named who pays.' }] },
      ],
    },
    {
      number: 2,
      at: PUBLISHED + 2 * 86_400_000,
      minor: true,
      differences: [
        {
          part: 'text',
          passages: [
            { kind: 'kept', text: 'The crews ' },
            { kind: 'removed', text: 'aggreed' },
            { kind: 'added', text: 'agreed' },
            { kind: 'kept', text: ' on Friday, in a hall that had not been full since the bridge was …' },
          ],
        },
      ],
    },
    { number: 1, at: PUBLISHED + 86_400_000, minor: false, differences: [] },
  ],
  complete: true,
};

/** Two diagnostics of a file: in a key that quotes markup, and in the text. */
export const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    file: 'content/articles/2024/01/harbor.md',
    line: 3,
    column: 9,
    severity: 'error',
    rule: 'author-unknown',
    reason: 'There is no author “<b>ida-hom</b>”.',
    fix: 'Did you mean “ida-holm”?',
  },
  {
    file: 'content/articles/2024/01/harbor.md',
    line: 12,
    column: 1,
    severity: 'warning',
    rule: 'image-remote',
    reason:
      'The image https://example.com/fleet.jpg is on another site, which would learn who reads; it becomes a link.',
    fix: 'Put a copy beside the file, if you may, and name that.',
  },
];
