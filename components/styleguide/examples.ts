import type { Diagnostic } from '#lib/content/parse/diagnostic.ts';
import type { PublicationEdition } from '#lib/content/publication.ts';
import type { ImageFacts } from '#lib/routes/image-files.ts';
import type { ArticleHistory } from '#lib/store/article-history.ts';
import type { ListPage } from '#lib/store/list-page.ts';
import type { SeriesPart } from '#lib/store/queries/series-queries.ts';
import type { AuthorProfile, Contributor, ImageView, Story, Summary } from '#lib/store/views.ts';

// Example records of a town that is not on the map, for the styleguide and for the tests. Each function takes what matters and fills in the rest.

/** 1:04 am on January 14, 2024 in New York. */
export const PUBLISHED = Date.parse('2024-01-14T06:04:00Z');
export const TIME_ZONE = 'America/New_York';

export function author(name = 'Ida Holm', overrides: Partial<AuthorProfile> = {}): AuthorProfile {
  const id = name.toLowerCase().replaceAll(' ', '-');
  const file = `content/authors/${id}.md`;
  const none = { role: '', portrait: null, email: '', links: [], biography: '', images: {} };
  return { file, id, name, language: 'en', ...none, ...overrides };
}

/** A photograph as a camera makes it. */
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

/** So many different stories: `Story 1`, `Story 2`, … */
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

/** A headline of 200 characters. */
export const LONG_HEADLINE =
  'After nine years of hearings, two inquiries and a ferry that ran aground on the minister’s own jetty, the harbor board agrees to publish the tide tables it was asked for in the first place, with index';

/** A word that no line of a phone holds. */
export const LONG_WORD = 'Hafenfährenfahrplanauskunftsstellenleiterinnenversammlung';

/** So many tags: some short, some long. */
export function tags(count: number): Story['tags'] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${['Harbor', 'Ferries', 'The upper river and its towns'][index % 3]} ${index + 1}`;
    return { slug: name.toLowerCase().replaceAll(' ', '-'), name };
  });
}

/** Three people, two of whom wrote and one of whom did something else. */
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

/** Three changes of an article: a large one, a minor one, and one in which no word changed. */
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
        { part: 'text', passages: [{ kind: 'added', text: 'The board has not said who pays.' }] },
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

const PARAGRAPH = `The crews agreed on Friday, in a hall that had not been full since the bridge was opened. Nobody spoke for long. The
vote itself took eleven minutes; counting it again, because the chair had lost her glasses, took twenty.`;

/** Running text: so many paragraphs. */
export function paragraphs(count: number): string {
  return Array.from({ length: count }, () => PARAGRAPH).join('\n\n');
}

/** A text of more than 1,000 words under five headings, which begins with a list of them. */
export const LONG_TEXT = ['What was agreed', 'Who pays', 'The ships', 'The night', 'What comes next']
  .map((heading) => `## ${heading}\n\n${paragraphs(6)}`)
  .join('\n\n');

/** All that Markdown has a sign for. */
export const MARKDOWN_TEXT = `
${PARAGRAPH} It is *not* what the **board** had hoped for, ~~nor what it planned~~; see [the minutes](https://courier.example/minutes), or write to the
clerk.[^clerk] The figure has been disputed before.[^figure]

## A heading of the second level

### A heading of the third level

${PARAGRAPH}

#### A heading of the fourth level

${PARAGRAPH}

- A list has entries
- of which some
  1. hold a list
  2. with numbers
- and some do not

1. First the pilots
2. then the crews
3. then the passengers, who had waited for two winters and were not surprised to wait for a third

- [x] Agreed
- [ ] Signed

| Ship | Berths |
| --- | ---: |
| *Alma* | 120 |
| *Berit* | 96 |

| Ship | Built | Yard | Length | Beam | Draught | Engines | Passengers | Vehicles | Home port | Last refit |
| :-- | --: | :-- | --: | --: | --: | :-: | --: | --: | :-- | --: |
| *Alma* | 1988 | Port Ansel | 84.2 m | 14.1 m | 4.2 m | Diesel-electric | 1,204 | 120 | Port Ansel | 2021 |
| *Berit* | 2004 | Skarness Verft | 91.0 m | 15.6 m | 4.4 m | Hydrogen | 1,380 | 136 | Skarness | 2024 |

> The timetable is a promise.

> We had stopped believing in the night.
>
> It was there all the same.
>
> — Ida Holm, *The Long Crossing*

The times are kept in a file, of which \`departures.txt\` is the newest:

\`\`\`
22:40  Alma   Port Ansel → Skarness, calls at Lower Ferry on request (ring the bell at the end of the pier)
23:55  Berit  Skarness → Port Ansel
\`\`\`

---

Its address is https://courier.example/departures/at/night/with/a/path/that/is/longer/than/a/line/of/a/phone.

[^clerk]: The clerk answers letters on Tuesdays.
[^figure]: First in 1988, then in 2004. See [the inquiry](https://courier.example/inquiry).
`;

/** All that an article holds beyond Markdown; `images` are addresses of images for its gallery, and may be none. */
export function elementsText(images: readonly string[]): string {
  const gallery = `:::gallery[The fleet, *from the quay*.]
${images.map((src, index) => `![Ferry ${index + 1}](${src} "Ferry ${index + 1}, in the morning.")`).join('\n\n')}
:::`;
  return `
${PARAGRAPH}

:::pullquote[Ida Holm, captain of the *Alma*]
We had stopped believing in the night.
:::

${paragraphs(2)}

:::aside[How the vote was taken]
By ballot, in two rounds.

- The first decided whether.
- The second decided when.
:::

${images.length > 0 ? gallery : ''}

:::poem[The crossing]
The lamp on the pier
  is lit by nobody now
and burns all the same.

Who rings for the boat
waits for the boat.
:::

:::interview
**Did you expect the vote to pass?**

No. I had written the other speech.

**And what will you do with it?**

Keep it. There is always another vote.
:::

${images.length > 0 ? `![Ferries at the quay](${images[0]} "The fleet on Friday morning.")` : ''}

::video[The first crossing, from cast-off to landing]{url="https://video.example/crossing"}

::audio[The bell at Lower Ferry]{url="https://audio.example/bell"}

::post[“The night boat is back”, by the harbor board]{url="https://social.example/@board/1"}

::map[Where the night ferries call]{url="https://www.maps.example/night-ferries"}

${PARAGRAPH}
`;
}

/** What is wrong with a file: in a key that quotes markup, and in the text. */
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
      'The image https://example.com/fleet.jpg is on another site, which would learn who reads; it is shown as a link.',
    fix: 'Put a copy beside the file, if you may, and name that.',
  },
];
