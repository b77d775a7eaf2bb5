import fc from 'fast-check';
import { slugOf } from '#lib/routes/slugs.ts';

// Generates content trees that differ only in stories that nobody may see: drafts and embargoed ones, with
// the files that only these stories use.

/** The instant at which the sites of these trees stand still: later than every published story. */
export const NOW = Date.parse('2031-05-20T15:00:00Z');
const MINUTE = 60_000;

/** Texts of files by their path in the content folder. The text of a photograph is its colour. */
export type Tree = ReadonlyMap<string, string>;

/** Photographs in the folder of stories. Only unpublished stories show the second. */
export const PHOTOGRAPHS = ['open.jpg', 'sealed.jpg'] as const;

/** What is published (`open`), and several sets of unpublished files that may be added to it (`sealed`). */
export type TwinContent = Readonly<{ open: Tree; sealed: readonly Tree[] }>;

export const LANGUAGES = ['', 'es', 'ar', 'ru'] as const;
export const OPEN_SLUGS = ['open-0', 'open-1', 'open-2', 'open-3', 'open-4', 'open-5', 'open-6'];
export const SEALED_SLUGS = ['sealed-0', 'sealed-1', 'sealed-2'];
export const AUTHORS = ['ada-lind', 'ben-okoro', 'cleo-vey'];
export const SEALED_AUTHORS = ['dora-quill', 'ezra-pike'];
export const TAGS = ['Rivers', 'Harbors', 'Tidal Power', 'Night Trains'];
export const SEALED_TAGS = ['Smuggling', 'Harbor Police'];
export const SERIES = ['The river', 'Night shift'];
export const SEALED_SERIES = ['The raid'];
export const OLD_PATHS = ['/2019/old-story.html', '/2019/other-story.html'];
export const SEALED_OLD_PATHS = ['/2019/raid.html', '/articles/raid-at-dawn'];
/** Words of stories. Searches look for these, and for misspelt ones. */
export const WORDS = ['ferry', 'tide', 'lantern', 'customs', 'warehouse', 'pangolin', 'levee', 'signal'];
export const SEALED_WORDS = ['lanterns', 'contraband', 'pangolins'];

/** Faults that keep a file from being read, or that are warnings. */
const FAULTS = [
  (file: string) => file.replace('title:', 'titel:'),
  (file: string) => file.replace(/authors: .*/, 'authors: [nobody-at-all]'),
  (file: string) => file.replace('---\n', '---\nkeyPoints: [unclosed\n'),
  (file: string) => file.replace(/date: .*/, (line) => `${line}\nimage: {src: missing.jpg, alt: Missing}`),
  (file: string) => `${file}\n[nowhere](/articles/nowhere-at-all)\n`,
  (file: string) => file.replace(/date: .*/, (line) => `${line}\nlang: es`),
];

const some = <Item>(items: readonly Item[], options: fc.SubarrayConstraints = {}) =>
  fc.shuffledSubarray([...items], options);
const perhaps = <Item>(items: readonly Item[]) => fc.option(fc.constantFrom(...items), { nil: null });

/** The fields that stories of both kinds have. `links` are slugs. */
const story = (own: Readonly<Record<'authors' | 'tags' | 'series' | 'words' | 'oldPaths', readonly string[]>>) =>
  fc.record({
    authors: some([...AUTHORS, ...own.authors], { minLength: 1, maxLength: 2 }),
    tags: some([...TAGS, ...own.tags], { minLength: 1, maxLength: 3 }),
    section: perhaps([...TAGS, ...own.tags]),
    series: perhaps([...SERIES, ...own.series]),
    words: some([...WORDS, ...own.words], { minLength: 2 }),
    links: some([...OPEN_SLUGS, ...SEALED_SLUGS], { maxLength: 2 }),
    oldPath: perhaps(own.oldPaths),
    isCorrected: fc.boolean(),
    type: perhaps(['analysis', 'opinion']),
  });
type StoryFields = ReturnType<typeof story> extends fc.Arbitrary<infer Fields> ? Fields : never;

const openStory = fc.record({
  story: story({ authors: [], tags: [], series: [], words: [], oldPaths: OLD_PATHS }),
  language: fc.constantFrom('', '', '', 'es', 'ar'),
  minutesAgo: fc.constantFrom(3, 60, 60, 1_500, 45_000, 600_000),
  image: perhaps(['open.jpg']),
});

const sealedStory = fc.record({
  story: story({
    authors: SEALED_AUTHORS,
    tags: [...SEALED_TAGS, 'RIVERS', 'tidal power', 'Night trains'],
    series: [...SEALED_SERIES, 'THE RIVER'],
    words: SEALED_WORDS,
    oldPaths: [...OLD_PATHS, ...SEALED_OLD_PATHS],
  }),
  language: fc.constantFrom('', '', 'es', 'ru'),
  /** The published story that this one translates; then it is in Russian. */
  original: perhaps([null, ...OPEN_SLUGS]),
  /** The published story whose slug this one has, too. */
  rival: perhaps([null, ...OPEN_SLUGS]),
  isDraft: fc.boolean(),
  minutesAhead: fc.constantFrom(1, 30, 200, 1_000, 50_000, 5_000_000),
  image: perhaps(PHOTOGRAPHS),
  fault: fc.option(fc.constantFrom(...FAULTS), { nil: null, freq: 3 }),
  /** Files are read in the order of their paths: before or after those that are published. */
  folder: fc.constantFrom('articles/1999', 'articles/2031'),
  hasTagFiles: fc.boolean(),
});

const homePage = fc.record({
  lead: perhaps([...OPEN_SLUGS, ...SEALED_SLUGS]),
  beside: some([...OPEN_SLUGS, ...SEALED_SLUGS], { maxLength: 2 }),
  rail: perhaps([...TAGS, ...SEALED_TAGS]),
  sections: some([...TAGS, ...SEALED_TAGS], { maxLength: 3 }),
});

/** `sets` is the number of sets of unpublished files. */
export function twinContent(sets: number): fc.Arbitrary<TwinContent> {
  const open = fc
    .tuple(fc.array(openStory, { minLength: 3, maxLength: OPEN_SLUGS.length }), homePage, perhaps(SEALED_TAGS))
    .map(([stories, home, section]) => openTree(stories, home, section));
  const sealed = fc.array(sealedStory, { minLength: 1, maxLength: SEALED_SLUGS.length }).map(sealedTree);
  return fc.record({ open, sealed: fc.array(sealed, { minLength: sets, maxLength: sets }) });
}

type OpenStory = typeof openStory extends fc.Arbitrary<infer Fields> ? Fields : never;
type SealedStory = typeof sealedStory extends fc.Arbitrary<infer Fields> ? Fields : never;
type HomePage = typeof homePage extends fc.Arbitrary<infer Fields> ? Fields : never;

function openTree(
  stories: readonly OpenStory[],
  { lead, beside, rail, sections }: HomePage,
  section: string | null,
): Tree {
  const home = [
    ...(lead ? [`lead: ${lead}`] : []),
    ...(beside.length > 0 ? [`beside: [${beside.join(', ')}]`] : []),
    ...(rail ? [`rail: ${rail}`] : []),
    ...(sections.length > 0 ? [`sections: [${sections.join(', ')}]`] : []),
  ];
  return new Map<string, string>([
    ['publication.yaml', publicationWith([...TAGS.slice(0, 3), ...(section ? [section] : [])])],
    ['pages/about.md', '---\ntitle: About\n---\n\nSee [a story](/articles/sealed-0) and [a tag](/tags/smuggling).\n'],
    ['pages/about.es.md', '---\ntitle: Quiénes somos\n---\n\nTexto.\n'],
    ...(home.length > 0 ? [['pages/home.md', `---\n${home.join('\n')}\n---\n`] as const] : []),
    ...AUTHORS.map((id) => [`authors/${id}.md`, authorFile(id)] as const),
    ['tags/rivers.md', '---\nname: Rivers\ntranslations: { es: { name: Ríos } }\n---\n\nAll rivers.\n'],
    ['tags/harbors.md', '---\nname: Harbors\ncolour: blue\n---\n\nAll harbors.\n'],
    ['articles/open.jpg', '#118833'],
    ...stories.map(({ story, language, minutesAgo, image }, index) => {
      const slug = OPEN_SLUGS[index] ?? '';
      return [
        `articles/2030/${slug}${ending(language)}`,
        storyFile(`Open ${index}`, -minutesAgo, story, imageKey(image)),
      ] as const;
    }),
  ]);
}

function sealedTree(stories: readonly SealedStory[]): Tree {
  const files = new Map<string, string>();
  for (const [index, { story, original, rival, fault, ...sealed }] of stories.entries()) {
    const { isDraft, minutesAhead, image, folder, hasTagFiles } = sealed;
    const slug = original ?? rival ?? SEALED_SLUGS[index] ?? '';
    const language = original ? 'ru' : sealed.language;
    const more = [...imageKey(image), ...(isDraft ? ['draft: true'] : [])];
    const minutes = isDraft && minutesAhead > 500 ? -minutesAhead : minutesAhead;
    const text = storyFile(`Sealed ${index}`, minutes, story, more);
    files.set(`${folder}/${slug}${ending(language)}`, fault ? fault(text) : text);
    if (image === 'sealed.jpg') files.set('articles/sealed.jpg', '#aa3322');
    for (const id of story.authors) if (SEALED_AUTHORS.includes(id)) files.set(`authors/${id}.md`, authorFile(id));
    for (const name of hasTagFiles ? [...story.tags, story.section ?? ''] : []) {
      if (SEALED_TAGS.includes(name))
        files.set(`tags/${slugOf(name)}.md`, `---\nname: ${name}\n---\n\nAll of ${name}.\n`);
    }
  }
  return files;
}

function publicationWith(sections: readonly string[]): string {
  return `name: The Twin
tagline: Two sites and one paper
origin: https://twin.example
timeZone: America/New_York
language: en
sections: [${sections.join(', ')}]
footer: [about]
security: security@twin.example
translations:
  es: { name: El Gemelo }
`;
}

function authorFile(id: string): string {
  const name = id
    .split('-')
    .map((part) => part[0]?.toUpperCase() + part.slice(1))
    .join(' ');
  return `---\nname: ${name}\nrole: Reporter\n---\n\n${name} reports.\n`;
}

const ending = (language: string) => (language ? `.${language}.md` : '.md');
const imageKey = (image: string | null) => (image ? [`image: { src: ../${image}, alt: A ferry }`] : []);
const written = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString().replace('.000Z', 'Z');

function storyFile(title: string, minutes: number, story: StoryFields, more: readonly string[]): string {
  const { authors, tags, section, series, words, links, oldPath, isCorrected, type } = story;
  const keys = [
    `title: ${title} ${words.slice(0, 2).join(' ')}`,
    `standfirst: About ${words.slice(1, 3).join(' and ')}.`,
    `authors: [${authors.join(', ')}]`,
    `date: ${written(minutes)}`,
    `tags: [${tags.join(', ')}]`,
    ...(section ? [`section: ${section}`] : []),
    ...(series ? [`series: ${series}`] : []),
    ...(type ? [`type: ${type}`] : []),
    ...(oldPath ? [`redirectFrom: [${oldPath}]`] : []),
    ...(isCorrected ? [`corrections: [{ date: "${written(minutes + 1)}", text: The ${words[0]} was red. }]`] : []),
    ...more,
  ];
  const linked = links.map((slug) => `[about ${slug}](/articles/${slug}#${words[0]})`);
  const text = [`The ${words.join(' and the ')}.`, `## ${words[0]}`, ...linked, 'Nobody came.'];
  return `---\n${keys.join('\n')}\n---\n\n${text.join('\n\n')}\n`;
}
