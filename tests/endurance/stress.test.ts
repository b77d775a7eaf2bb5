import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../bench/edition.ts';
import { get, until } from '../bench/measure.ts';
import { type Site, startSite } from '../site/running-site.ts';

// Readers load pages as fast as they can while a writer changes files at random. Whenever a sync is known to
// be over, the pages must match the files; a reader must never get an older version than the one known when
// the request was made.

const CHANGES = 2_000;
const READERS = 3;
const STORIES_A_PAGE = 24;

/** A file of the edition, and the versions that readers may see. */
type Story = {
  slug: string;
  folder: string;
  published: number;
  /** The version that readers see: the last good one. Null: none. */
  visible: number | null;
  state: 'good' | 'broken' | 'embargoed';
};

const random = seeded(2_026);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

let site: Site;
let version = 0;
let created = 0;
const stories: Story[] = [];
/** The known version of each slug ever used: readers see it or a later one; null: there was no page. */
const known = new Map<string, number | null>();

beforeAll(async () => {
  site = await startSite({
    env: { WARM_PAGES: '500' },
    arrange: (content) => {
      rmSync(path.join(content, 'articles'), { recursive: true });
      for (let count = 0; count < 60; count++) write(content, newStory(), 'good');
      marker(content, 0);
    },
  });
});
afterAll(() => site.stop());

function newStory(): Story {
  const number = created++;
  const story: Story = {
    slug: `story-${number}`,
    folder: pick(['2024', '2025/01', '2025/02']),
    published: Date.UTC(2024, 0, 1) + number * 3_600_000,
    visible: null,
    state: 'good',
  };
  stories.push(story);
  return story;
}

const fileOf = (content: string, story: Story) => path.join(content, 'articles', story.folder, `${story.slug}.md`);

function write(content: string, story: Story, state: Story['state']): void {
  version++;
  const date = state === 'embargoed' ? '2999-01-01' : new Date(story.published).toISOString();
  const title = state === 'broken' ? 'titel' : 'title';
  const file = fileOf(content, story);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `---\n${title}: Version ${version} of ${story.slug}\nauthor: dario-quennell\ndate: ${date}\ntags: [Stress]\n---\n\nText ${version}.\n`,
  );
  story.state = state;
  if (state === 'good') story.visible = version;
  if (state === 'embargoed') story.visible = null;
}

/** A page that is written last: when readers see it, all earlier changes are visible. */
function marker(content: string, burst: number): void {
  writeFileSync(path.join(content, 'pages/marker.md'), `---\ntitle: Burst ${burst}\n---\n\nText.\n`);
}

/**
 * The stories that this burst has changed. A sync may come between two changes to one file, so either version
 * may stay.
 */
const touched = new Set<Story>();

function untouched(among: (story: Story) => boolean = () => true): Story {
  const story = pick(stories.filter((one) => !touched.has(one) && among(one))) ?? newStory();
  touched.add(story);
  return story;
}

const CHANGE: Record<string, (content: string) => void> = {
  edit: (content) => write(content, untouched(), 'good'),
  add: (content) =>
    write(
      content,
      untouched(() => false),
      'good',
    ),
  break: (content) => write(content, untouched(), 'broken'),
  embargo: (content) => write(content, untouched(), 'embargoed'),
  mend: (content) =>
    write(
      content,
      untouched(({ state }) => state !== 'good'),
      'good',
    ),
  delete: (content) => {
    if (stories.length < 30) return CHANGE.add?.(content);
    const story = untouched();
    stories.splice(stories.indexOf(story), 1);
    rmSync(fileOf(content, story), { force: true });
  },
  move: (content) => {
    const story = untouched();
    const before = fileOf(content, story);
    story.folder = pick(['2024', '2025/01', '2026/09', 'desk']);
    const after = fileOf(content, story);
    mkdirSync(path.dirname(after), { recursive: true });
    if (before !== after) renameSync(before, after);
    // The last good version belongs to a path: a broken file that is moved has none.
    if (before !== after && story.state === 'broken') story.visible = null;
  },
  rename: (content) => {
    const story = untouched();
    const before = fileOf(content, story);
    story.slug = `story-${created++}`;
    renameSync(before, fileOf(content, story));
    if (story.state === 'broken') story.visible = null;
  },
};

const shownVersion = (body: string) => Number(/<h1>Version (\d+) of/.exec(body)?.[1] ?? Number.NaN);

test(`${CHANGES} changes under readers leave no stale byte, no error and no lost article`, {
  timeout: 300_000,
}, async () => {
  const complaints: string[] = [];
  let reading = true;
  let requests = 0;
  const reader = async () => {
    const seen = seeded(requests + 5);
    while (reading) {
      const slugs = [...known.keys()];
      const slug = slugs[Math.floor(seen() * slugs.length)];
      const path = seen() < 0.2 || slug === undefined ? (seen() < 0.5 ? '/' : '/tags/stress') : `/articles/${slug}`;
      const atLeast = slug === undefined ? null : (known.get(slug) ?? null);
      const { status, body } = await get(site.origin + path);
      requests++;
      if (status >= 500) complaints.push(`${path} answered ${status}`);
      if (!path.startsWith('/articles/') || status !== 200) continue;
      const current = shownVersion(body);
      if (Number.isNaN(current) || (atLeast !== null && current < atLeast)) {
        complaints.push(`${path} showed version ${current} after version ${atLeast}`);
      }
    }
  };
  const readers = Array.from({ length: READERS }, reader);

  for (let changes = 0, burst = 1; changes < CHANGES; burst++) {
    const size = Math.min(1 + Math.floor(random() * 15), CHANGES - changes);
    touched.clear();
    for (let change = 0; change < size; change++) pick(Object.values(CHANGE))(site.content);
    changes += size;
    marker(site.content, burst);
    await until(async () => (await get(`${site.origin}/marker`)).body.includes(`<h1>Burst ${burst}</h1>`), 20_000);

    // The sync is over. From here on readers see at least these versions.
    for (const slug of known.keys()) known.set(slug, null);
    for (const { slug, visible } of stories) known.set(slug, visible);
    for (const slug of Array.from({ length: 6 }, () => pick([...known.keys()]))) {
      const expected = known.get(slug) ?? null;
      const { status, body } = await get(`${site.origin}/articles/${slug}`);
      const current = status === 200 ? shownVersion(body) : null;
      if (current !== expected) complaints.push(`burst ${burst}: ${slug} is ${current}, not ${expected}`);
    }
    const { body } = await get(`${site.origin}/tags/stress`);
    const listed = [...body.matchAll(/<h2><a href="\/articles\/[^"]+">Version (\d+) of/g)].map(([, current]) =>
      Number(current),
    );
    const expected = stories
      .filter(({ visible }) => visible !== null)
      .sort((a, b) => b.published - a.published || (a.slug < b.slug ? -1 : 1))
      .map(({ visible }) => visible);
    if (JSON.stringify(listed) !== JSON.stringify(expected.slice(0, STORIES_A_PAGE)))
      complaints.push(`burst ${burst}: the list is wrong`);
    if (!new RegExp(`>${expected.length} stories\\b`).test(body))
      complaints.push(`burst ${burst}: the count is not ${expected.length}`);
  }
  reading = false;
  await Promise.all(readers);

  for (const [slug, expected] of known) {
    const { status, body } = await get(`${site.origin}/articles/${slug}`);
    const current = status === 200 ? shownVersion(body) : null;
    if (current !== expected) complaints.push(`at the end: ${slug} is ${current}, not ${expected}`);
  }
  expect(complaints).toEqual([]);
  expect(stories.every((story) => existsSync(fileOf(site.content, story)))).toBe(true);
  expect(requests).toBeGreaterThan(CHANGES);
});
