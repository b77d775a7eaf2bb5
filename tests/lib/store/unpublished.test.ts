import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContentStore } from '#lib/store/content-store.ts';
import { queriesFor } from '#lib/store/queries/queries.ts';
import { previewOf, unpublishedStories, unpublishedStory } from '#lib/store/unpublished.ts';
import { put } from '../../fixtures/photographs.ts';

const NOON = Date.UTC(2024, 0, 14, 12);
const MINUTE = 60_000;

let root: string;
let now: number;
let store: ContentStore;

const file = (name: string) => path.join(root, 'content', name);
const article = (title: string, keys: object) =>
  put(
    file(`articles/${title.toLowerCase()}.md`),
    `---\n${JSON.stringify({ title, author: 'mira', date: '2024-01-01', ...keys })}\n---\nText of ${title}.\n`,
  );

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dateline-unpublished-'));
  now = NOON;
  const keys = {
    name: 'The Courier',
    tagline: 'News',
    origin: 'https://courier.example',
    timeZone: 'UTC',
    language: 'en',
  };
  put(file('publication.yaml'), JSON.stringify(keys));
  put(file('authors/mira.md'), '---\nname: Mira\n---\n');
  article('Sketch', { draft: true });
  article('Late', { date: new Date(NOON + MINUTE).toISOString() });
  article('Early', {});
  article('Broken', { drafft: 'x' });
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true });
});

async function open(showsUnpublished?: boolean): Promise<void> {
  const folders = { content: path.join(root, 'content'), public: path.join(root, 'public') };
  const options = { folders, index: path.join(root, 'index.sqlite'), clock: () => now, showsUnpublished };
  ({ store } = await ContentStore.open(options));
}

test('a store has unpublished stories only if it was opened with them', async () => {
  await open();
  expect(['sketch', 'late', 'early', 'broken'].map((slug) => unpublishedStory(store, '', slug))).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(unpublishedStories(store, 10)).toEqual([]);
});

test('such a store has drafts and embargoed stories until they are published', async () => {
  await open(true);
  expect(unpublishedStory(store, '', 'sketch')).toMatchObject({
    story: { headline: 'Sketch' },
    status: { draft: true, embargo: null },
  });
  expect(unpublishedStory(store, '', 'late')?.status).toEqual({
    draft: false,
    embargo: NOON + MINUTE,
    branch: null,
  });
  expect([unpublishedStory(store, '', 'early'), unpublishedStory(store, '', 'broken')]).toEqual([null, null]);
  expect(unpublishedStories(store, 10).map(({ headline }) => headline)).toEqual(['Late', 'Sketch']);
  expect(unpublishedStories(store, 1).map(({ headline }) => headline)).toEqual(['Late']);
  now = NOON + MINUTE;
  expect(unpublishedStory(store, '', 'late')).toBeNull();
  expect(unpublishedStories(store, 10).map(({ headline }) => headline)).toEqual(['Sketch']);
});

test('even there no query of readers’ pages returns them', async () => {
  await open(true);
  expect([queriesFor(store, '').story('sketch'), queriesFor(store, '').story('late')]).toEqual([null, null]);
  expect(
    queriesFor(store, '')
      .latest(1)
      ?.items.map(({ headline }) => headline),
  ).toEqual(['Early']);
});

test('the preview of a published story is the same as its page', async () => {
  await open();
  const preview = await previewOf(store, { file: 'content/articles/early.md', branch: null });
  expect(preview).toMatchObject({ status: { draft: false, embargo: null, branch: null } });
  expect('story' in preview && preview.story).toEqual(queriesFor(store, '').story('early'));
});

test('the preview of a file with errors has these, not the last good version', async () => {
  await open();
  article('Early', { drafft: 'x' });
  await store.sync();
  const preview = await previewOf(store, { file: 'content/articles/early.md', branch: null });
  expect(preview).toMatchObject({ story: null, diagnostics: [{ rule: 'key-unknown' }] });
  expect(queriesFor(store, '').story('early')?.headline).toBe('Early');
});

test.each([
  'content/authors/mira.md',
  'content/articles/../authors/mira.md',
  'content/publication.yaml',
  '/etc/passwd',
])('there is no preview of %s', async (name) => {
  await open();
  expect(await previewOf(store, { file: name, branch: null })).toEqual({ refusal: `${name} is not an article.` });
  expect(await previewOf(store, { file: name, branch: 'main' })).toEqual({ refusal: `${name} is not an article.` });
});
