import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { isFresh, queriesFor } from '#lib/store/queries/queries.ts';
import { keysTouchedSince } from '#lib/store/sync/touched-keys.ts';
import { dependencyKeysOf, type Trace, traced } from '#lib/store/trace.ts';
import { seeded } from '../../../bench/edition.ts';

// A page is checked by the keys that a sync touched. Whatever changes, that must find what a check of all its
// queries finds.

/** `KEY_CHANGES` and `FIRST_SEED` try more, and others. */
const CHANGES = Number(process.env.KEY_CHANGES ?? 50);
const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

let now: number;
let folder: string;
let store: ContentStore;
beforeEach(async () => {
  now = NOW;
  folder = mkdtempSync(path.join(tmpdir(), 'dateline-keys-'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(folder, 'content', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return `content/${name}`;
}

function remove(name: string): string {
  rmSync(path.join(folder, 'content', name), { force: true });
  return `content/${name}`;
}

async function open(): Promise<void> {
  const folders = { content: path.join(folder, 'content'), public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => now }));
}

const SVG = (width: number) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 20"></svg>`;
const AUTHORS = ['ann', 'bob', 'cai'];
const TAGS = ['Rivers', 'Trains', 'Harbors', 'Ports'];
const SLUGS = Array.from({ length: 12 }, (_, number) => `story-${number}`);
const LANGUAGES = ['', 'es'] as const;

/** Random texts of each kind of file, by `random`. */
function generator(random: () => number) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const story = (number: number) => {
    const keys = [
      `title: ${pick(['Rain over rivers', 'Trains at night', 'Harbor lights'])} ${number}`,
      `author: ${pick(AUTHORS)}`,
      random() < 0.2
        ? `date: 2026-01-01T${String(Math.floor(random() * 24)).padStart(2, '0')}:00:00Z`
        : `date: 2025-0${1 + Math.floor(random() * 9)}-01T0${Math.floor(random() * 9)}:00:00Z`,
      `tags: [${pick(TAGS)}, ${pick(['Trains', 'TRAINS', 'Night ferries'])}]`,
      ...(random() < 0.3 ? ['series: The long night'] : []),
      ...(random() < 0.5 ? ['image: {src: map.svg, alt: A map}'] : []),
      ...(random() < 0.1 ? ['draft: true'] : []),
    ];
    return `---\n${keys.join('\n')}\n---\n\nText ${number}.\n`;
  };
  const files: (() => string)[] = [
    () => write(`articles/${pick(SLUGS)}${pick(['', '', '', '.es'])}.md`, story(Math.floor(random() * 1_000))),
    () => write(`articles/${pick(SLUGS)}.md`, '---\ntitel: Broken\n---\n'),
    () => remove(`articles/${pick(SLUGS)}${pick(['', '.es'])}.md`),
    () =>
      write(
        `authors/${pick(AUTHORS)}.md`,
        `---\nname: ${pick(['Ann Lee', 'Bob Roy', 'Cai Wu'])}\n---\n\n${pick(['Writes.', 'Edits.'])}\n`,
      ),
    () =>
      write(
        `tags/${pick(['rivers', 'trains'])}.md`,
        `---\nname: ${pick(['Rivers', 'Trains', 'TRAINS'])}\ntranslations: {es: {name: ${pick(['Ríos', 'Trenes'])}}}\n---\n\nText.\n`,
      ),
    () => remove(`tags/${pick(['rivers', 'trains'])}.md`),
    () => write('articles/map.svg', SVG(pick([20, 30, 40]))),
    () => remove('articles/map.svg'),
    () => write('pages/about.md', `---\ntitle: ${pick(['About', 'About us'])}\n---\n\nText.\n`),
    () => write('pages/home.md', `---\nlead: ${pick(SLUGS)}\nrows: [${pick(TAGS)}]\n---\n`),
    () => write('publication.yaml', publication(pick(['The Lamp', 'The Light']))),
  ];
  return { pick, story, change: () => (random() < 0.6 ? files[0] : pick(files))?.() ?? '' };
}

const publication = (name: string) =>
  `name: ${name}\ntagline: News\norigin: https://lamp.example\ntimeZone: UTC\nlanguage: en\nsections: [Rivers, Trains]\nfooter: [about]\n`;

/** All that pages of both languages ask, each question by its name. */
function questions(): Map<string, () => unknown> {
  const found = new Map<string, () => unknown>();
  for (const edition of LANGUAGES) {
    const queries = queriesFor(store, edition);
    const ask = (name: keyof typeof queries, ...args: unknown[]) =>
      found.set(`${edition}:${name}(${JSON.stringify(args)})`, () =>
        (queries[name] as (...args: unknown[]) => unknown)(...args),
      );
    for (const name of ['publication', 'today', 'editions', 'sections', 'footerPages', 'homePage'] as const) ask(name);
    for (const name of ['latest', 'tags', 'authors', 'allSeries'] as const) ask(name, 1);
    for (const slug of SLUGS) {
      for (const name of [
        'story',
        'hasStory',
        'translations',
        'isBehindOriginal',
        'hasHistory',
        'related',
        'newestExcept',
      ] as const)
        ask(name, slug);
      ask('alternatives', { kind: 'article', edition, slug });
      ask('routeExists', { kind: 'article', edition, slug });
    }
    for (const author of AUTHORS) {
      ask('author', author);
      ask('storiesByAuthor', author, 1);
    }
    for (const tag of ['rivers', 'trains', 'harbors', 'ports', 'night-ferries']) {
      ask('tag', tag);
      ask('tagNamed', tag);
      ask('storiesWithTag', tag, 1);
      ask('routeExists', { kind: 'tag', edition, tag, page: 1 });
    }
    ask('series', 'the-long-night');
    ask('storiesInSeries', 'the-long-night', 1);
    ask('page', 'about');
  }
  return found;
}

/** The traces of all questions: those of `kept`, and new ones. */
async function traces(kept = new Map<string, Trace>()): Promise<Map<string, Trace>> {
  const made = new Map<string, Trace>();
  for (const [name, ask] of questions()) made.set(name, kept.get(name) ?? (await traced(async () => ask())).trace);
  return made;
}

test('what the touched keys leave unchecked has not changed', { timeout: 2_000 * CHANGES + 60_000 }, async () => {
  const random = seeded(Number(process.env.FIRST_SEED ?? 7));
  const { story, change, pick } = generator(random);
  write('publication.yaml', publication('The Lamp'));
  for (const author of AUTHORS) write(`authors/${author}.md`, `---\nname: ${author}\n---\n\nWrites.\n`);
  for (const [number, slug] of SLUGS.entries()) write(`articles/${slug}.md`, story(number));
  write('pages/about.md', '---\ntitle: About\n---\n\nText.\n');
  await open();
  let generation = store.generation();
  let known = await traces();
  let skipped = 0;
  for (let number = 0; number < CHANGES; number++) {
    const paths = Array.from({ length: pick([1, 1, 2]) }, () => change());
    // Embargoes end before a sync, and without one.
    if (random() < 0.3) now += HOUR;
    if (random() < 0.8) await store.sync(paths);
    const touched = store.touchedSince(generation);
    const holding = new Map<string, Trace>();
    for (const [name, trace] of known) {
      const isSame = isFresh(new Map(trace), store);
      // The keys may be others now although the answer is the same.
      expect(isFresh(trace, store, touched), `${name} after ${paths.join(' and ')}`).toBe(isSame);
      if (isSame) holding.set(name, trace);
      if (touched && isSame) skipped++;
    }
    generation = store.generation();
    // Those that hold keep their trace, as a cached page does.
    known = await traces(holding);
  }
  expect(skipped).toBeGreaterThan(CHANGES * 50);
});

test('a page of stories that have nothing in common with an edited one is not checked', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  const story = (tag: string, text: string) =>
    `---\ntitle: ${tag}\nauthor: ann\ndate: 2025-01-01\ntags: [${tag}]\n---\n\n${text}\n`;
  write('articles/river.md', story('Rivers', 'One.'));
  write('articles/river-again.md', story('Rivers', 'One.'));
  write('articles/train.md', story('Trains', 'One.'));
  await open();
  const trace = (name: 'related' | 'story', slug: string) =>
    traced(async () => queriesFor(store, '')[name](slug)).then(({ trace }) => [...trace.values()][0]?.keys ?? []);
  const keys = { related: await trace('related', 'river'), story: await trace('story', 'river') };
  await store.sync([write('articles/train.md', story('Trains', 'Two.'))]);
  const touched = store.touchedSince(store.generation() - 1) ?? new Set();
  expect([...touched]).toContain('article:en:train');
  expect([...keys.related, ...keys.story].filter((key) => touched.has(key))).toEqual([]);
  // Of an edited story the list has the same members.
  expect([...touched].filter((key) => key.startsWith('members'))).toEqual([]);
});

test('a story that comes, moves or goes does not touch pages that have nothing in common with it', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  write('authors/bob.md', '---\nname: Bob\n---\n\nWrites.\n');
  const story = (number: number, author: string, tag: string, text = 'Text.') =>
    `---\ntitle: Story ${number}\nauthor: ${author}\ndate: 2025-01-${10 + (number % 20)}\ntags: [${tag}]\n---\n\n${text}\n`;
  for (let number = 0; number < 44; number++) {
    write(`articles/story-${number}.md`, number < 20 ? story(number, 'ann', 'Rivers') : story(number, 'bob', 'Trains'));
  }
  await open();
  const queries = queriesFor(store, '');
  const { trace } = await traced(async () => {
    queries.story('story-3');
    queries.related('story-3');
    queries.translations('story-3');
    queries.sections();
    queries.editions();
    queries.alternatives({ kind: 'article', edition: '', slug: 'story-3' });
  });
  const keys = [...trace.values()].flatMap(({ keys }) => keys);
  const touchedBy = async (...paths: string[]) => {
    const before = store.generation();
    await store.sync(paths);
    expect(store.generation()).toBeGreaterThan(before);
    return store.touchedSince(before) ?? new Set();
  };
  const concerned = async (...paths: string[]) => {
    const touched = await touchedBy(...paths);
    return keys.filter((key) => touched.has(key));
  };
  expect(await concerned(write('articles/new.md', story(25, 'bob', 'Trains')))).toEqual([]);
  expect(await concerned(remove('articles/new.md'), write('articles/newer.md', story(25, 'bob', 'Trains')))).toEqual(
    [],
  );
  expect(await concerned(remove('articles/newer.md'))).toEqual([]);
  expect(await concerned(write('articles/new.md', story(25, 'bob', 'Rivers')))).toContain(
    'period:en:newest:tag:rivers',
  );

  // What lists show of a story stays the same when its text alone changes.
  const ofText = await touchedBy(write('articles/story-5.md', story(5, 'ann', 'Rivers', 'Text.\n\nMore text.')));
  expect([...ofText].filter((key) => !key.startsWith('images:'))).toEqual(['article:en:story-5']);

  // The first and the last story of a tag, and another way to write it.
  expect(await touchedBy(write('articles/port.md', story(8, 'bob', 'Ports')))).toContain('presence:en:tag:ports');
  expect(await touchedBy(remove('articles/port.md'))).toContain('presence:*:tag:ports');
  expect(await touchedBy(write('articles/story-6.md', story(6, 'ann', 'RIVERS')))).toContain('presence:en:tag:rivers');
});

test('a page whose related stories are of one time is not checked when a story of another time changes', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  const story = (title: string, date: string) =>
    `---\ntitle: ${title}\nauthor: ann\ndate: ${date}\ntags: [Rivers]\n---\n\nText.\n`;
  // Forty in 2020, eighty in 2021, forty in 2022.
  for (let number = 0; number < 160; number++) {
    const [year, at] = number < 40 ? [2020, number] : number < 120 ? [2021, number - 40] : [2022, number - 120];
    const day = new Date(Date.UTC(year, 0, 1 + 4 * at)).toISOString();
    write(`articles/story-${number}.md`, story(`Story ${number}`, day));
  }
  await open();
  const keysOf = async (slug: string) => {
    const { trace } = await traced(async () => queriesFor(store, '').related(slug));
    return [...trace.values()].flatMap(({ keys }) => keys).filter((key) => key.startsWith('period'));
  };
  expect(await keysOf('story-80')).toEqual(['period:en:2021:tag:rivers']);
  expect(await keysOf('story-5')).toEqual(['period:en:2020:tag:rivers', 'period:en:oldest:tag:rivers']);
  expect(await keysOf('story-30')).toEqual(['period:en:2020:tag:rivers', 'period:en:2021:tag:rivers']);
  expect(await keysOf('story-150')).toEqual(['period:en:2022:tag:rivers', 'period:en:newest:tag:rivers']);
  const periodsOf = async (name: string, text: string) => {
    const before = store.generation();
    await store.sync([write(name, text)]);
    return [...(store.touchedSince(before) ?? [])].filter((key) => /^period.*rivers/.test(key)).toSorted();
  };
  expect(await periodsOf('articles/story-35.md', story('Other words', '2020-06-20'))).toEqual([
    'period:en:2020:tag:rivers',
  ]);
  expect(await periodsOf('articles/older.md', story('Older', '2019-06-20'))).toEqual([
    'period:en:2019:tag:rivers',
    'period:en:oldest:tag:rivers',
  ]);
  expect(await periodsOf('articles/newer.md', story('Newer', '2023-06-20'))).toEqual([
    'period:en:2023:tag:rivers',
    'period:en:newest:tag:rivers',
  ]);
});

test('of long lists, too, what the touched keys leave unchecked has not changed', { timeout: 120_000 }, async () => {
  const random = seeded(Number(process.env.FIRST_SEED ?? 5));
  const at = (count: number) => Math.floor(random() * count);
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  const slugs = Array.from({ length: 150 }, (_, number) => `story-${number}`);
  const story = () => {
    const day = `${2021 + at(5)}-${String(1 + at(12)).padStart(2, '0')}-${String(1 + at(28)).padStart(2, '0')}`;
    const words = ['Rain', 'Trains', 'Harbors', 'Lights', 'Bridges', 'Markets'];
    const keys = `title: ${words[at(6)]} ${words[at(6)]}\nauthor: ann\ndate: ${day}\ntags: [${['Rivers', 'Trains'][at(2)]}]`;
    return `---\n${keys}\n---\n\nText.\n`;
  };
  for (const slug of slugs) write(`articles/${slug}.md`, story());
  await open();
  const trace = async (slug: string) => (await traced(async () => queriesFor(store, '').related(slug))).trace;
  let generation = store.generation();
  const known = new Map<string, Trace>();
  for (const slug of slugs.slice(0, 60)) known.set(slug, await trace(slug));
  let skipped = 0;
  for (let number = 0; number < CHANGES; number++) {
    const name = `articles/${slugs[at(slugs.length)]}.md`;
    await store.sync([random() < 0.2 ? remove(name) : write(name, story())]);
    const touched = store.touchedSince(generation) ?? new Set();
    for (const [slug, former] of known) {
      if (!dependencyKeysOf(former).isDisjointFrom(touched)) {
        known.set(slug, await trace(slug));
        continue;
      }
      skipped++;
      expect(isFresh(new Map(former), store), `${slug} after ${name}`).toBe(true);
    }
    generation = store.generation();
  }
  expect(skipped).toBeGreaterThan(CHANGES * 10);
});

test('the end of an embargo touches the story and its lists; a new day touches anything', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  write('articles/soon.md', '---\ntitle: Soon\nauthor: ann\ndate: 2026-01-01T01:00:00Z\n---\n\nText.\n');
  const folders = { content: path.join(folder, 'content'), public: path.join(folder, 'public') };
  ({ store } = await ContentStore.open({ folders, index: path.join(folder, 'index.sqlite'), clock: () => now }));
  const before = store.generation();
  expect(store.touchedSince(before)).toEqual(new Set());
  now += 3_600_000;
  expect(store.touchedSince(before)).toEqual(
    new Set([
      'article:en:soon',
      'history:content/articles/soon.md',
      ...['all', 'author:ann'].flatMap((list) => [
        `stories:en:${list}`,
        `period:en:2026:${list}`,
        `period:en:oldest:${list}`,
        `period:en:newest:${list}`,
        `members:en:${list}`,
        `presence:en:${list}`,
        `presence:*:${list}`,
        `size:en:${list}`,
      ]),
    ]),
  );
  now -= 1_800_000;
  expect(store.touchedSince(before)).toBe(null);
  now += 24 * 3_600_000;
  const yesterday = store.generation();
  now += 24 * 3_600_000;
  expect(store.touchedSince(yesterday)).toBe(null);
});

test('a sync of all files, and one that finds what another process has changed, touch what they change', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  const story = (text: string) => `---\ntitle: River\nauthor: ann\ndate: 2025-01-01\n---\n\n${text}\n`;
  for (const slug of ['river', 'lake', 'sea']) write(`articles/${slug}.md`, story('One.'));
  await open();
  const before = store.generation();
  write('articles/river.md', story('Two.'));
  await store.sync();
  expect(store.touchedSince(before)).toContain('article:en:river');

  const other = await ContentStore.open({
    folders: store.folders,
    index: path.join(folder, 'index.sqlite'),
    clock: () => now,
  });
  write('articles/lake.md', story('Two.'));
  await other.store.sync();
  await other.store.close();
  const between = store.generation();
  write('articles/sea.md', story('Two.'));
  await store.sync();
  const touched = store.touchedSince(between);
  expect(touched).toContain('article:en:lake');
  expect(touched).toContain('article:en:sea');
  expect(touched).not.toContain('article:en:river');
});

test('the index has the keys for programs that were not running', async () => {
  write('publication.yaml', publication('The Lamp'));
  write('authors/ann.md', '---\nname: Ann\n---\n\nWrites.\n');
  const story = (title: string, text: string, more = '') =>
    `---\ntitle: ${title}\nauthor: ann\ndate: 2025-01-01\n${more}---\n\n${text}\n`;
  write('articles/river.md', story('River', 'One.'));
  write('articles/train.md', story('Train', 'One.'));
  await open();
  const generation = () => store.row<{ generation: number }>('SELECT generation FROM state')?.generation ?? 0;
  const first = generation();
  expect(store.read((db) => keysTouchedSince(db, first))).toEqual(new Set());
  expect(store.read((db) => keysTouchedSince(db, first - 1))).toBe(null);

  // Another process syncs all files.
  await store.close();
  write('articles/train.md', story('Train', 'Two.'));
  await open();
  const touched = store.read((db) => keysTouchedSince(db, first));
  expect(touched).toContain('article:en:train');
  expect([...(touched ?? [])].filter((key) => key.includes('river'))).toEqual([]);

  // Keys of a change that readers cannot see count for the next that they can.
  const second = generation();
  await store.sync([write('articles/draft.md', story('Draft', 'One.', 'draft: true\n'))]);
  expect(generation()).toBe(second);
  await store.sync([write('articles/river.md', story('River', 'Two.'))]);
  const both = store.read((db) => keysTouchedSince(db, second));
  expect(both).toContain('article:en:draft');
  expect(both).toContain('article:en:river');

  write('publication.yaml', publication('The Torch'));
  await store.sync(['content/publication.yaml']);
  expect(store.read((db) => keysTouchedSince(db, second))).toBe(null);
  expect(store.read((db) => keysTouchedSince(db, generation() + 1))).toBe(null);
});
